package dev.skep.compiler.lang;

/** {@code struct bpf_sock}: a socket as cgroup programs see it. */
@Kernel("bpf_sock")
public final class Sock {
    @Field("bound_dev_if")
    public int boundInterface;

    public int family;
    public int type;
    public int protocol;
    public int mark;
    public int priority;

    @Field("src_ip4")
    @BE
    public int sourceIp4;

    @Field("src_port")
    public int sourcePort;
}
