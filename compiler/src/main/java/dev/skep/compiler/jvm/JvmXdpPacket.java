package dev.skep.compiler.jvm;

import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import dev.skep.compiler.lang.RedirectMap;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;
import org.jspecify.annotations.Nullable;

/**
 * A packet at the driver, made of bytes. Room before and after it is what the kernel's test-run gives: one page with
 * {@code XDP_PACKET_HEADROOM} (256) bytes before the packet, of which a frame's descriptor keeps 40, and 320 bytes at the end
 * for {@code struct skb_shared_info}.
 */
public final class JvmXdpPacket implements XdpPacket {
    private static final int HEADROOM = 256;
    private static final int FRAME_DESCRIPTOR = 40;
    private static final int PAGE = 4096;
    private static final int SHARED_INFO = 320;
    private static final int ETHERNET_HEADER = 14;
    private static final int EINVAL = -22;

    private final PacketMemory memory;
    private final int ifindex;
    private final int rxQueue;

    /** A packet received on the loopback interface. */
    public JvmXdpPacket(byte[] packet) {
        this(packet, 1, 0);
    }

    /** A packet received on an interface's queue. */
    public JvmXdpPacket(byte[] packet, int ifindex, int rxQueue) {
        this.memory = new PacketMemory(packet, HEADROOM, PAGE - SHARED_INFO);
        this.ifindex = ifindex;
        this.rxQueue = rxQueue;
    }

    /** The bytes of the packet as it is now. */
    public byte[] packet() {
        return memory.packet();
    }

    @Override
    public int ifindex() {
        return ifindex;
    }

    @Override
    public int rxQueue() {
        return rxQueue;
    }

    @Override
    public int adjustHead(int delta) {
        long start = (long) memory.start() + delta;
        if (start < FRAME_DESCRIPTOR || start > memory.start() + memory.length() - ETHERNET_HEADER) {
            return EINVAL;
        }
        memory.move((int) start, memory.start() + memory.length());
        return 0;
    }

    @Override
    public int adjustTail(int delta) {
        long end = (long) memory.start() + memory.length() + delta;
        if (end > memory.capacity() || end < memory.start() + ETHERNET_HEADER) {
            return EINVAL;
        }
        memory.move(memory.start(), (int) end);
        return 0;
    }

    @Override
    public int redirect(RedirectMap map, int key, long flags) {
        Integer target = MapContents.target(map, key);
        if (target == null) {
            // The low two bits are the verdict for a missing entry (bpf_redirect_map in bpf-helpers(7)).
            return (int) (flags & 3);
        }
        Machine.current().redirect(target, flags);
        return XdpAction.REDIRECT;
    }

    @Override
    public <T> @Nullable T at(int offset, Class<T> view) {
        return memory.view(offset, view, memory.length());
    }

    @Override
    public int length() {
        return memory.length();
    }

    @Override
    public byte @Nullable [] bytes(int offset, int length) {
        return memory.bytes(offset, length, memory.length());
    }
}
