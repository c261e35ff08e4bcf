// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.examples;

import dev.skep.compiler.Loaded;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Field;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.TpBtf;
import java.nio.charset.StandardCharsets;

/**
 * Shows every program that is executed on this host: {@code ExecTracer [SECONDS]}.
 *
 * <p>The method {@link #onExec} runs in the kernel, the rest here. They share the class {@link Exec} and the ring
 * {@link #EVENTS}.
 */
public final class ExecTracer {
    /** What the kernel tells about one execution. */
    static final class Exec {
        int pid;
        int parent;
        int uid;

        @Size(16) byte[] comm;

        @Size(256) byte[] file;
    }

    /** The kernel's structures, as far as they are read: found by name in the running kernel. */
    @Kernel("task_struct")
    static final class Task {
        int tgid;

        @Field("real_parent")
        Task parent;
    }

    @Kernel("linux_binprm")
    static final class Binprm {
        long filename;
    }

    static final RingBuf<Exec> EVENTS = Maps.ringBuf(1 << 20);

    private ExecTracer() {}

    // tag::program
    @TpBtf("sched_process_exec")
    static void onExec(Task task, int oldPid, Binprm binprm) {
        Exec event = EVENTS.reserve();
        if (event == null) { // the ring is full
            return;
        }
        event.pid = task.tgid;
        event.parent = task.parent.tgid;
        event.uid = Bpf.uid();
        Bpf.comm(event.comm);
        Mem.kernelStr(event.file, binprm.filename);
        EVENTS.submit(event);
    }
    // end::program

    public static void main(String[] arguments) {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : Long.MAX_VALUE / 1_000_000_000L;
        try (Loaded loaded = Loaded.load(ExecTracer.class)) {
            loaded.onEvent(
                    EVENTS,
                    e -> IO.println(
                            "%8d %8d %6d %-16s %s".formatted(e.pid, e.parent, e.uid, text(e.comm), text(e.file))));
            loaded.attachAll();
            IO.println("%8s %8s %6s %-16s %s".formatted("PID", "PARENT", "UID", "COMM", "FILE"));
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            while (System.nanoTime() - end < 0) {
                loaded.poll(50);
            }
            IO.println(loaded.lost(EVENTS) + " lost");
        }
    }

    private static String text(byte[] nulPadded) {
        int length = 0;
        while (length < nulPadded.length && nulPadded[length] != 0) {
            length++;
        }
        return new String(nulPadded, 0, length, StandardCharsets.UTF_8);
    }
}
