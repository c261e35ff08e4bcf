package dev.skep.compiler.lang;

/** Per-CPU rings of events to user space, {@code BPF_MAP_TYPE_PERF_EVENT_ARRAY}. */
public interface PerfEventArray<T> extends BpfMapType {
    /** Copies an event into the current CPU's ring; false, and counted as lost, if it is full. */
    boolean output(Object context, T event);
}
