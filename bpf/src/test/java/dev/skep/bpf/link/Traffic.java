package dev.skep.bpf.link;

import dev.skep.bpf.netlink.NetworkNamespace;
import dev.skep.lab.VethPair;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/** Datagrams from the right end of a cable to the left. */
final class Traffic implements AutoCloseable {
    private static final int SOON_MILLIS = 2_000;
    private static final int NEVER_MILLIS = 150;

    private final DatagramSocket sender;
    private final DatagramSocket receiver;

    private Traffic(DatagramSocket sender, DatagramSocket receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    static Traffic over(VethPair pair) {
        return between(pair.right(), VethPair.RIGHT, pair.left(), VethPair.LEFT);
    }

    private static Traffic between(NetworkNamespace from, InetAddress source, NetworkNamespace to, InetAddress sink) {
        DatagramSocket receiver = to.call(() -> new DatagramSocket(new InetSocketAddress(sink, 0)));
        DatagramSocket sender = from.call(() -> new DatagramSocket(new InetSocketAddress(source, 0)));
        return new Traffic(sender, receiver);
    }

    /** Whether a datagram arrives; waits longer for what is expected than for what is not. */
    boolean arrives(boolean expected) throws IOException {
        byte[] payload = {1, 2, 3};
        sender.send(new DatagramPacket(payload, payload.length, receiver.getLocalSocketAddress()));
        receiver.setSoTimeout(expected ? SOON_MILLIS : NEVER_MILLIS);
        try {
            receiver.receive(new DatagramPacket(new byte[16], 16));
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
    }
}
