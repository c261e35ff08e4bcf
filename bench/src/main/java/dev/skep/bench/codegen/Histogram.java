// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/** A log2 histogram, as latency tools keep it, of a number that the packet carries. */
final class Histogram {
    static final class Sample {
        @BE
        long nanos;
    }

    static final class Slot {
        long count;
        long sum;
    }

    static final PerCpuArray<Slot> SLOTS = Maps.perCpuArray(64);

    private Histogram() {}

    @Xdp
    static int run(XdpPacket packet) {
        Sample sample = packet.at(Ethernet.BYTES, Sample.class);
        if (sample == null) {
            return XdpAction.PASS;
        }
        long nanos = sample.nanos;
        Slot slot = SLOTS.get(log2(nanos));
        if (slot == null) {
            return XdpAction.PASS;
        }
        slot.count++;
        slot.sum += nanos;
        return XdpAction.PASS;
    }

    private static int log2(long value) {
        int high = (int) (value >>> 32);
        return high != 0 ? log2(high) + 32 : log2((int) value);
    }

    /** The position of the highest bit by halving, as BPF has no instruction for it. */
    private static int log2(int value) {
        int result = 0;
        if (value >>> 16 != 0) {
            result = 16;
            value >>>= 16;
        }
        if (value >>> 8 != 0) {
            result |= 8;
            value >>>= 8;
        }
        if (value >>> 4 != 0) {
            result |= 4;
            value >>>= 4;
        }
        if (value >>> 2 != 0) {
            result |= 2;
            value >>>= 2;
        }
        return result | value >>> 1;
    }
}
