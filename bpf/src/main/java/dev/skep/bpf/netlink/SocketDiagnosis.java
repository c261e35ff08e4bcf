package dev.skep.bpf.netlink;

import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;

/**
 * Asks the kernel about single TCP sockets of this network namespace (sock_diag(7)): a lookup in its hash table, however many
 * sockets there are.
 *
 * <pre>
 *   struct inet_diag_req_v2:   0 family  1 protocol  2 extensions  4 states  8 sockid
 *   struct inet_diag_sockid:   0 source port  2 destination port  4 source  20 destination  36 interface  40 cookie
 *   struct inet_diag_msg:      0 family … 4 sockid  52 expires  56 read queue  60 write queue  64 uid  68 inode
 * </pre>
 *
 * Addresses and ports are in network order (include/uapi/linux/inet_diag.h).
 */
public final class SocketDiagnosis implements AutoCloseable {
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_TCP = 6;
    private static final int ALL_STATES = -1;
    private static final int REQUEST_BYTES = 56;
    private static final int UID_OFFSET = 64;
    private static final int ADDRESS_BYTES = 16;

    private final NetlinkSocket socket;

    private SocketDiagnosis(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket to the kernel. */
    public static SocketDiagnosis open() {
        return new SocketDiagnosis(NetlinkSocket.open(NETLINK_SOCK_DIAG, "socket diagnosis netlink"));
    }

    /**
     * The user who owns the TCP socket with these ends.
     *
     * @param local  the socket's own address
     * @param remote its peer's
     * @return the user's id; empty if there is no such socket, or the kernel has no diagnosis of TCP sockets
     */
    public OptionalInt owner(InetSocketAddress local, InetSocketAddress remote) {
        try {
            List<NetlinkMessage> answers = socket.request(
                    SOCK_DIAG_BY_FAMILY, 0, request(local, remote), "SOCK_DIAG_BY_FAMILY", "the socket of " + local);
            return answers.isEmpty() ? OptionalInt.empty() : uid(answers.getFirst());
        } catch (SyscallException e) {
            if (e.errno() == Errno.ENOENT) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    static byte[] request(InetSocketAddress local, InetSocketAddress remote) {
        boolean v4 = local.getAddress() instanceof Inet4Address;
        ByteBuffer out = ByteBuffer.allocate(REQUEST_BYTES).order(ByteOrder.nativeOrder());
        out.put((byte) (v4 ? AF_INET : AF_INET6)).put((byte) IPPROTO_TCP).putShort((short) 0);
        out.putInt(ALL_STATES).order(ByteOrder.BIG_ENDIAN);
        out.putShort((short) local.getPort()).putShort((short) remote.getPort());
        int addresses = out.position();
        out.put(addresses, local.getAddress().getAddress());
        out.put(addresses + ADDRESS_BYTES, remote.getAddress().getAddress());
        out.position(addresses + 2 * ADDRESS_BYTES);
        out.putInt(0).putLong(-1); // any interface; INET_DIAG_NOCOOKIE
        return out.array();
    }

    private static OptionalInt uid(NetlinkMessage answer) {
        return OptionalInt.of(
                ByteBuffer.wrap(answer.payload()).order(ByteOrder.nativeOrder()).getInt(UID_OFFSET));
    }
}
