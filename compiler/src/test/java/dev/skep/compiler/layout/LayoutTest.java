package dev.skep.compiler.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Size;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class LayoutTest {
    static final class Event {
        byte kind;
        long when;
        short port;

        @Size(6) byte[] mac;

        Inner inner;

        @Size(2) Inner[] pair;
    }

    static final class Inner {
        int a;
        char b;
    }

    record Key(int prefix, @BE int address, short port) {}

    static final class Ipv4 {
        byte version;

        @BE
        short length;

        @BE
        int source;
    }

    static final class Unsized {
        byte[] name;
    }

    static final class Loop {
        Loop next;
    }

    @Test
    void alignsAsCDoes() {
        Layout layout = Layout.of(Event.class);

        assertThat(layout.fields()).extracting(LayoutField::offset).containsExactly(0, 8, 16, 18, 24, 32);
        assertThat(layout.bytes()).isEqualTo(48);
        assertThat(layout.alignment()).isEqualTo(8);
        assertThat(layout.hasPadding()).isTrue();
    }

    @Test
    void packsPacketHeaders() {
        Layout layout = Layout.packet(Ipv4.class);

        assertThat(layout.fields()).extracting(LayoutField::offset).containsExactly(0, 1, 3);
        assertThat(layout.bytes()).isEqualTo(7);
    }

    @Test
    void swapsNetworkOrder() {
        byte[] bytes = Layout.of(Key.class).encode(new Key(24, 0x0a010203, (short) 80));

        assertThat(bytes).containsExactly(24, 0, 0, 0, 0x0a, 1, 2, 3, 80, 0, 0, 0);
        assertThat(Layout.of(Key.class).read(MemorySegment.ofArray(bytes), 0))
                .isEqualTo(new Key(24, 0x0a010203, (short) 80));
    }

    @Test
    void readsWhatItWrote() {
        Layout layout = Layout.of(Event.class);
        Event event = (Event) layout.zero();
        event.kind = -3;
        event.when = Long.MIN_VALUE + 7;
        event.mac[5] = 9;
        event.inner.b = '\uffff';
        event.pair[1].a = -1;
        byte[] memory = new byte[5 + layout.bytes()];

        layout.write(event, MemorySegment.ofArray(memory), 5);

        assertThat(layout.read(MemorySegment.ofArray(memory), 5))
                .usingRecursiveComparison()
                .isEqualTo(event);
    }

    @Test
    void layoutsOfNumbersHaveNoFields() {
        assertThat(Layout.of(Long.class).bytes()).isEqualTo(8);
        assertThat(Layout.of(Integer.class).fields()).isEmpty();
        assertThat(Layout.of(Short.class).encode((short) 0x102)).containsExactly(2, 1);
    }

    @Test
    void saysWhatCannotLieInMemory() {
        assertThatThrownBy(() -> Layout.of(Unsized.class)).hasMessageContaining("name is an array without @Size");
        assertThatThrownBy(() -> Layout.of(Loop.class)).hasMessageContaining("contains itself");
        assertThatThrownBy(() -> Layout.of(Double.class)).isInstanceOf(IllegalArgumentException.class);
    }
}
