package dev.skep.events.http;

/** Which way bytes went, from the point of view of the process at this end. */
public enum Flow {
    /** It wrote them. */
    SENT,
    /** It read them. */
    RECEIVED
}
