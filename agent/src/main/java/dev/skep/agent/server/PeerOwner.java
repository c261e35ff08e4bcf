package dev.skep.agent.server;

import dev.skep.bpf.netlink.SocketDiagnosis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Which user of this host is at the other end of a connection that comes from this host. */
final class PeerOwner implements AutoCloseable {
    private static final int LOCAL_FIELD = 1;
    private static final int REMOTE_FIELD = 2;
    private static final int UID_FIELD = 7;

    private final SocketDiagnosis diagnosis = SocketDiagnosis.open();

    /** The user that this process runs as. */
    static int self() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/self", e);
        }
    }

    /** The user whose socket {@code peer} is, seen from our end; empty if there is no such socket. */
    OptionalInt of(InetSocketAddress peer, InetSocketAddress ours) throws IOException {
        OptionalInt owner = diagnosis.owner(peer, ours);
        if (owner.isPresent()) {
            return owner;
        }
        // A kernel without the diagnosis module: the table of all sockets, slower but always there.
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            OptionalInt listed = parse(Files.readAllLines(Path.of(table)), peer.getPort(), ours.getPort());
            if (listed.isPresent()) {
                return listed;
            }
        }
        return OptionalInt.empty();
    }

    /**
     * From the lines of /proc/net/tcp (proc_net_tcp.rst): the owner of the loopback connection between two ports. Both ends
     * are of this host, so the ports alone name it, but for another address of the same host with the same ports; should
     * owners differ then, there is no answer.
     */
    static OptionalInt parse(List<String> table, int peerPort, int ourPort) {
        String local = ":%04X".formatted(peerPort);
        String remote = ":%04X".formatted(ourPort);
        OptionalInt owner = OptionalInt.empty();
        for (String line : table) {
            String[] fields = line.strip().split(" +");
            if (fields.length > UID_FIELD
                    && fields[LOCAL_FIELD].endsWith(local)
                    && fields[REMOTE_FIELD].endsWith(remote)) {
                int uid = Integer.parseInt(fields[UID_FIELD]);
                if (owner.isPresent() && owner.getAsInt() != uid) {
                    return OptionalInt.empty();
                }
                owner = OptionalInt.of(uid);
            }
        }
        return owner;
    }

    @Override
    public void close() {
        diagnosis.close();
    }
}
