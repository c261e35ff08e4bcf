package dev.skep.events.model;

/**
 * Events that happened and were not delivered, counted where they were lost.
 *
 * @param hook   the probe or stage: {@code "tp_btf/sched_process_exec"}, {@code "pipeline/http"}
 * @param cpu    the CPU it ran on, or -1 where that means nothing
 * @param reason {@code ring_full}, {@code queue_full}, {@code decode_error}, {@code map_full}, {@code read_fault} …
 * @param count  how many since Skep started; never decreases
 */
public record Loss(String hook, int cpu, String reason, long count) {}
