package dev.skep.compiler.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** Copies that happen at once, brought into an order in which none overwrites what another still reads. */
final class ParallelCopy {
    /** One copy. */
    record Copy(int to, int from) {}

    private final Map<Integer, Integer> pending = new LinkedHashMap<>();

    void add(int to, int from) {
        if (to != from) {
            pending.put(to, from);
        }
    }

    /** The copies in order; cycles are broken by a temporary register. */
    List<Copy> sequence(IntSupplier temporary) {
        List<Copy> out = new ArrayList<>();
        while (!pending.isEmpty()) {
            Integer ready = pending.keySet().stream()
                    .filter(to -> !pending.containsValue(to))
                    .findFirst()
                    .orElse(null);
            if (ready != null) {
                out.add(new Copy(ready, java.util.Objects.requireNonNull(pending.remove(ready))));
                continue;
            }
            int blocked = pending.keySet().iterator().next();
            int saved = temporary.getAsInt();
            out.add(new Copy(saved, blocked));
            pending.replaceAll((to, from) -> from == blocked ? Integer.valueOf(saved) : from);
        }
        return out;
    }
}
