package dev.skep.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class RecordCodecTest {
    record Flow(int source, int destination, short port, byte protocol, long packets) {}

    record Keyed(byte kind, Flow flow, boolean open) {}

    private static final Codec<Flow> FLOW = Codecs.ofRecord(MethodHandles.lookup(), Flow.class);

    @Test
    void laysMembersOutLikeC() {
        assertThat(FLOW.bytes()).isEqualTo(24);
        MemorySegment memory = MemorySegment.ofArray(new long[3]).fill((byte) 0xff);
        FLOW.encode(new Flow(1, 2, (short) 3, (byte) 4, 5), memory, 0);
        assertThat(memory.get(ValueLayout.JAVA_INT, 4)).isEqualTo(2);
        assertThat(memory.get(ValueLayout.JAVA_SHORT, 8)).isEqualTo((short) 3);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 10)).isEqualTo((byte) 4);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 11)).as("padding").isZero();
        assertThat(memory.get(ValueLayout.JAVA_LONG, 16)).isEqualTo(5);
    }

    @Test
    void nestsRecordsAtTheirOwnAlignment() {
        Codec<Keyed> codec = Codecs.ofRecord(MethodHandles.lookup(), Keyed.class);
        assertThat(codec.bytes()).isEqualTo(8 + 24 + 8);
        MemorySegment memory = MemorySegment.ofArray(new long[5]);
        Keyed value = new Keyed((byte) 9, new Flow(1, 2, (short) 3, (byte) 4, 5), true);
        codec.encode(value, memory, 0);
        assertThat(memory.get(ValueLayout.JAVA_INT, 8)).isEqualTo(1);
        assertThat(codec.decode(memory, 0)).isEqualTo(value);
    }

    @Test
    void decodesWhatItEncoded() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        MemorySegment memory = MemorySegment.ofArray(new byte[64]);
        for (int i = 0; i < 200; i++) {
            Flow flow = new Flow(
                    random.nextInt(),
                    random.nextInt(),
                    (short) random.nextInt(),
                    (byte) random.nextInt(),
                    random.nextLong());
            int offset = random.nextInt(40);
            FLOW.encode(flow, memory, offset);
            assertThat(FLOW.decode(memory, offset)).as("seed %d", seed).isEqualTo(flow);
        }
    }

    @Test
    void refusesWhatIsNoNumber() {
        record Named(int id, String name) {}
        assertThatThrownBy(() -> Codecs.ofRecord(MethodHandles.lookup(), Named.class))
                .hasMessageContaining("component name of")
                .hasMessageContaining("is a java.lang.String");
    }

    @Test
    void textIsEndedAndFilledByZeros() {
        Codec<String> text = Codecs.text(8);
        MemorySegment memory = MemorySegment.ofArray(new byte[8]).fill((byte) 0xff);
        text.encode("bash", memory, 0);
        assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).containsExactly('b', 'a', 's', 'h', 0, 0, 0, 0);
        assertThat(text.decode(memory, 0)).isEqualTo("bash");
        assertThatThrownBy(() -> text.encode("eight ch", memory, 0)).hasMessageContaining("does not fit 7 bytes");
    }
}
