package dev.skep.events;

import dev.skep.events.model.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps the events of a test, and waits for them. */
final class Seen implements EventSink {
    private static final long PATIENCE_MILLIS = 10_000;

    final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Event event) {
        events.add(event);
    }

    <T extends Event> List<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The first event of a type that fits; fails if none comes. */
    <T extends Event> T await(Class<T> type, Predicate<T> fits) {
        return await(type, 1, fits).getFirst();
    }

    /** So many events of a type that fit; fails if fewer come. */
    <T extends Event> List<T> await(Class<T> type, int count, Predicate<T> fits) {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (true) {
            List<T> found = all(type).stream().filter(fits).toList();
            if (found.size() >= count) {
                return found;
            }
            if (System.currentTimeMillis() > end) {
                throw new AssertionError("wanted " + count + " " + type.getSimpleName() + ", saw " + events);
            }
            TestScope.sleep(10);
        }
    }
}
