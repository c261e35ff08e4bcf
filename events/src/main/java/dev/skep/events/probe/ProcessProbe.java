// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Iter;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.Seq;
import dev.skep.compiler.lang.TpBtf;
import org.jspecify.annotations.Nullable;

/** Processes: what they execute, whom they fork, how they end, and who was there already. */
final class ProcessProbe {
    private ProcessProbe() {}

    static final int HEADER_BYTES = 80;
    static final int FORK_BYTES = 48;
    static final int EXIT_BYTES = 40;
    private static final int EXECUTABLE_LIMIT = 1024;
    private static final int CWD_LIMIT = 2048;

    static final PerCpuArray<Records.Image> EXEC_SCRATCH = Maps.perCpuArray(1);
    static final PerCpuArray<Records.Image> EXISTING_SCRATCH = Maps.perCpuArray(1);
    static final PerCpuArray<Records.Fork> FORK_SCRATCH = Maps.perCpuArray(1);
    static final PerCpuArray<Records.Exit> EXIT_SCRATCH = Maps.perCpuArray(1);

    @TpBtf("sched_process_exec")
    static void onExec(Linux.Task task, int oldPid, Linux.Binprm binprm) {
        if (!Filter.admits(task)) {
            return;
        }
        Records.Image record = EXEC_SCRATCH.get(0);
        if (record == null) {
            return;
        }
        identify(record, Records.EXECUTED, task);
        record.cgroupId = Bpf.cgroupId();
        int end = paths(record, task, binprm.file.mount, binprm.file.dentry);

        long arguments = task.mm.argStart;
        long length = task.mm.argEnd - arguments;
        if (length > Records.Image.MAX_ARGUMENT_BYTES) {
            length = Records.Image.MAX_ARGUMENT_BYTES;
            record.flags |= Records.Image.ARGUMENTS_CUT;
        }
        int bytes = (int) length;
        if (bytes < 0 || bytes > Records.Image.MAX_ARGUMENT_BYTES) {
            bytes = 0;
        }
        if (bytes > 0 && Mem.user(record.text, end & 0xfff, arguments, bytes) < 0) {
            bytes = 0;
            record.flags |= Records.Image.ARGUMENTS_CUT;
        }
        record.argumentBytes = bytes;
        Records.EVENTS.output(record, HEADER_BYTES + (end & 0xfff) + bytes);
    }

    @TpBtf("sched_process_fork")
    static void onFork(Linux.Task parent, Linux.Task child) {
        if (child.pid != child.tgid || !Filter.admits(parent)) {
            return;
        }
        Records.Fork record = FORK_SCRATCH.get(0);
        if (record == null) {
            return;
        }
        record.kind = Records.FORKED;
        record.pid = child.tgid;
        record.ktime = Bpf.ktime();
        record.startBoottime = child.startBoottime;
        record.parentPid = parent.tgid;
        Bpf.comm(record.comm);
        Records.EVENTS.output(record, FORK_BYTES);
    }

    @TpBtf("sched_process_exit")
    static void onExit(Linux.Task task) {
        if (task.signal.live != 0 || !Filter.admits(task)) {
            return;
        }
        Records.Exit record = EXIT_SCRATCH.get(0);
        if (record == null) {
            return;
        }
        Linux.Task leader = task.groupLeader;
        record.kind = Records.EXITED;
        record.pid = task.tgid;
        record.ktime = Bpf.ktime();
        record.startBoottime = leader.startBoottime;
        record.duration = Bpf.boottime() - leader.startBoottime;
        record.status =
                (task.signal.flags & Linux.SIGNAL_GROUP_EXIT) != 0 ? task.signal.groupExitCode : leader.exitCode;
        Records.EVENTS.output(record, EXIT_BYTES);
    }

    /** Runs for each task when user space reads the iterator. */
    @Iter("task")
    static int existing(Seq seq, Linux.@Nullable Task task) {
        if (task == null || task.pid != task.tgid) {
            return 0;
        }
        Records.Image record = EXISTING_SCRATCH.get(0);
        if (record == null) {
            return 0;
        }
        identify(record, Records.EXISTING, task);
        record.uid = task.realCred.uid;
        record.gid = task.realCred.gid;
        record.cgroupId = task.cgroups.defaultCgroup.kn.id;
        int end = 0;
        if ((task.flags & Linux.PF_KTHREAD) != 0) {
            record.flags = Records.Image.KERNEL_THREAD;
        } else {
            end = paths(record, task, task.mm.exeFile.mount, task.mm.exeFile.dentry);
        }
        record.argumentBytes = 0;
        Records.EVENTS.output(record, HEADER_BYTES + (end & 0xfff));
        return 0;
    }

    private static void identify(Records.Image record, int kind, Linux.Task task) {
        record.kind = kind;
        record.pid = task.tgid;
        record.ktime = Bpf.ktime();
        record.startBoottime = task.groupLeader.startBoottime;
        record.parentPid = task.realParent.tgid;
        record.uid = Bpf.uid();
        record.gid = Bpf.gid();
        record.flags = 0;
        record.executableBytes = 0;
        record.cwdBytes = 0;
        record.observer = Bpf.tgid();
        for (int i = 0; i < Linux.TASK_COMM_LEN; i++) {
            record.comm[i] = task.comm[i];
        }
    }

    /** Appends the path of the executable and of the working directory; returns where they end. */
    private static int paths(Records.Image record, Linux.Task task, long mount, long dentry) {
        Linux.Fs fs = task.fs;
        record.rootMount = fs.rootMount;
        record.rootDentry = fs.rootDentry;
        record.textBytes = 0;
        PathWalk.write(record, mount, dentry, EXECUTABLE_LIMIT);
        if (record.whole != 0) {
            record.flags |= Records.Image.EXECUTABLE_WHOLE;
        }
        int middle = record.textBytes & 0xfff;
        record.executableBytes = middle;
        PathWalk.write(record, fs.workingMount, fs.workingDentry, CWD_LIMIT);
        if (record.whole != 0) {
            record.flags |= Records.Image.CWD_WHOLE;
        }
        int end = record.textBytes & 0xfff;
        record.cwdBytes = end - middle;
        return end;
    }
}
