package dev.skep.events.model;

/**
 * What one kernel program of Skep's has cost so far.
 *
 * @param program  name, as the kernel shows it
 * @param hook     what it is attached to
 * @param runs     times it ran; 0 while statistics are off
 * @param runNanos time it took in all those runs; 0 while statistics are off
 */
public record ProgramCost(String program, String hook, long runs, long runNanos) {}
