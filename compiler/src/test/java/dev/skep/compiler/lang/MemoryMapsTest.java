package dev.skep.compiler.lang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.map.MapType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class MemoryMapsTest {
    static final class Counter {
        long packets;
        long bytes;
    }

    record Flow(@BE int source, short port) {}

    record Prefix(int bits, @BE int address) {}

    static final Hash<Flow, Counter> FLOWS = Maps.hash(2);
    static final LruHash<Integer, Long> RECENT = Maps.lruHash(2);
    static final LpmTrie<Prefix, Integer> ROUTES = Maps.lpmTrie(16);
    static final Array<Counter> COUNTERS = Maps.array(4);
    static final RingBuf<Counter> EVENTS = Maps.ringBuf(4096);
    static final Queue<Counter> QUEUE = Maps.queue(1);
    static final Stack<Counter> STACK = Maps.stack(2);
    static final SkStorage<Counter> SOCKETS = Maps.skStorage();
    static final ProgArray NEXT = Maps.progArray(2);
    static final ArrayOfMaps<Hash<Integer, Counter>> TABLES = Maps.arrayOfMaps(2, Maps.hash(8));
    static final StackTraces STACKS = Maps.stackTraces(64, 20);
    static final DevMap DEVICES = Maps.devMap(2);

    @BeforeEach
    void empty() {
        Machine.reset();
    }

    @Test
    void handsOutObjectsByReferenceAndTakesCopies() {
        Counter mine = new Counter();
        mine.packets = 5;
        FLOWS.put(new Flow(1, (short) 2), mine);
        mine.packets = 99;

        FLOWS.get(new Flow(1, (short) 2)).bytes = 7;

        assertThat(FLOWS.get(new Flow(1, (short) 2)).packets).isEqualTo(5);
        assertThat(FLOWS.get(new Flow(1, (short) 2)).bytes).isEqualTo(7);
    }

    @Test
    void refusesMoreThanItHolds() {
        assertThat(FLOWS.getOrInit(new Flow(1, (short) 0))).isNotNull();
        assertThat(FLOWS.getOrInit(new Flow(2, (short) 0))).isNotNull();
        assertThat(FLOWS.getOrInit(new Flow(3, (short) 0))).isNull();
        assertThat(FLOWS.put(new Flow(3, (short) 0), new Counter())).isFalse();
        assertThat(FLOWS.delete(new Flow(1, (short) 0))).isTrue();
        assertThat(FLOWS.put(new Flow(3, (short) 0), new Counter())).isTrue();
        assertThat(COUNTERS.get(4)).isNull();
        assertThat(COUNTERS.get(-1)).isNull();
    }

    @Test
    void evictsWhatWasUsedLongestAgo() {
        RECENT.put(1, 10L);
        RECENT.put(2, 20L);
        RECENT.get(1);

        RECENT.put(3, 30L);

        assertThat(RECENT.get(2)).isNull();
        assertThat(RECENT.get(1)).isEqualTo(10L);
    }

    @Test
    void findsTheLongestPrefix() {
        ROUTES.put(new Prefix(8, 0x0a000000), 1);
        ROUTES.put(new Prefix(22, 0x0a0104ff), 2);
        ROUTES.put(new Prefix(0, 0), 3);

        assertThat(ROUTES.get(new Prefix(32, 0x0a010507))).isEqualTo(2);
        assertThat(ROUTES.get(new Prefix(32, 0x0a010807))).isEqualTo(1);
        assertThat(ROUTES.get(new Prefix(32, 0x0b000000))).isEqualTo(3);
    }

    @Test
    void ringHoldsEventsBackUntilSubmittedAndCountsLosses() {
        Counter first = EVENTS.reserve();
        Counter second = EVENTS.reserve();
        second.packets = 2;
        EVENTS.submit(second);
        assertThat(MapContents.drain(EVENTS)).isEmpty();
        EVENTS.discard(first);
        assertThat(MapContents.drain(EVENTS)).extracting(e -> e.packets).containsExactly(2L);

        int sent = 0;
        while (EVENTS.output(new Counter(), 16)) {
            sent++;
        }
        assertThat(sent).isEqualTo(4096 / 24);
        assertThat(MapContents.lost(EVENTS)).isEqualTo(1);
        assertThatThrownBy(() -> EVENTS.submit(first)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void queuesAndStacksCopyInTheirOrder() {
        Counter out = new Counter();
        assertThat(QUEUE.push(counter(1))).isTrue();
        assertThat(QUEUE.push(counter(2))).isFalse();
        STACK.push(counter(3));
        STACK.push(counter(4));

        assertThat(QUEUE.pop(out)).isTrue();
        assertThat(out.packets).isEqualTo(1);
        assertThat(STACK.peek(out)).isTrue();
        assertThat(out.packets).isEqualTo(4);
        assertThat(QUEUE.pop(out)).isFalse();
    }

    @Test
    void storageBelongsToTheObject() {
        Sock one = new Sock();
        Sock other = new Sock();
        SOCKETS.getOrInit(one).packets = 3;

        assertThat(SOCKETS.get(one).packets).isEqualTo(3);
        assertThat(SOCKETS.get(other)).isNull();
        assertThat(SOCKETS.delete(one)).isTrue();
    }

    @Test
    void tailCallEndsTheProgramOnlyIfThereIsOne() {
        Bpf.tailCall("context", NEXT, 1);
        MapContents.set(NEXT, 1, _ -> 42);

        assertThatThrownBy(() -> Bpf.tailCall("context", NEXT, 1))
                .isInstanceOfSatisfying(
                        MapContents.TailCall.class, t -> assertThat(t.verdict()).isEqualTo(42));
    }

    @Test
    void resetEmptiesEveryMap() {
        COUNTERS.get(1).packets = 9;
        FLOWS.put(new Flow(1, (short) 1), new Counter());

        Machine.reset();

        assertThat(COUNTERS.get(1).packets).isZero();
        assertThat(MapContents.entries(FLOWS)).isEmpty();
    }

    @Test
    void declarationTellsFieldAndTypes() {
        MapDeclaration flows = MapDeclaration.of(FLOWS);
        assertThat(flows.name()).isEqualTo("FLOWS");
        assertThat(flows.owner()).isEqualTo(MemoryMapsTest.class);
        assertThat(flows.type()).isEqualTo(MapType.HASH);
        assertThat(flows.key()).isEqualTo(Flow.class);
        assertThat(flows.value()).isEqualTo(Counter.class);
        assertThat(flows.maxEntries()).isEqualTo(2);
        MapDeclaration ring = MapDeclaration.of(EVENTS);
        assertThat(ring.key()).isNull();
        assertThat(ring.value()).isEqualTo(Counter.class);
        MapDeclaration tables = MapDeclaration.of(TABLES);
        assertThat(tables.key()).isEqualTo(Integer.class);
        assertThat(tables.value()).isNull();
        assertThat(tables.inner().key()).isEqualTo(Integer.class);
        assertThat(tables.inner().value()).isEqualTo(Counter.class);
        assertThat(MapDeclaration.of(STACKS).valueBytes()).isEqualTo(160);
        assertThat(MapDeclaration.of(DEVICES).value()).isNull();
        assertThatThrownBy(() -> MapDeclaration.of(Maps.<Integer, Long>hash(1)))
                .hasMessageContaining("declare it as one");
    }

    private static Counter counter(long packets) {
        Counter counter = new Counter();
        counter.packets = packets;
        return counter;
    }
}
