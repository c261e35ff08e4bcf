package dev.skep.compiler;

import dev.skep.compiler.lang.Atomic;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Context;
import dev.skep.compiler.lang.Field;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.Iter;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Ksyms;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.PerfEvent;
import dev.skep.compiler.lang.PerfEventArray;
import dev.skep.compiler.lang.RawTp;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Seq;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.StackTraces;
import dev.skep.compiler.lang.TaskStorage;
import dev.skep.compiler.lang.TpBtf;
import dev.skep.compiler.lang.Tracepoint;
import dev.skep.compiler.lang.Uprobe;
import dev.skep.compiler.lang.Uretprobe;

/** Programs for tracing hooks that this kernel loads. */
final class TracingPrograms {
    static final class Exec {
        long ktime;
        int pid;
        int ppid;
        int old;

        @Size(16) byte[] comm;

        @Size(256) byte[] file;
    }

    @Kernel("task_struct")
    static class Task {
        int pid;
        int tgid;
        int flags;
        Task real_parent;
        long start_boottime;
        Mm mm;

        @Size(16) byte[] comm;
    }

    @Kernel("mm_struct")
    static class Mm {
        long arg_start;
        long arg_end;
    }

    @Kernel("linux_binprm")
    static class Binprm {
        long filename;
        int argc;
    }

    @Kernel("pt_regs")
    static class Regs {
        long di;
        long si;
        long dx;
        long ax;

        @Field("orig_ax")
        long number;
    }

    @Kernel("trace_event_raw_sched_process_exec")
    static class ExecEvent {
        int pid;
        int old_pid;
    }

    @Kernel("sock")
    static class SocketStruct {
        @Field("__sk_common.skc_family")
        short family;

        @Field("__sk_common.skc_dport")
        @BE
        char port;

        @Field("__sk_common.skc_daddr")
        @BE
        int address;

        @Field("sk_protocol")
        int protocol;

        @Field("__sk_common.skc_reuse")
        int reuse;
    }

    @Kernel("file")
    static class OpenFile {
        @Field("f_inode")
        Inode inode;
    }

    @Kernel("inode")
    static class Inode {
        short i_mode;
    }

    record Call(int fd, long buffer) {}

    static final class Latency {
        @Atomic
        long count;

        @Atomic
        long total;

        long max;

        @Size(32) long[] buckets;
    }

    static final class PerTask {
        long syscalls;
    }

    static final RingBuf<Exec> EXECS = Maps.ringBuf(1 << 20);
    static final PerfEventArray<Call> CALL_EVENTS = Maps.perfEventArray();
    static final Hash<Integer, Call> CALLS = Maps.hash(1024);
    static final Hash<Integer, Long> STARTS = Maps.hash(1024);
    static final LruHash<Integer, Latency> LATENCIES = Maps.lruHash(1024);
    static final PerCpuArray<Latency> TOTAL = Maps.perCpuArray(1);
    static final StackTraces STACKS = Maps.stackTraces(1024, 64);
    static final TaskStorage<PerTask> TASKS = Maps.taskStorage();

    @Config
    static int ownTgid;

    private TracingPrograms() {}

    @TpBtf("sched_process_exec")
    static void onExec(Task task, int oldPid, Binprm binprm) {
        Exec e = EXECS.reserve();
        if (e == null) {
            return;
        }
        e.ktime = Bpf.ktime();
        e.pid = task.tgid;
        e.ppid = task.real_parent.tgid;
        e.old = oldPid;
        Bpf.comm(e.comm);
        Mem.kernelStr(e.file, binprm.filename);
        EXECS.submit(e);
    }

    @TpBtf("sys_enter")
    static void enter(Regs regs, long number) {
        if (Bpf.tgid() == ownTgid) {
            return;
        }
        if (number == 0 || number == 45) {
            CALLS.put(Bpf.tid(), new Call((int) regs.di, regs.si));
        }
        STARTS.put(Bpf.tid(), Bpf.ktime());
        PerTask own = TASKS.getOrInit(Bpf.currentTask(Task.class));
        if (own != null) {
            own.syscalls++;
        }
    }

    @TpBtf("sys_exit")
    static void leave(Regs regs, long result) {
        Call call = CALLS.take(Bpf.tid());
        if (call != null && result > 0) {
            byte[] head = new byte[16];
            Mem.user(head, call.buffer());
            if (head[0] == 'G' && head[1] == 'E') {
                CALL_EVENTS.output(regs, call);
            }
        }
        Long start = STARTS.get(Bpf.tid());
        if (start == null) {
            return;
        }
        record(start, (int) regs.number);
    }

    private static void record(long start, int number) {
        long took = Bpf.ktime() - start;
        Latency l = LATENCIES.getOrInit(number);
        if (l == null) {
            return;
        }
        l.count++;
        l.total += took;
        if (took > l.max) {
            l.max = took;
        }
        int bucket = 63 - Long.numberOfLeadingZeros(took | 1);
        if (bucket >= 32) {
            bucket = 31;
        }
        l.buckets[bucket & 31]++;
    }

    @RawTp("sched_process_exit")
    static void onExit(Task task) {
        Exec e = EXECS.reserve();
        if (e == null) {
            return;
        }
        e.pid = task.tgid;
        e.ppid = task.real_parent.tgid;
        e.ktime = task.start_boottime;
        Mem.zero(e.comm);
        e.file[0] = task.comm[0];
        if (task.pid == task.tgid) {
            EXECS.submit(e);
        } else {
            EXECS.discard(e);
        }
    }

    @Tracepoint("sched:sched_process_exec")
    static int stable(ExecEvent event) {
        return event.pid > 1000 && event.old_pid == event.pid ? 1 : 0;
    }

    @PerfEvent
    static void sample(Context context) {
        int stack = Bpf.stackId(context, STACKS, 256);
        Latency l = TOTAL.get(0);
        if (l != null && stack >= 0) {
            l.total += stack;
            l.count++;
        }
    }

    @Iter("task")
    static void tasks(Seq seq, Task task) {
        if (task == null) {
            return;
        }
        if (task.mm == null || (task.flags & 0x200000) != 0) {
            return;
        }
        seq.write(new Call(task.tgid, task.mm.arg_start));
    }

    @Uprobe("libc.so.6:getaddrinfo")
    static int resolve(Context context, long node) {
        Exec e = EXECS.reserve();
        if (e == null) {
            return 0;
        }
        e.ktime = Bpf.cookie(context);
        Mem.userStr(e.file, node);
        EXECS.submit(e);
        return 0;
    }

    @Uretprobe("libc.so.6:getaddrinfo")
    static int resolved(int result) {
        return result == 0 ? 1 : 0;
    }

    @TpBtf("inet_sock_set_state")
    static void state(SocketStruct sock, int from, int to) {
        if (sock.family != 2 || sock.protocol != 6 || sock.reuse != 0) {
            return;
        }
        CALLS.put((int) sock.port, new Call(sock.address, Ksyms.address(sock)));
    }

    @RawTp("sys_enter")
    static void raw(Regs regs, long number) {
        long address = Ksyms.address(regs) + 8;
        if (Ksyms.fieldExists(Task.class, "no_such_field")) {
            Bpf.printk("never %d", 1);
        }
        if (number == 41 && Mem.kernelLong(address) == 1) {
            Bpf.printk("socket %d of %d", regs.di, regs.dx);
        }
        Inode inode = Ksyms.cast(number, OpenFile.class).inode;
        if (inode.i_mode == 0) {
            CALLS.delete(Bpf.tid());
        }
    }
}
