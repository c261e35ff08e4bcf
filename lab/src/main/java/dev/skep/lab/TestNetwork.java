package dev.skep.lab;

import dev.skep.bpf.netlink.Interfaces;
import dev.skep.bpf.netlink.NetworkNamespace;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Hosts, switches and routers in network namespaces of their own. Segment {@code N} is a bridge with the prefix
 * {@code 10.78.N.0/24}; its hosts are {@code 10.78.N.1}, {@code .2} and so on, and send what is not for their segment to
 * {@code 10.78.N.254}, the router that {@link #connect} puts there.
 *
 * <pre>
 *   host ── bridge 1 ── router ── bridge 2 ── host
 * </pre>
 *
 * <p>Nothing of the host's network is touched; all of it is gone when this or the process ends.
 */
public final class TestNetwork implements AutoCloseable {
    private static final int PREFIX_BITS = 24;
    private static final int ROUTER = 254;
    private static final InetAddress ANYWHERE = InetAddress.ofLiteral("0.0.0.0");

    private final NetworkNamespace switches = NetworkNamespace.create();
    private final Deque<NetworkNamespace> namespaces = new ArrayDeque<>();
    private final Map<Integer, Integer> bridges = new HashMap<>();
    private final Map<Integer, Integer> hosts = new HashMap<>();
    private int cables;

    private TestNetwork() {}

    /** An empty one. */
    public static TestNetwork create() {
        return new TestNetwork();
    }

    /**
     * A host of a segment.
     *
     * @param namespace where its programs and sockets are
     * @param address   of its one interface, {@code eth0}
     * @param index     of that interface
     */
    public record Host(NetworkNamespace namespace, InetAddress address, int index) {}

    /** Adds a host to a segment, 1 to 254; loopback and {@code eth0} are up. */
    public Host addHost(int segment) {
        NetworkNamespace namespace = namespace();
        InetAddress address = address(segment, hosts.merge(segment, 1, Integer::sum));
        int index = plug(namespace, "eth0", segment, address);
        namespace.run(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                interfaces.addRoute(ANYWHERE, 0, address(segment, ROUTER), index);
            }
        });
        return new Host(namespace, address, index);
    }

    /** Puts a router between two segments; returns its namespace, with {@code eth0} on one side and {@code eth1} on the other. */
    public NetworkNamespace connect(int segment, int other) {
        NetworkNamespace router = namespace();
        plug(router, "eth0", segment, address(segment, ROUTER));
        plug(router, "eth1", other, address(other, ROUTER));
        router.run(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1"));
        return router;
    }

    private NetworkNamespace namespace() {
        NetworkNamespace namespace = NetworkNamespace.create();
        namespaces.push(namespace);
        namespace.run(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                interfaces.setUp(interfaces.indexOf("lo"), true);
            }
        });
        return namespace;
    }

    /** Lays a cable from a segment's bridge into a namespace; returns the index of its end there. */
    private int plug(NetworkNamespace namespace, String name, int segment, InetAddress address) {
        String port = "port" + ++cables;
        switches.run(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                int bridge = bridges.computeIfAbsent(segment, s -> createBridge(interfaces, s));
                interfaces.createVeth(port, name);
                interfaces.move(interfaces.indexOf(name), namespace);
                int index = interfaces.indexOf(port);
                interfaces.addPort(bridge, index);
                interfaces.setUp(index, true);
            }
        });
        int index = namespace.call(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                int end = interfaces.indexOf(name);
                interfaces.addAddress(end, address, PREFIX_BITS);
                interfaces.setUp(end, true);
                return end;
            }
        });
        namespace.run(() -> VethPair.awaitCarrier(index));
        switches.run(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                VethPair.awaitCarrier(interfaces.indexOf(port));
            }
        });
        return index;
    }

    private static int createBridge(Interfaces interfaces, int segment) {
        String name = "bridge" + segment;
        interfaces.createBridge(name);
        int index = interfaces.indexOf(name);
        interfaces.setUp(index, true);
        return index;
    }

    private static InetAddress address(int segment, int host) {
        return InetAddress.ofLiteral("10.78." + segment + "." + host);
    }

    @Override
    public void close() {
        while (!namespaces.isEmpty()) {
            namespaces.pop().close();
        }
        switches.close();
    }
}
