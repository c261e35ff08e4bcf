package dev.skep.events.probe;

/** Tells the probes that a connection turned out not to carry HTTP, or no longer, so that they leave it alone. */
@FunctionalInterface
public interface Dismissal {
    /**
     * Dismisses a connection.
     *
     * @param socket     address of the socket, as its records have it
     * @param connection id of the connection; if the socket carries another by now, nothing happens
     */
    void dismiss(long socket, long connection);
}
