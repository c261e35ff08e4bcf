package dev.skep.compiler;

import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.ArrayOfMaps;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.BloomFilter;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.CgroupBind4;
import dev.skep.compiler.lang.CgroupBind6;
import dev.skep.compiler.lang.CgroupConnect4;
import dev.skep.compiler.lang.CgroupConnect6;
import dev.skep.compiler.lang.CgroupDevice;
import dev.skep.compiler.lang.CgroupEgress;
import dev.skep.compiler.lang.CgroupGetpeername4;
import dev.skep.compiler.lang.CgroupGetsockname6;
import dev.skep.compiler.lang.CgroupGetsockopt;
import dev.skep.compiler.lang.CgroupIngress;
import dev.skep.compiler.lang.CgroupPostBind4;
import dev.skep.compiler.lang.CgroupRecvmsg4;
import dev.skep.compiler.lang.CgroupSendmsg4;
import dev.skep.compiler.lang.CgroupSetsockopt;
import dev.skep.compiler.lang.CgroupSockCreate;
import dev.skep.compiler.lang.CgroupSockRelease;
import dev.skep.compiler.lang.CgroupSysctl;
import dev.skep.compiler.lang.CpuMap;
import dev.skep.compiler.lang.DevMap;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.LpmTrie;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.NetkitPrimary;
import dev.skep.compiler.lang.ProgArray;
import dev.skep.compiler.lang.Queue;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.SkLookup;
import dev.skep.compiler.lang.SkMsg;
import dev.skep.compiler.lang.SkSkbParser;
import dev.skep.compiler.lang.SkSkbVerdict;
import dev.skep.compiler.lang.SkStorage;
import dev.skep.compiler.lang.Skb;
import dev.skep.compiler.lang.Sock;
import dev.skep.compiler.lang.SockAddr;
import dev.skep.compiler.lang.SockMap;
import dev.skep.compiler.lang.SockOps;
import dev.skep.compiler.lang.SockOpsContext;
import dev.skep.compiler.lang.SocketFilter;
import dev.skep.compiler.lang.Syscall;
import dev.skep.compiler.lang.TcAction;
import dev.skep.compiler.lang.TcEgress;
import dev.skep.compiler.lang.TcIngress;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/** Programs for networking hooks that this kernel loads. */
final class NetworkPrograms {
    static final class Ip {
        byte version;
        byte tos;

        @BE
        char length;

        @BE
        char id;

        @BE
        char fragment;

        byte ttl;
        byte protocol;

        @BE
        char checksum;

        @BE
        int source;

        @BE
        int destination;
    }

    record Prefix(int bits, @BE int address) {}

    record Backend(@BE int address, @BE char port) {}

    static final class Counter {
        long packets;
        long bytes;
    }

    static final class Request {
        int a;
        int b;
        long result;

        @Size(8) byte[] name;
    }

    @Kernel("bpf_sk_lookup")
    static class Lookup {
        int family;
        int protocol;
        int local_port;
    }

    @Kernel("sk_msg_md")
    static class Message {
        int family;
        int size;
    }

    @Kernel("bpf_sockopt")
    static class SockOpt {
        int level;
        int optname;
        int retval;
    }

    @Kernel("bpf_sysctl")
    static class Sysctl {
        int write;
    }

    @Kernel("bpf_cgroup_dev_ctx")
    static class Device {
        int access_type;
        int major;
    }

    static final LpmTrie<Prefix, Backend> ROUTES = Maps.lpmTrie(100);
    static final Hash<Backend, Counter> COUNTS = Maps.hash(100);
    static final DevMap DEVICES = Maps.devMap(8);
    static final CpuMap CPUS = Maps.cpuMap(2);
    static final ProgArray NEXT = Maps.progArray(4);
    static final SockMap SOCKETS = Maps.sockMap(16);
    static final SkStorage<Counter> SOCKET_COUNTS = Maps.skStorage();
    static final Queue<Counter> QUEUE = Maps.queue(8);
    static final BloomFilter<Integer> SEEN = Maps.bloomFilter(100, 3);
    static final Array<Counter> INNER = Maps.array(4);
    static final ArrayOfMaps<Array<Counter>> OUTER = Maps.arrayOfMaps(2, INNER);
    static int seen;
    static long bytesSeen;

    private NetworkPrograms() {}

    @Xdp(frags = true)
    static int redirecting(XdpPacket p) {
        Ip ip = p.at(14, Ip.class);
        if (ip == null) {
            return XdpAction.PASS;
        }
        seen++;
        bytesSeen += ip.length;
        Backend backend = ROUTES.get(new Prefix(32, ip.destination));
        if (backend != null && backend.port() == 80) {
            return p.redirect(DEVICES, p.ifindex() & 7, XdpAction.PASS);
        }
        if (p.adjustHead(-20) != 0) {
            return XdpAction.ABORTED;
        }
        Ip outer = p.at(14, Ip.class);
        if (outer == null) {
            return XdpAction.DROP;
        }
        outer.source = 0x0a000001;
        if (p.rxQueue() == 1) {
            return p.redirect(CPUS, 1, 0);
        }
        Bpf.tailCall(p, NEXT, 2);
        return XdpAction.TX;
    }

    @TcIngress
    static int ingress(Skb p) {
        Ip ip = p.at(14, Ip.class);
        if (ip == null) {
            if (p.pull(34) != 0) {
                return TcAction.SHOT;
            }
            ip = p.at(14, Ip.class);
            if (ip == null) {
                return TcAction.OK;
            }
        }
        Counter c = COUNTS.getOrInit(new Backend(ip.source, (char) p.protocol()));
        if (c == null) {
            return TcAction.OK;
        }
        c.packets++;
        c.bytes += p.len();
        p.setMark(p.mark() | 0x100);
        Array<Counter> inner = OUTER.get(p.hash() & 1);
        if (inner != null) {
            Counter other = inner.get(1);
            if (other != null) {
                other.packets++;
            }
        }
        return c.packets > 100 ? TcAction.SHOT : TcAction.UNSPEC;
    }

    @TcEgress
    static int egress(Skb p) {
        byte[] head = new byte[8];
        if (p.load(0, head) < 0) {
            return TcAction.OK;
        }
        head[0] ^= 1;
        p.setTstamp(p.tstamp() + 1000);
        if (SEEN.mayContain(p.len())) {
            return Bpf.redirect(p.ifindex(), 0);
        }
        SEEN.add(p.len());
        Counter c = new Counter();
        c.bytes = p.len();
        if (QUEUE.push(c) && QUEUE.pop(c)) {
            return c.bytes > 1 ? TcAction.OK : TcAction.SHOT;
        }
        return p.store(0, head, 0);
    }

    @NetkitPrimary
    static int netkit(Skb p) {
        return p.mark() == 1 ? TcAction.SHOT : TcAction.UNSPEC;
    }

    @CgroupIngress
    static int cgroupIngress(Skb p) {
        return p.family() == 2 ? 1 : 0;
    }

    @CgroupEgress
    static int cgroupEgress(Skb p) {
        return p.length() > 1000 ? 0 : 1;
    }

    @SocketFilter
    static int filter(Skb p) {
        return p.len() > 100 ? 100 : 0;
    }

    @CgroupConnect4
    static int connect(SockAddr a) {
        if (a.ip4 == 0x7f000001 && a.port == 8080) {
            a.port = 9090;
            a.ip4 = 0x7f000002;
        }
        return a.family == 2 && Bpf.socketCookie(a) != 0 ? 1 : 0;
    }

    @CgroupConnect6
    static int connect6(SockAddr a) {
        if (a.ip6[3] == 1) {
            a.ip6[3] = 2;
        }
        return 1;
    }

    @CgroupBind4
    static int bind(SockAddr a) {
        return a.port == 22 ? 0 : 1;
    }

    @CgroupBind6
    static int bind6(SockAddr a) {
        return a.port < 0 ? 0 : 1;
    }

    @CgroupGetpeername4
    static int peer(SockAddr a) {
        a.port = 80;
        return 1;
    }

    @CgroupGetsockname6
    static int name(SockAddr a) {
        return a.type >= 0 ? 1 : 1;
    }

    @CgroupSendmsg4
    static int send(SockAddr a) {
        return a.protocol == 17 ? 1 : 0;
    }

    @CgroupRecvmsg4
    static int receive(SockAddr a) {
        return 1;
    }

    @CgroupSockCreate
    static int create(Sock s) {
        if (s.type == 3) {
            return 0;
        }
        s.mark = 7;
        return 1;
    }

    @CgroupSockRelease
    static int release(Sock s) {
        return 1;
    }

    @CgroupPostBind4
    static int bound(Sock s) {
        return s.sourcePort == 22 ? 0 : 1;
    }

    @CgroupDevice
    static int device(Device d) {
        return d.major == 1 && (d.access_type & 0xffff) != 0 ? 1 : 0;
    }

    @CgroupSysctl
    static int sysctl(Sysctl s) {
        return s.write == 1 ? 0 : 1;
    }

    @CgroupGetsockopt
    static int getsockopt(SockOpt s) {
        if (s.level == 6) {
            s.retval = 0;
        }
        return 1;
    }

    @CgroupSetsockopt
    static int setsockopt(SockOpt s) {
        return s.optname == 4711 ? 0 : 1;
    }

    @SockOps
    static int ops(SockOpsContext c) {
        if (c.op == 4 || c.op == 5) {
            return SOCKETS.update(c, c.localPort & 15, 0) == 0 ? 1 : 0;
        }
        if (c.remotePort == 443 && c.smoothedRtt8Micros > 100) {
            c.reply = 1;
        }
        return c.remoteIp4 == 1 ? 0 : 1;
    }

    @SkMsg
    static int message(Message m) {
        return m.size > 10000 ? 0 : 1;
    }

    @SkSkbParser
    static int parse(Skb p) {
        return p.len();
    }

    @SkSkbVerdict
    static int verdict(Skb p) {
        return 1;
    }

    @SkLookup
    static int lookup(Lookup l) {
        return l.family == 2 && l.local_port == 7 ? 0 : 1;
    }

    @Syscall
    static int call(Request r) {
        if (r.b == 0) {
            return -22;
        }
        r.result = Integer.divideUnsigned(r.a, r.b) + r.name[3];
        r.name[0] = 'x';
        return r.a;
    }
}
