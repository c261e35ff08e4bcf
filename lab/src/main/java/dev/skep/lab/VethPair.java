package dev.skep.lab;

import dev.skep.bpf.netlink.Interfaces;
import dev.skep.bpf.netlink.NetworkNamespace;
import java.net.InetAddress;

/**
 * Two network namespaces with a cable between them: {@code left0} with {@code 10.77.0.1} and {@code fd77::1} on the left,
 * {@code right0} with {@code 10.77.0.2} and {@code fd77::2} on the right, loopback up in both. Nothing of the host's network
 * is touched, and everything is gone when this or the process ends.
 */
public final class VethPair implements AutoCloseable {
    /** The left interface's IPv4 address. */
    public static final InetAddress LEFT = InetAddress.ofLiteral("10.77.0.1");

    /** The right interface's IPv4 address. */
    public static final InetAddress RIGHT = InetAddress.ofLiteral("10.77.0.2");

    /** The left interface's IPv6 address. */
    public static final InetAddress LEFT6 = InetAddress.ofLiteral("fd77::1");

    /** The right interface's IPv6 address. */
    public static final InetAddress RIGHT6 = InetAddress.ofLiteral("fd77::2");

    private static final String LEFT_NAME = "left0";
    private static final String RIGHT_NAME = "right0";

    private static final long CARRIER_NANOS = 10_000_000_000L;

    private final NetworkNamespace left;
    private final NetworkNamespace right;
    private final int leftIndex;
    private final int rightIndex;

    private VethPair(NetworkNamespace left, NetworkNamespace right) {
        this.left = left;
        this.right = right;
        left.run(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                interfaces.createVeth(LEFT_NAME, RIGHT_NAME);
                interfaces.move(interfaces.indexOf(RIGHT_NAME), right);
            }
        });
        leftIndex = left.call(() -> configure(LEFT_NAME, LEFT, LEFT6));
        rightIndex = right.call(() -> configure(RIGHT_NAME, RIGHT, RIGHT6));
        left.run(() -> awaitCarrier(leftIndex));
        right.run(() -> awaitCarrier(rightIndex));
    }

    /** Lays the cable. */
    public static VethPair create() {
        NetworkNamespace left = NetworkNamespace.create();
        try {
            NetworkNamespace right = NetworkNamespace.create();
            try {
                return new VethPair(left, right);
            } catch (RuntimeException e) {
                right.close();
                throw e;
            }
        } catch (RuntimeException e) {
            left.close();
            throw e;
        }
    }

    private static int configure(String name, InetAddress v4, InetAddress v6) {
        try (Interfaces interfaces = Interfaces.open()) {
            int index = interfaces.indexOf(name);
            interfaces.addAddress(index, v4, 24);
            interfaces.addAddress(index, v6, 64);
            interfaces.setUp(index, true);
            interfaces.setUp(interfaces.indexOf("lo"), true);
            return index;
        }
    }

    /** The kernel notices the carrier at its leisure, and drops what is sent before. */
    static void awaitCarrier(int index) throws InterruptedException {
        long deadline = System.nanoTime() + CARRIER_NANOS;
        try (Interfaces interfaces = Interfaces.open()) {
            while (!interfaces.at(index).orElseThrow().running()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("interface " + index + " has no carrier");
                }
                Thread.sleep(5);
            }
        }
    }

    /** The left namespace. */
    public NetworkNamespace left() {
        return left;
    }

    /** The right namespace. */
    public NetworkNamespace right() {
        return right;
    }

    /** Index of the left interface, in the left namespace. */
    public int leftIndex() {
        return leftIndex;
    }

    /** Index of the right interface, in the right namespace. */
    public int rightIndex() {
        return rightIndex;
    }

    @Override
    public void close() {
        right.close();
        left.close();
    }
}
