package dev.skep.bpf.link;

import dev.skep.bpf.sys.PerfEventAttr;

/**
 * What a perf event counts, and how often it calls a program.
 *
 * @param type      {@code PERF_TYPE_*} of {@code include/uapi/linux/perf_event.h}
 * @param config    the event of that type
 * @param frequency calls per second that the kernel aims at; 0 to use {@code period}
 * @param period    events between calls; 0 to use {@code frequency}
 */
public record SamplingEvent(int type, long config, long frequency, long period) {
    /** {@code PERF_COUNT_SW_CPU_CLOCK}, {@code TASK_CLOCK}, {@code PAGE_FAULTS}, {@code CONTEXT_SWITCHES}. */
    public static final int CPU_CLOCK = 0, TASK_CLOCK = 1, PAGE_FAULTS = 2, CONTEXT_SWITCHES = 3;

    /** {@code PERF_COUNT_HW_CPU_CYCLES}, {@code INSTRUCTIONS}, {@code CACHE_MISSES}. */
    public static final int CPU_CYCLES = 0, INSTRUCTIONS = 1, CACHE_MISSES = 3;

    public SamplingEvent {
        if ((frequency > 0) == (period > 0)) {
            throw new IllegalArgumentException(
                    "a sampling event has a frequency or a period, not " + frequency + " and " + period);
        }
    }

    /** The CPU clock, so many times a second on each CPU: what profilers use. It runs on idle CPUs too. */
    public static SamplingEvent cpuClock(long frequency) {
        return new SamplingEvent(PerfEventAttr.TYPE_SOFTWARE, CPU_CLOCK, frequency, 0);
    }

    /** A software event, every so many of it; clocks count nanoseconds. */
    public static SamplingEvent software(int event, long period) {
        return new SamplingEvent(PerfEventAttr.TYPE_SOFTWARE, event, 0, period);
    }

    /** A hardware event, every so many of it. */
    public static SamplingEvent hardware(int event, long period) {
        return new SamplingEvent(PerfEventAttr.TYPE_HARDWARE, event, 0, period);
    }
}
