package dev.skep.bpf.map;

/** What {@code BPF_MAP_UPDATE_ELEM} does about an element that exists or does not: the ordinal is the flag. */
public enum UpdateMode {
    /** Create or replace ({@code BPF_ANY}). */
    ANY,
    /** Only create ({@code BPF_NOEXIST}). */
    NOEXIST,
    /** Only replace ({@code BPF_EXIST}). */
    EXIST
}
