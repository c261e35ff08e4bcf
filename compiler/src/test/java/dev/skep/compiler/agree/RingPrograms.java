package dev.skep.compiler.agree;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;

/** Events of two kinds through one ring, whole, discarded and cut. */
final class RingPrograms {
    static class Event {
        int kind;

        @BE
        short port;
    }

    static final class Long extends Event {
        long value;

        @Size(40) byte[] bytes;
    }

    static final RingBuf<Event> EVENTS = Maps.ringBuf(4096);
    static final RingBuf<Long> WIDE = Maps.ringBuf(4096);

    private RingPrograms() {}

    @Xdp
    static int reserve(XdpPacket packet) {
        byte[] head = packet.bytes(14, 48);
        if (head == null) {
            return 0;
        }
        Long event = WIDE.reserve();
        if (event == null) {
            return 1;
        }
        event.kind = head[0];
        event.port = (short) (head[1] << 8 | head[2] & 0xff);
        event.value = packet.length();
        for (int i = 0; i < 40; i++) {
            event.bytes[i] = head[i + 8];
        }
        if (head[3] < 0) {
            WIDE.discard(event);
            return 3;
        }
        WIDE.submit(event);
        return 2;
    }

    @Xdp
    static int output(XdpPacket packet) {
        byte[] head = packet.bytes(14, 48);
        if (head == null) {
            return 0;
        }
        Event event = new Event();
        event.kind = head[0] & 0x7f;
        event.port = head[1];
        return EVENTS.output(event, 8) ? 2 : 1;
    }
}
