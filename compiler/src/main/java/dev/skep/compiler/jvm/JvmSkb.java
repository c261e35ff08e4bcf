package dev.skep.compiler.jvm;

import dev.skep.compiler.lang.Skb;
import org.jspecify.annotations.Nullable;

/** A packet in the stack, made of bytes: all of it linear unless {@link #linear} says otherwise. */
public final class JvmSkb implements Skb {
    private static final int EFAULT = -14;
    private static final int ENOMEM = -12;
    private static final int ETHERNET_HEADER = 14;
    private static final int FIRST_ETHERTYPE = 0x600;
    private static final int ETH_P_802_3 = 1;
    private static final int ETH_P_802_2 = 4;

    private final PacketMemory memory;
    private int linearBytes;
    private int mark;
    private int protocol;
    private int ifindex = 1;
    private int ingressIfindex = 1;
    private int priority;
    private int hash;
    private long tstamp;
    private int family;

    /** A packet with its Ethernet header, whose EtherType it has as protocol. */
    public JvmSkb(byte[] packet) {
        this.memory = new PacketMemory(packet, 0, packet.length);
        this.linearBytes = packet.length;
        if (packet.length >= ETHERNET_HEADER) {
            this.protocol = protocol(packet);
        }
    }

    /** As linux v6.12 net/ethernet/eth.c eth_type_trans: below 0x600 the field is a length, and what follows tells. */
    private static int protocol(byte[] packet) {
        int type = (packet[12] & 0xff) << 8 | packet[13] & 0xff;
        if (type >= FIRST_ETHERTYPE) {
            return type;
        }
        boolean raw = packet.length >= ETHERNET_HEADER + 2 && packet[14] == -1 && packet[15] == -1;
        return raw ? ETH_P_802_3 : ETH_P_802_2;
    }

    /** Leaves only the first bytes within reach of views, as a driver does that receives into pages. */
    public JvmSkb linear(int bytes) {
        linearBytes = Math.min(bytes, memory.length());
        return this;
    }

    /** Sets the interfaces that the packet is on and came in by. */
    public JvmSkb interfaces(int current, int ingress) {
        ifindex = current;
        ingressIfindex = ingress;
        return this;
    }

    /** Sets what the stack knows of the packet. */
    public JvmSkb meta(int newProtocol, int newPriority, int newHash, int newFamily) {
        protocol = newProtocol;
        priority = newPriority;
        hash = newHash;
        family = newFamily;
        return this;
    }

    /** The bytes of the packet as it is now. */
    public byte[] packet() {
        return memory.packet();
    }

    @Override
    public int len() {
        return memory.length();
    }

    @Override
    public int mark() {
        return mark;
    }

    @Override
    public void setMark(int newMark) {
        mark = newMark;
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public int ifindex() {
        return ifindex;
    }

    @Override
    public int ingressIfindex() {
        return ingressIfindex;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public int hash() {
        return hash;
    }

    @Override
    public long tstamp() {
        return tstamp;
    }

    @Override
    public void setTstamp(long nanos) {
        tstamp = nanos;
    }

    @Override
    public int family() {
        return family;
    }

    @Override
    public int pull(int length) {
        memory.endViews();
        if (length > memory.length()) {
            return ENOMEM;
        }
        linearBytes = Math.max(linearBytes, length == 0 ? memory.length() : length);
        return 0;
    }

    @Override
    public int load(int offset, byte[] destination) {
        if (memory.load(offset, destination)) {
            return 0;
        }
        java.util.Arrays.fill(destination, (byte) 0);
        return EFAULT;
    }

    @Override
    public int store(int offset, byte[] source, long flags) {
        return memory.store(offset, source) ? 0 : EFAULT;
    }

    @Override
    public <T> @Nullable T at(int offset, Class<T> view) {
        return memory.view(offset, view, linearBytes);
    }

    @Override
    public int length() {
        return linearBytes;
    }

    @Override
    public byte @Nullable [] bytes(int offset, int length) {
        return memory.bytes(offset, length, linearBytes);
    }
}
