// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.examples;

import dev.skep.compiler.Loaded;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Uprobe;
import dev.skep.compiler.lang.Uretprobe;
import java.nio.charset.StandardCharsets;

/**
 * Shows each name that a process looks up, how long that took and what came of it: probes on {@code getaddrinfo(3)} of the C
 * library. {@code HostLookups [SECONDS]}.
 */
public final class HostLookups {
    static final class Lookup {
        long nanos;
        int pid;
        int result;

        @Size(16) byte[] comm;

        @Size(128) byte[] host;
    }

    static final class Call {
        long start;
        long host;
    }

    static final LruHash<Integer, Call> CALLS = Maps.lruHash(4096);
    static final RingBuf<Lookup> EVENTS = Maps.ringBuf(1 << 18);

    private HostLookups() {}

    @Uprobe("libc.so.6:getaddrinfo")
    static void onCall(long host) {
        Call call = CALLS.getOrInit(Bpf.tid());
        if (call != null) {
            call.start = Bpf.ktime();
            call.host = host;
        }
    }

    @Uretprobe("libc.so.6:getaddrinfo")
    static void onReturn(int result) {
        Call call = CALLS.get(Bpf.tid());
        if (call == null) {
            return;
        }
        Lookup event = EVENTS.reserve();
        if (event != null) {
            event.nanos = Bpf.ktime() - call.start;
            event.pid = Bpf.tgid();
            event.result = result;
            Bpf.comm(event.comm);
            Mem.userStr(event.host, call.host);
            EVENTS.submit(event);
        }
        CALLS.delete(Bpf.tid());
    }

    public static void main(String[] arguments) {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : Long.MAX_VALUE / 1_000_000_000L;
        try (Loaded loaded = Loaded.load(HostLookups.class)) {
            loaded.onEvent(
                    EVENTS,
                    e -> IO.println("%8d %-16s %8d us  %s%s"
                            .formatted(
                                    e.pid,
                                    text(e.comm),
                                    e.nanos / 1000,
                                    text(e.host),
                                    e.result == 0 ? "" : " (failed: " + e.result + ")")));
            loaded.attachAll();
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            while (System.nanoTime() - end < 0) {
                loaded.poll(50);
            }
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
