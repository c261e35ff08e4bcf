package dev.skep.cli.doctor;

import dev.skep.bpf.feature.FeatureResult;

/**
 * What trying one thing showed.
 *
 * @param key     stable name, {@code kprobe_multi}
 * @param title   what it is, for people
 * @param state   whether it works
 * @param reason  why not, empty if it works
 * @param instead what Skep does instead, empty if that is nothing worth telling
 */
public record Finding(String key, String title, FeatureResult.State state, String reason, String instead) {}
