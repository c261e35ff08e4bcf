package dev.skep.events.model;

/**
 * A process ended: its last thread exited.
 *
 * @param exitCode      0–255; meaningless if a signal ended it
 * @param signal        number of the signal that ended it, or 0
 * @param coreDumped    whether the signal left a core dump
 * @param durationNanos life since it was forked
 */
public record ProcessExited(
        long timeUnixNanos, ProcessInfo process, int exitCode, int signal, boolean coreDumped, long durationNanos)
        implements Event {}
