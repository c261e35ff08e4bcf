package dev.skep.compiler.lang;

/** {@code struct bpf_sock_addr}: the address a socket call was given; writable where the hook allows it. */
@Kernel("bpf_sock_addr")
public final class SockAddr {
    @Field("user_family")
    public int family;

    @Field("user_ip4")
    @BE
    public int ip4;

    @Field("user_ip6")
    @Size(4) @BE
    public int[] ip6 = new int[4];

    @Field("user_port")
    @BE
    public short port;

    public int type;
    public int protocol;
}
