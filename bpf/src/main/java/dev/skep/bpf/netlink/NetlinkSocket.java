package dev.skep.bpf.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import dev.skep.bpf.sys.SyscallNumber;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A netlink socket to the kernel: one request, all its answers. It speaks to the network namespace of the thread
 * that opened it, whichever thread uses it later. One thread at a time.
 */
final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int RECEIVE_BYTES = 64 * 1024;
    private static final long TIMEOUT_SECONDS = 10;

    private final FileDescriptor fd;
    private final MemorySegment received = Arena.ofAuto().allocate(RECEIVE_BYTES, 8);
    private int sequence;

    private NetlinkSocket(FileDescriptor fd) {
        this.fd = fd;
    }

    /** A socket to route netlink. */
    static NetlinkSocket open() {
        return open(NETLINK_ROUTE, "route netlink");
    }

    /** A socket to a netlink family ({@code NETLINK_*} of include/uapi/linux/netlink.h), named for messages. */
    static NetlinkSocket open(int family, String name) {
        FileDescriptor fd = FileDescriptor.own(
                Syscall.call(SyscallNumber.SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, family), "socket", name);
        try (Scratch scratch = Scratch.open()) {
            MemorySegment one = scratch.allocateFrom(JAVA_INT, 1);
            // Kernels before 4.12 have neither: errors then come without words, and repeat the request.
            option(fd, SOL_NETLINK, NETLINK_CAP_ACK, one);
            option(fd, SOL_NETLINK, NETLINK_EXT_ACK, one);
            MemorySegment timeout = scratch.allocate(16, 8);
            timeout.set(JAVA_LONG, 0, TIMEOUT_SECONDS);
            option(fd, SOL_SOCKET, SO_RCVTIMEO, timeout);
        }
        return new NetlinkSocket(fd);
    }

    private static void option(FileDescriptor fd, int level, int name, MemorySegment value) {
        Syscall.call(SyscallNumber.SETSOCKOPT, fd.number(), level, name, value.address(), value.byteSize());
    }

    /**
     * Sends a request and collects what answers it, up to the acknowledgement or the end of the dump.
     *
     * @param call   the request's name, {@code "RTM_NEWLINK"}
     * @param object what it is about, for the message of a failure
     * @throws SyscallException if the kernel refuses; its likely cause is the kernel's own words
     */
    synchronized List<NetlinkMessage> request(int type, int flags, byte[] payload, String call, String object) {
        sequence++;
        int asked = flags | NetlinkMessage.REQUEST;
        if ((flags & NetlinkMessage.DUMP) != NetlinkMessage.DUMP || isChange(type)) {
            asked |= NetlinkMessage.ACK;
        }
        send(new NetlinkMessage(type, asked, sequence, 0, payload).encode(), call, object);
        List<NetlinkMessage> answers = new ArrayList<>();
        while (true) {
            for (NetlinkMessage message : receive(call, object)) {
                if (message.sequence() != sequence) {
                    continue;
                }
                if (message.type() == NetlinkMessage.ERROR || message.type() == NetlinkMessage.DONE) {
                    NetlinkError error = NetlinkError.decode(message);
                    if (error.errno() != 0) {
                        throw failure(call, object, error);
                    }
                    return answers;
                }
                answers.add(message);
            }
        }
    }

    /** Requests that make or remove reuse the bits of NLM_F_DUMP; those that ask are the third of each group of four. */
    private static boolean isChange(int type) {
        return (type & 3) != 2;
    }

    private static SyscallException failure(String call, String object, NetlinkError error) {
        Errno errno = Errno.of(error.errno());
        if (error.words().isEmpty()) {
            return new SyscallException("netlink(" + call + ")", object, errno);
        }
        return new SyscallException(
                "netlink(" + call + ")", object, errno, "the kernel says \"" + error.words() + "\"");
    }

    private void send(byte[] message, String call, String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment bytes = scratch.copyOf(message);
            Syscall.check(
                    Syscall.call(SyscallNumber.SENDTO, fd.number(), bytes.address(), message.length, 0, 0, 0),
                    "netlink(" + call + ")",
                    object);
        }
    }

    private List<NetlinkMessage> receive(String call, String object) {
        long length;
        do {
            length = Syscall.call(SyscallNumber.RECVFROM, fd.number(), received.address(), RECEIVE_BYTES, 0, 0, 0);
        } while (Syscall.failed(length) && Errno.ofResult(length) == Errno.EINTR);
        Syscall.check(length, "netlink(" + call + ")", object);
        byte[] datagram = received.asSlice(0, length).toArray(JAVA_BYTE);
        return NetlinkMessage.decode(datagram);
    }

    @Override
    public void close() {
        fd.close();
    }
}
