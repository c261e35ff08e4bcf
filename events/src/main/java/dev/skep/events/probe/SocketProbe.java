// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Function;
import dev.skep.compiler.lang.Ksyms;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.TpBtf;

/**
 * What system calls move over TCP sockets, where it looks like HTTP/1.x; and who accepts connections.
 *
 * <p>One program at the exit of system calls does it all: the registers of the task still hold the call's number and its
 * arguments then, so no entry hook and no memory between the two are needed. A call that is none of those below leaves
 * after one comparison tree; a file that is no socket after a few loads; a connection that is not HTTP after one lookup.
 *
 * <p>Sockets are found as kernel objects, through the descriptor table, so that descriptors that were duplicated, passed on
 * or used again do not matter.
 */
final class SocketProbe {
    private SocketProbe() {}

    // arch/x86/entry/syscalls/syscall_64.tbl
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int READV = 19;
    private static final int WRITEV = 20;
    private static final int SENDFILE = 40;
    private static final int ACCEPT = 43;
    private static final int SENDTO = 44;
    private static final int RECVFROM = 45;
    private static final int SENDMSG = 46;
    private static final int RECVMSG = 47;
    private static final int SPLICE = 275;
    private static final int ACCEPT4 = 288;
    private static final int RECVMMSG = 299;
    private static final int SENDMMSG = 307;
    private static final int PREADV2 = 327;
    private static final int PWRITEV2 = 328;

    /** {@code MSG_OOB | MSG_PEEK | MSG_ERRQUEUE}: calls that move nothing of the stream. */
    private static final int NOT_STREAM = 0x1 | 0x2 | 0x2000;

    /** {@code S_IFMT} and {@code S_IFSOCK}. */
    private static final int FILE_TYPE = 0xf000;

    private static final int SOCKET = 0xc000;

    static final int HEADER_BYTES = 128;

    /** Bytes of a message whose calls are captured in full, so that a head in several calls is seen whole. */
    private static final int WINDOW_BYTES = 16 << 10;

    /** Bytes captured of further calls: room for a chunk's size line. */
    private static final int BODY_CAPTURE = 64;

    private static final int MOST_SEGMENTS = 8;
    private static final int MOST_MESSAGES = 8;

    /** Calls without HTTP after which a connection is not looked at again: seen from its start, and older. */
    private static final int PATIENCE = 2;

    private static final int PATIENCE_WITH_OLDER = 256;

    // What a call does: where its bytes lie in memory,
    private static final int BUFFER = 0x10;
    private static final int VECTOR = 0x20;
    private static final int NOWHERE = 0x40;

    /** ... a vector behind a struct user_msghdr, */
    private static final int MESSAGE = VECTOR | 0x80;

    /** ... the first of several such messages, */
    private static final int MANY = 0x100;

    /** ... whether it sends, */
    private static final int SENDS = 1;

    /** ... or moves between two files of which either may be the socket, */
    private static final int EITHER = 0x200;

    /** ... where its flags are, */
    private static final int FLAGS_IN_DX = 0x400;

    private static final int FLAGS_IN_R10 = 0x800;

    /** ... or that it accepts a connection. */
    private static final int ACCEPTS = 0x1000;

    /** Whether bytes are looked at, rather than only who accepts. */
    @Config
    static int http = 1;

    /** Bytes captured of a call in which a message starts; at most {@link Records.Moved#MOST_CAPTURED}. */
    @Config
    static int capture = 1024;

    static final PerCpuArray<Records.Moved> SCRATCH = Maps.perCpuArray(1);
    static final PerCpuArray<Records.Tcp> ACCEPT_SCRATCH = Maps.perCpuArray(1);

    @TpBtf("sys_exit")
    static void onExit(Linux.Registers registers, long result) {
        int number = (int) registers.number;
        if (number < 0 || number >= TRAITS.length || result < 0) {
            return;
        }
        int traits = TRAITS[number];
        if (traits == 0) {
            return;
        }
        Linux.Task task = Bpf.currentTask(Linux.Task.class);
        if ((traits & ACCEPTS) != 0) {
            accepted(task, result);
        } else if (http != 0 && result > 0) {
            moved(task, traits, registers, result);
        }
    }

    /** What each system call does with a socket; a table, so that the verifier does not walk the rest for each of them. */
    private static final short[] TRAITS = new short[PWRITEV2 + 1];

    static {
        TRAITS[READ] = BUFFER;
        TRAITS[WRITE] = BUFFER | SENDS;
        TRAITS[SENDTO] = BUFFER | SENDS;
        TRAITS[RECVFROM] = BUFFER | FLAGS_IN_R10;
        TRAITS[READV] = VECTOR;
        TRAITS[PREADV2] = VECTOR;
        TRAITS[WRITEV] = VECTOR | SENDS;
        TRAITS[PWRITEV2] = VECTOR | SENDS;
        TRAITS[SENDMSG] = MESSAGE | SENDS;
        TRAITS[RECVMSG] = MESSAGE | FLAGS_IN_DX;
        TRAITS[SENDMMSG] = MESSAGE | MANY | SENDS;
        TRAITS[RECVMMSG] = MESSAGE | MANY | FLAGS_IN_R10;
        TRAITS[SENDFILE] = NOWHERE | SENDS;
        TRAITS[SPLICE] = NOWHERE | SENDS | EITHER;
        TRAITS[ACCEPT] = ACCEPTS;
        TRAITS[ACCEPT4] = ACCEPTS;
    }

    /** Bytes of the first messages of a call that moves several; struct mmsghdr has 64 bytes and msg_len at 56. */
    @Function(global = true)
    private static long totalOf(long messages, long count) {
        long total = 0;
        for (int i = 0; i < MOST_MESSAGES && i < count; i++) {
            total += Mem.userInt(messages + 64L * i + 56) & 0xffffffffL;
        }
        return total;
    }

    /** The address of the TCP socket behind a descriptor of the current task, or 0. */
    @Function
    private static long socketOf(Linux.Task task, long fd) {
        Linux.FdTable table = task.files.fdt;
        if (Integer.compareUnsigned((int) fd, table.maxFds) >= 0) {
            return 0;
        }
        Linux.File file = Ksyms.cast(Mem.kernelLong(table.files + 8 * (fd & 0xffffffffL)), Linux.File.class);
        if ((file.inode.mode & FILE_TYPE) != SOCKET) {
            return 0;
        }
        long address = Ksyms.cast(file.privateData, Linux.Socket.class).sk;
        return address != 0 && Connections.isTcp(Ksyms.cast(address, Linux.Sock.class)) ? address : 0;
    }

    @Function
    private static int accepted(Linux.Task task, long fd) {
        long address = socketOf(task, fd);
        if (address == 0) {
            return 0;
        }
        if (!Filter.admits(task)) {
            Connections.SOCKETS.delete(address);
            return 0;
        }
        begin(address, Connections.INBOUND);
        Connections.State state = Connections.SOCKETS.get(address);
        Records.Tcp record = ACCEPT_SCRATCH.get(0);
        if (state == null || record == null) {
            return 0;
        }
        Connections.own(state, task);
        Connections.describe(record, Records.TCP_OPENED, state, Bpf.ktime());
        record.duration = 0;
        record.errno = 0;
        Records.EVENTS.output(record, TcpProbe.RECORD_BYTES);
        return 0;
    }

    /** Makes the state of a connection whose beginning was not seen. */
    @Function
    private static int begin(long address, int direction) {
        Connections.State state = Connections.begin(address, direction);
        if (state != null && state.established == 0) {
            state.established = state.began;
            Connections.address(state, Ksyms.cast(address, Linux.Sock.class));
        }
        return 0;
    }

    private static void moved(Linux.Task task, int traits, Linux.Registers registers, long result) {
        long flags = (traits & FLAGS_IN_R10) != 0 ? registers.r10 : (traits & FLAGS_IN_DX) != 0 ? registers.dx : 0;
        if ((flags & NOT_STREAM) != 0) {
            return;
        }
        int sent = traits & SENDS;
        long socket = socketOf(task, (traits & EITHER) != 0 ? registers.dx : registers.di);
        if (socket == 0 && (traits & EITHER) != 0) {
            socket = socketOf(task, registers.di);
            sent = 0;
        }
        if (socket == 0) {
            return;
        }
        Connections.State state = Connections.SOCKETS.get(socket);
        if (state == null) {
            if (!Filter.admits(task)) {
                return;
            }
            begin(socket, Connections.UNKNOWN);
            state = Connections.SOCKETS.get(socket);
            if (state == null) {
                return;
            }
        }
        if (state.protocol == Connections.NOT_HTTP || !Filter.admits(task)) {
            return;
        }
        if (state.owner == 0) {
            Connections.own(state, task);
        }
        Records.Moved record = SCRATCH.get(0);
        if (record == null) {
            return;
        }
        record.address = (traits & NOWHERE) != 0 ? 0 : registers.si;
        record.segments = registers.dx;
        record.total = result;
        record.vector = traits & VECTOR;
        record.sent = sent;
        record.socket = socket;
        if ((traits & MESSAGE) == MESSAGE) {
            message(record, traits & MANY);
        }
        look(record, state, task);
    }

    /** Finds the bytes behind a struct user_msghdr (msg_iov at 16, msg_iovlen at 24), or behind the first of several. */
    @Function
    private static int message(Records.Moved record, int many) {
        if (many != 0) {
            record.total = totalOf(record.address, record.total);
        }
        long header = record.address;
        record.address = Mem.userLong(header + 16);
        record.segments = Mem.userLong(header + 24);
        return 0;
    }

    @Function
    private static int look(Records.Moved record, Connections.State state, Linux.Task task) {
        long total = record.total;
        int sent = record.sent;
        long offset = sent != 0 ? state.sent : state.received;
        if (sent != 0) {
            state.sent = offset + total;
        } else {
            state.received = offset + total;
        }
        int first = firstBytes(record);
        boolean starts = HttpSniffer.starts(first) || mayStart(state, offset, first, total);
        if (starts) {
            state.protocol = Connections.HTTP;
        } else if (state.protocol == Connections.UNDECIDED) {
            lookAgain(state);
            return 0;
        }
        record.limit = window(state, sent, starts, total) ? capture : BODY_CAPTURE;
        long now = Bpf.ktime();
        Connections.describe(record, Records.MOVED, state, now);
        record.pid = task.tgid;
        record.startBoottime = task.groupLeader.startBoottime;
        record.startKtime = sent != 0 ? departure(state, record.socket, now) : now;
        state.last = now;
        record.streamOffset = offset;
        record.tail = 0;
        record.tailBytes = 0;
        record.fault = 0;
        record.captured = 0;
        if (record.vector != 0) {
            gather(record);
        } else if (record.address != 0) {
            copy(record);
        }
        Records.EVENTS.output(record, HEADER_BYTES + (record.captured & 0x7ff));
        return 0;
    }

    /**
     * When the first of the bytes just written left. The kernel notes when a flight of segments begins; if that was after
     * the last call on this connection, it was with this one, and is nearer to the call's start than its exit is.
     */
    private static long departure(Connections.State state, long socket, long now) {
        long flight = Ksyms.cast(socket, Linux.TcpSock.class).firstTransmitMicros * 1000;
        return flight > state.last && flight < now ? flight : now;
    }

    /** Whether the first call of a direction is too short to tell, and does not speak against HTTP. */
    private static boolean mayStart(Connections.State state, long offset, int first, long total) {
        int letter = first & 0xff;
        return state.protocol == Connections.UNDECIDED && offset == 0 && total < 4 && letter >= 'A' && letter <= 'Z';
    }

    /** Gives a connection up after some calls that did not look like HTTP. */
    private static void lookAgain(Connections.State state) {
        state.strange++;
        if (state.strange >= (state.direction == Connections.UNKNOWN ? PATIENCE_WITH_OLDER : PATIENCE)) {
            state.protocol = Connections.NOT_HTTP;
        }
    }

    /** Whether the call belongs to the first bytes of a message. */
    private static boolean window(Connections.State state, int sent, boolean starts, long total) {
        int left = sent != 0 ? state.sentWindow : state.receivedWindow;
        if (starts) {
            left = WINDOW_BYTES;
        }
        int after = total >= left ? 0 : left - (int) total;
        if (sent != 0) {
            state.sentWindow = after;
        } else {
            state.receivedWindow = after;
        }
        return left > 0;
    }

    @Function
    private static int firstBytes(Records.Moved record) {
        long address = record.address;
        if (address == 0) {
            return 0;
        }
        if (record.vector == 0) {
            return Mem.userInt(address);
        }
        if (record.segments <= 0) {
            return 0;
        }
        if (Mem.userLong(address + 8) != 0) {
            return Mem.userInt(Mem.userLong(address));
        }
        return record.segments > 1 ? Mem.userInt(Mem.userLong(address + 16)) : 0;
    }

    /** Captures from one buffer. */
    @Function
    private static int copy(Records.Moved record) {
        long total = record.total;
        int length = total < record.limit ? (int) total : record.limit;
        if (Mem.user(record.data, 0, record.address, length & 0x7ff) < 0) {
            record.fault = 1;
            return 0;
        }
        record.captured = length;
        if (total > length) {
            record.tail = Mem.userLong(record.address + total - 8);
            record.tailBytes = 8;
        }
        return 0;
    }

    /** Captures from an array of struct iovec. */
    @Function
    private static int gather(Records.Moved record) {
        record.left = record.total;
        for (int i = 0; i < MOST_SEGMENTS; i++) {
            if (i >= record.segments || record.left <= 0) {
                break;
            }
            segment(record, record.address + 16L * i);
        }
        if (record.left > 0) {
            record.tailBytes = 0;
        }
        return 0;
    }

    /** Captures from one segment; struct iovec has its base at 0 and its length at 8. */
    @Function
    private static int segment(Records.Moved record, long iovec) {
        long base = Mem.userLong(iovec);
        long length = Mem.userLong(iovec + 8);
        if (length > record.left) {
            length = record.left;
        }
        if (length <= 0) {
            return 0;
        }
        record.left -= length;
        int at = record.captured & 0x7ff;
        int room = record.limit - at;
        if (room > 0) {
            int take = length < room ? (int) length : room;
            if (Mem.user(record.data, at, base, take & 0x7ff) < 0) {
                record.fault = 1;
                record.left = 0;
                return 0;
            }
            record.captured = at + take;
        }
        if (record.total > record.limit) {
            long end = Mem.userLong(base + length - 8);
            int bits = length >= 8 ? 64 : 8 * (int) length;
            record.tail = bits == 64 ? end : record.tail >>> bits | end >>> (64 - bits) << (64 - bits);
            record.tailBytes = Math.min(8, record.tailBytes + (bits >>> 3));
        }
        return 0;
    }
}
