// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.examples;

import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.Loaded;
import dev.skep.compiler.lang.Atomic;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Field;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.TpBtf;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long system calls take, as a histogram for each: {@code SyscallLatency [SECONDS [PID]]}.
 *
 * <p>The process to watch is a constant by the time the program is compiled: without one the test is not even there.
 */
public final class SyscallLatency {
    @Kernel("pt_regs")
    static final class Registers {
        @Field("orig_ax")
        long systemCall;
    }

    record Cell(int systemCall, int log2) {}

    static final class Count {
        @Atomic
        long calls;
    }

    static final LruHash<Integer, Long> STARTED = Maps.lruHash(16_384);
    static final Hash<Cell, Count> HISTOGRAM = Maps.hash(16_384);

    @Config
    static int pid = 0;

    private SyscallLatency() {}

    @TpBtf("sys_enter")
    static void onEnter(Registers registers, long systemCall) {
        if (pid == 0 || pid == Bpf.tgid()) {
            STARTED.put(Bpf.tid(), Bpf.ktime());
        }
    }

    @TpBtf("sys_exit")
    static void onExit(Registers registers, long result) {
        Long start = STARTED.get(Bpf.tid());
        if (start == null) {
            return;
        }
        long nanos = Bpf.ktime() - start;
        int systemCall = (int) registers.systemCall;
        Count count = HISTOGRAM.getOrInit(new Cell(systemCall, log2(nanos)));
        if (count != null) {
            count.calls++;
        }
        STARTED.delete(Bpf.tid());
    }

    private static int log2(long value) {
        int log = 0;
        for (int shift = 32; shift > 0; shift >>= 1) {
            if (value >>> shift != 0) {
                value >>>= shift;
                log += shift;
            }
        }
        return log;
    }

    public static void main(String[] arguments) throws InterruptedException {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 5;
        int watched = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        CompileOptions options = CompileOptions.running().with("SyscallLatency.pid", watched);
        try (Loaded loaded = Loaded.load(SyscallLatency.class, options)) {
            loaded.attachAll();
            Thread.sleep(seconds * 1000);
            Map<Integer, Map<Integer, Long>> byCall = new TreeMap<>();
            loaded.map(HISTOGRAM)
                    .forEach((cell, count) -> byCall.computeIfAbsent(cell.systemCall(), _ -> new TreeMap<>())
                            .put(cell.log2(), count.calls));
            byCall.forEach(SyscallLatency::print);
        }
    }

    private static void print(int systemCall, Map<Integer, Long> histogram) {
        long most = histogram.values().stream().mapToLong(Long::longValue).max().orElse(1);
        IO.println("system call " + systemCall);
        histogram.forEach((log2, calls) -> IO.println(
                "  from %12d ns %8d |%s".formatted(1L << log2, calls, "*".repeat((int) (calls * 40 / most)))));
    }
}
