package dev.skep.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.agent.Samples;
import dev.skep.events.EventFilter;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class EventHubTest {
    @Test
    void countsWhatASubscriberIsTooSlowForAlsoAfterItLeft() throws Exception {
        EventHub hub = new EventHub(List.of());
        List<Event> batch = new ArrayList<>();
        try (Subscription slow = hub.subscribe(event -> true, 2)) {
            Samples.oneOfEach().forEach(hub::accept);
            assertThat(slow.take(batch, 10, Duration.ZERO)).isEqualTo(2);
            assertThat(slow.dropped()).isEqualTo(4);
        }
        hub.accept(Samples.oneOfEach().getFirst());
        assertThat(batch).containsExactlyElementsOf(Samples.oneOfEach().subList(0, 2));
        assertThat(hub.losses()).containsExactly(new Loss("agent/stream", -1, "queue_full", 4));
        assertThat(hub.subscribers()).isZero();
    }

    @Test
    void goesOnWhenAConsumerFails() {
        List<Event> seen = new ArrayList<>();
        EventHub hub = new EventHub(List.of(
                event -> {
                    throw new IllegalStateException("a bug, made by a test");
                },
                seen::add));
        Samples.oneOfEach().forEach(hub::accept);
        assertThat(seen).hasSize(6);
        assertThat(hub.losses()).containsExactly(new Loss("agent/consumer", -1, "error", 6));
    }

    @Test
    void asksAnAgentForWhatAFilterAsksTheKernel() {
        EventFilter filter = new EventFilter(
                Set.of(EventFilter.Kind.TCP), OptionalInt.of(7), "a&b", "system.slice", "4f0c", OptionalInt.empty());
        EventQuery query = EventQuery.of(filter);
        assertThat(query.toParameters())
                .isEqualTo("type=loss,tcp_closed,tcp_failed,tcp_opened&pid=7&comm=a%26b&container=4f0c"
                        + "&cgroup=system.slice");
        assertThat(EventQuery.parse(name -> Optional.ofNullable(java.util.Map.of(
                                        "type", "loss,tcp_closed,tcp_failed,tcp_opened",
                                        "pid", "7",
                                        "comm", "a&b",
                                        "container", "4f0c",
                                        "cgroup", "system.slice")
                                .get(name))
                        .map(List::of)
                        .orElse(List.of())))
                .isEqualTo(query);
    }

    @Test
    void admitsByTypeProcessAndContainer() {
        assertThat(admitted("http", null)).isEqualTo(1);
        assertThat(admitted("http,tcp_closed", null)).isEqualTo(2);
        assertThat(admitted("", "4f0c1c")).isEqualTo(2);
        assertThat(admitted("", "ffff")).isZero();
    }

    private static long admitted(String types, String container) {
        EventQuery query = EventQuery.parse(name -> switch (name) {
            case "type" -> List.of(types);
            case "container" -> container == null ? List.of() : List.of(container);
            default -> List.of();
        });
        return Samples.oneOfEach().stream().filter(query::admits).count();
    }
}
