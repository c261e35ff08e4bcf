package dev.skep.compiler.lang;

/** {@code struct bpf_sock_ops}: what happened to a TCP connection. */
@Kernel("bpf_sock_ops")
public final class SockOpsContext {
    public int op;
    public int reply;
    public int family;

    @Field("remote_ip4")
    @BE
    public int remoteIp4;

    @Field("local_ip4")
    @BE
    public int localIp4;

    @Field("remote_port")
    @BE
    public int remotePort;

    @Field("local_port")
    public int localPort;

    @Field("snd_cwnd")
    public int congestionWindow;

    @Field("srtt_us")
    public int smoothedRtt8Micros;

    @Field("total_retrans")
    public int totalRetransmits;
}
