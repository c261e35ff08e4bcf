package dev.skep.bpf.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class NetlinkCodecTest {
    @Test
    void decodesWhatItEncodes() {
        byte[] payload = Attributes.after(new byte[] {1, 2, 3, 4})
                .string(3, "eth0")
                .u32(4, -7)
                .nest(18, n -> n.string(1, "veth").bytes(2, new byte[] {9}))
                .toBytes();
        NetlinkMessage first = new NetlinkMessage(16, 5, 77, 0, payload);
        NetlinkMessage second = new NetlinkMessage(3, 0, 78, 1, new byte[] {1, 2, 3, 4, 5});
        byte[] one = first.encode();
        byte[] two = second.encode();
        byte[] datagram = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, datagram, one.length, two.length);

        var decoded = NetlinkMessage.decode(datagram);

        assertThat(decoded).hasSize(2);
        assertThat(decoded.get(1).payload()).containsExactly(1, 2, 3, 4, 5);
        assertThat(decoded.get(0).sequence()).isEqualTo(77);
        Attributes attributes = Attributes.parse(decoded.get(0).payload(), 4);
        assertThat(attributes.string(3)).hasValue("eth0");
        assertThat(attributes.number(4)).hasValue(-7);
        assertThat(attributes.nested(18).string(1)).hasValue("veth");
        assertThat(attributes.nested(18).number(2)).hasValue(9);
        assertThat(attributes.string(99)).isEmpty();
        assertThat(attributes.nested(99).string(1)).isEmpty();
    }

    @Test
    void readsTheKernelsWordsInAnError() {
        byte[] request = new NetlinkMessage(16, 1, 5, 0, new byte[8]).encode();
        byte[] words = Attributes.after(new byte[0])
                .string(1, "Operation not supported by driver")
                .u32(2, 16)
                .toBytes();
        ByteBuffer payload = ByteBuffer.allocate(4 + request.length + words.length)
                .order(ByteOrder.nativeOrder())
                .putInt(-95)
                .put(request)
                .put(words);
        NetlinkMessage whole = new NetlinkMessage(NetlinkMessage.ERROR, NetlinkMessage.ACK_TLVS, 5, 0, payload.array());
        assertThat(NetlinkError.decode(whole)).isEqualTo(new NetlinkError(95, "Operation not supported by driver", 16));
    }

    @Test
    void readsAnErrorWithoutWords() {
        ByteBuffer payload =
                ByteBuffer.allocate(20).order(ByteOrder.nativeOrder()).putInt(-17);
        assertThat(NetlinkError.decode(new NetlinkMessage(
                        NetlinkMessage.ERROR, NetlinkMessage.CAPPED | NetlinkMessage.ACK_TLVS, 5, 0, payload.array())))
                .isEqualTo(new NetlinkError(17, "", -1));
    }

    @Test
    void refusesDamagedMessagesWithoutReadingOutsideThem() {
        byte[] payload = Attributes.after(new byte[16])
                .nest(18, n -> n.string(1, "veth"))
                .toBytes();
        byte[] message = new NetlinkMessage(16, 0, 1, 0, payload).encode();
        long seed = 20260101;
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = Arrays.copyOf(message, random.nextInt(message.length + 1));
            for (int j = 0; j < 2 && damaged.length > 0; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                for (NetlinkMessage m : NetlinkMessage.decode(damaged)) {
                    Attributes.parse(m.payload(), 16).nested(18);
                }
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as("seed %d round %d", seed, i).contains("bytes");
            }
        }
        assertThatThrownBy(() -> Attributes.parse(new byte[] {9, 0, 1, 0}, 0))
                .hasMessage("attribute 1 of 9 bytes at 0 of 4 bytes");
    }
}
