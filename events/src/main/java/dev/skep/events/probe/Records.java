// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Size;

/** What the programs send, and the ring that they send it through. Numbers are in host order unless said otherwise. */
public final class Records {
    private Records() {}

    /** Bytes of the ring; each page of it is mapped twice and so counts twice in the resident size of the reader. */
    public static final int RING_BYTES = 4 << 20;

    /** {@link Header#kind} of a {@link Image} that executed a program. */
    public static final int EXECUTED = 1;

    /** {@link Header#kind} of a {@link Image} that was there before. */
    public static final int EXISTING = 2;

    /** {@link Header#kind} of a {@link Fork}. */
    public static final int FORKED = 3;

    /** {@link Header#kind} of an {@link Exit}. */
    public static final int EXITED = 4;

    /** {@link Header#kind} of a {@link Tcp} that was established and has an owner. */
    public static final int TCP_OPENED = 5;

    /** {@link Header#kind} of a {@link Tcp} that ended. */
    public static final int TCP_CLOSED = 6;

    /** {@link Header#kind} of a {@link Tcp} that was never established. */
    public static final int TCP_FAILED = 7;

    /** {@link Header#kind} of a {@link Moved}. */
    public static final int MOVED = 8;

    /** {@link Header#kind} of a {@link CgroupMade}. */
    public static final int CGROUP_MADE = 9;

    static final RingBuf<Header> EVENTS = Maps.ringBuf(RING_BYTES);

    /** Begins every record. */
    public static class Header {
        /** One of the constants of {@link Records}. */
        public int kind;

        /** The process (tgid) that it is about; 0 where there is none. */
        public int pid;

        /** Monotonic clock, nanoseconds. */
        public long ktime;

        /** When the process was forked, nanoseconds of the boot clock. */
        public long startBoottime;
    }

    /** A process with its texts: the executable's path, the working directory, the arguments, one after another. */
    public static final class Image extends Header {
        /** The walk to the executable came to the root directory. */
        public static final int EXECUTABLE_WHOLE = 1;

        /** The walk to the working directory came to the root directory. */
        public static final int CWD_WHOLE = 2;

        /** There are more arguments. */
        public static final int ARGUMENTS_CUT = 4;

        /** It has no memory of its own: a kernel thread. */
        public static final int KERNEL_THREAD = 8;

        /** Bytes of arguments that are sent at most. */
        public static final int MAX_ARGUMENT_BYTES = 4096;

        /** Room for the texts. */
        static final int TEXT_BYTES = 8192;

        public long cgroupId;
        public int parentPid;
        public int uid;
        public int gid;
        public int flags;

        /** Bytes of the names of directory entries, last name first, each ended by a NUL. */
        public int executableBytes;

        /** As {@link #executableBytes}. */
        public int cwdBytes;

        /** Bytes of arguments, each ended by a NUL. */
        public int argumentBytes;

        /** The thread that found it; of an existing process it is Skep's own process, and so tells Skep its pid. */
        public int observer;

        @Size(Linux.TASK_COMM_LEN) public byte[] comm = new byte[Linux.TASK_COMM_LEN];

        @Size(TEXT_BYTES) public byte[] text = new byte[TEXT_BYTES];

        // Working memory of the programs, not sent; see Moved.

        /** The struct vfsmount and the struct dentry where a walk has come to, and where it ends. */
        long mount;

        long dentry;
        long rootMount;
        long rootDentry;

        /** Bytes of text written so far. */
        int textBytes;

        /** Whether the walk came to its end. */
        int whole;
    }

    /** A process forked another. */
    public static final class Fork extends Header {
        public int parentPid;
        public int flags;

        @Size(Linux.TASK_COMM_LEN) public byte[] comm = new byte[Linux.TASK_COMM_LEN];
    }

    /** The last thread of a process ended. */
    public static final class Exit extends Header {
        /** Since its fork, nanoseconds. */
        public long duration;

        /** As wait(2) has it: signal in the low seven bits, 0x80 for a core dump, exit code above. */
        public int status;

        public int reserved;
    }

    /** Which connection: both ends. Addresses are in network order; those of IPv4 are in the first word. */
    public static class Connected extends Header {
        public long connection;
        public int local0;
        public int local1;
        public int local2;
        public int local3;
        public int remote0;
        public int remote1;
        public int remote2;
        public int remote3;
        public char localPort;
        public char remotePort;
        /** {@code AF_INET} or {@code AF_INET6}. */
        public short family;
        /** 0 unknown, 1 outbound, 2 inbound. */
        public short direction;
    }

    /** Something became of a connection. */
    public static final class Tcp extends Connected {
        public long sent;
        public long received;
        /** Handshake of an opened one, life of an ended one, nanoseconds. */
        public long duration;

        public int roundTripMicros;
        public int retransmits;
        public int errno;
        public int reserved;
    }

    /** A system call moved bytes over a connection that speaks HTTP. */
    public static final class Moved extends Connected {
        /** Largest number of bytes that are captured of a call. */
        public static final int MOST_CAPTURED = 2047;

        /** Room for the captured bytes, with slack for what the verifier cannot know. */
        static final int DATA_BYTES = 4096;

        /** Address of the socket in the kernel: the key of its state. */
        public long socket;

        /** When the first segment left, for what was sent; else {@link #ktime}. */
        public long startKtime;

        /** Bytes that went the same way before. */
        public long streamOffset;

        public long total;

        /** The last bytes, the very last in the highest eight bits. */
        public long tail;

        public int tailBytes;
        public int captured;

        /** 1 if sent, 0 if received. */
        public int sent;

        /** 1 if the bytes could not be read from the process's memory. */
        public int fault;

        @Size(DATA_BYTES) public byte[] data = new byte[DATA_BYTES];

        // Working memory of the program, not sent. What is kept here and not in variables the verifier does not tell
        // apart,
        // so that it walks what follows once and not for each way that leads there.

        /** Where the bytes are in the process: of a buffer, or of the array of struct iovec; 0 if nowhere. */
        long address;

        /** How many struct iovec there are. */
        long segments;

        /** Bytes that no segment has accounted for yet. */
        long left;

        /** Whether {@link #address} is that of an array of struct iovec. */
        int vector;

        /** How many bytes may be captured. */
        int limit;
    }

    /** A cgroup of the version 2 hierarchy was made. */
    public static final class CgroupMade extends Header {
        static final int PATH_BYTES = 1024;

        public long id;

        @Size(PATH_BYTES) public byte[] path = new byte[PATH_BYTES];
    }
}
