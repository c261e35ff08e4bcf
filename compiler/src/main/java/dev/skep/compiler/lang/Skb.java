package dev.skep.compiler.lang;

/** A packet in the stack ({@code struct __sk_buff}), for tc, cgroup and socket programs. */
public non-sealed interface Skb extends Packet {
    /** Whole length in bytes, with what views cannot reach. */
    int len();

    int mark();

    void setMark(int mark);

    /** EtherType, in host order. */
    int protocol();

    int ifindex();

    int ingressIfindex();

    int priority();

    int hash();

    long tstamp();

    void setTstamp(long nanos);

    /** Address family of the socket (cgroup programs). */
    int family();

    /** Makes {@code length} bytes reachable through views; 0 or a negative errno. Ends all views. */
    int pull(int length);

    /** Copies bytes out of the packet, also those that views cannot reach; 0 or a negative errno. */
    int load(int offset, byte[] destination);

    /** Writes bytes; flags as {@code bpf_skb_store_bytes}. Ends all views. */
    int store(int offset, byte[] source, long flags);
}
