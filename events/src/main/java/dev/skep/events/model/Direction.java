package dev.skep.events.model;

/** Which end of a connection the process is. */
public enum Direction {
    /** It connected. */
    OUTBOUND,
    /** It accepted. */
    INBOUND,
    /** The connection is older than Skep, and nothing yet told. */
    UNKNOWN
}
