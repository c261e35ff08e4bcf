// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.examples;

import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.Loaded;
import dev.skep.compiler.lang.Atomic;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.TpBtf;

/**
 * Counts which processes start how many others: {@code ForkCounter [SECONDS [PID]]}. Threads count too; with a PID only those
 * of that process. The program that docs/writing-a-kernel-program.md builds.
 */
public final class ForkCounter {
    // tag::state
    static final class Count {
        @Atomic
        long forks;
    }

    static final Hash<Integer, Count> COUNTS = Maps.hash(10_240);
    // end::state

    // tag::kernel
    @Kernel("task_struct")
    static final class Task {
        int tgid;
    }
    // end::kernel

    // tag::config
    @Config
    static int onlyPid = 0;
    // end::config

    // tag::program
    @TpBtf("sched_process_fork")
    static void onFork(Task parent, Task child) {
        if (onlyPid != 0 && parent.tgid != onlyPid) {
            return;
        }
        Count count = COUNTS.getOrInit(parent.tgid);
        if (count == null) { // the map is full
            return;
        }
        count.forks++;
    }
    // end::program

    private ForkCounter() {}

    // tag::main
    public static void main(String[] arguments) throws InterruptedException {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 5;
        int pid = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        CompileOptions options = CompileOptions.running().with("ForkCounter.onlyPid", pid);
        try (Loaded loaded = Loaded.load(ForkCounter.class, options)) {
            loaded.attachAll();
            Thread.sleep(seconds * 1000);
            loaded.map(COUNTS).forEach((parent, count) -> IO.println("%8d started %d".formatted(parent, count.forks)));
        }
    }
    // end::main
}
