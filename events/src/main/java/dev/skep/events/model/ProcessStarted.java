package dev.skep.events.model;

/**
 * A process executed a program, or existed already when Skep started.
 *
 * @param existing whether it was found running at start rather than seen executing
 */
public record ProcessStarted(long timeUnixNanos, ProcessInfo process, boolean existing) implements Event {}
