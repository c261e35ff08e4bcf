// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Field;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Size;

/** The kernel's structures, as far as the probes read them. */
final class Linux {
    private Linux() {}

    /** {@code TASK_COMM_LEN}, include/linux/sched.h. */
    static final int TASK_COMM_LEN = 16;

    /** {@code PF_KTHREAD}, include/linux/sched.h. */
    static final int PF_KTHREAD = 0x00200000;

    /** {@code SIGNAL_GROUP_EXIT}, include/linux/sched/signal.h. */
    static final int SIGNAL_GROUP_EXIT = 4;

    @Kernel("task_struct")
    static final class Task {
        int pid;
        int tgid;
        int flags;

        @Field("exit_code")
        int exitCode;

        @Field({"start_boottime", "real_start_time"})
        long startBoottime;

        @Size(TASK_COMM_LEN) byte[] comm;

        @Field("group_leader")
        Task groupLeader;

        @Field("real_parent")
        Task realParent;

        @Field("real_cred")
        Cred realCred;

        Mm mm;
        Fs fs;
        Files files;
        Signal signal;
        CssSet cgroups;
    }

    @Kernel("cred")
    static final class Cred {
        @Field("uid.val")
        int uid;

        @Field("gid.val")
        int gid;
    }

    @Kernel("signal_struct")
    static final class Signal {
        @Field("live.counter")
        int live;

        int flags;

        @Field("group_exit_code")
        int groupExitCode;
    }

    @Kernel("mm_struct")
    static final class Mm {
        @Field("arg_start")
        long argStart;

        @Field("arg_end")
        long argEnd;

        @Field("exe_file")
        File exeFile;
    }

    @Kernel("css_set")
    static final class CssSet {
        @Field("dfl_cgrp")
        Cgroup defaultCgroup;
    }

    @Kernel("cgroup")
    static final class Cgroup {
        KernfsNode kn;
        CgroupRoot root;
    }

    @Kernel("cgroup_root")
    static final class CgroupRoot {
        @Field("hierarchy_id")
        int hierarchyId;
    }

    @Kernel("kernfs_node")
    static final class KernfsNode {
        long id;
    }

    @Kernel("linux_binprm")
    static final class Binprm {
        File file;
    }

    @Kernel("fs_struct")
    static final class Fs {
        @Field("pwd.mnt")
        long workingMount;

        @Field("pwd.dentry")
        long workingDentry;

        @Field("root.mnt")
        long rootMount;

        @Field("root.dentry")
        long rootDentry;
    }

    @Kernel("file")
    static final class File {
        @Field("f_path.mnt")
        long mount;

        @Field("f_path.dentry")
        long dentry;

        @Field("f_inode")
        Inode inode;

        @Field("private_data")
        long privateData;
    }

    @Kernel("inode")
    static final class Inode {
        @Field("i_mode")
        short mode;
    }

    @Kernel("dentry")
    static final class Dentry {
        @Field("d_parent")
        long parent;

        @Field("d_name.name")
        long name;
    }

    @Kernel("vfsmount")
    static final class VfsMount {
        @Field("mnt_root")
        long root;
    }

    @Kernel("mount")
    static final class Mount {
        @Field("mnt_parent")
        long parent;

        @Field("mnt_mountpoint")
        long mountpoint;

        @Field("mnt")
        VfsMount vfs;
    }

    @Kernel("files_struct")
    static final class Files {
        FdTable fdt;
    }

    @Kernel("fdtable")
    static final class FdTable {
        @Field("max_fds")
        int maxFds;

        @Field("fd")
        long files;
    }

    @Kernel("socket")
    static final class Socket {
        long sk;
    }

    @Kernel("sock")
    static final class Sock {
        @Field("__sk_common.skc_family")
        short family;

        @Field("__sk_common.skc_state")
        byte state;

        @Field("__sk_common.skc_num")
        char localPort;

        @Field("__sk_common.skc_dport")
        @BE
        char remotePort;

        @Field("__sk_common.skc_rcv_saddr")
        int local4;

        @Field("__sk_common.skc_daddr")
        int remote4;

        @Field("__sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32[0]")
        int local60;

        @Field("__sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32[1]")
        int local61;

        @Field("__sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32[2]")
        int local62;

        @Field("__sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32[3]")
        int local63;

        @Field("__sk_common.skc_v6_daddr.in6_u.u6_addr32[0]")
        int remote60;

        @Field("__sk_common.skc_v6_daddr.in6_u.u6_addr32[1]")
        int remote61;

        @Field("__sk_common.skc_v6_daddr.in6_u.u6_addr32[2]")
        int remote62;

        @Field("__sk_common.skc_v6_daddr.in6_u.u6_addr32[3]")
        int remote63;

        @Field("sk_protocol")
        short protocol;

        @Field("sk_err")
        int error;

        @Field({"__sk_common.skc_flags", "sk_flags"})
        long flags;
    }

    @Kernel("tcp_sock")
    static final class TcpSock {
        @Field("inet_conn.icsk_inet.inet_sport")
        @BE
        char localPort;

        @Field("bytes_acked")
        long bytesAcked;

        @Field("bytes_sent")
        long bytesSent;

        @Field("bytes_retrans")
        long bytesRetransmitted;

        @Field("bytes_received")
        long bytesReceived;

        @Field("srtt_us")
        int smoothedRttMicrosTimes8;

        @Field("total_retrans")
        int totalRetransmits;

        /** When the segment that started the current flight was sent, microseconds of the monotonic clock. */
        @Field("first_tx_mstamp")
        long firstTransmitMicros;
    }

    /** x86-64. At the exit of a system call it still holds the number and the arguments. */
    @Kernel("pt_regs")
    static final class Registers {
        @Field("orig_ax")
        long number;

        long di;
        long si;
        long dx;
        long r10;
    }
}
