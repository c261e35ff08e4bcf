package dev.skep.agent;

import dev.skep.events.EventSink;
import dev.skep.events.model.Connection;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.net.InetAddress;

/**
 * Leaves out the connections of this host's browsers and scrapers to the agent itself. The agent's own end is left out in
 * the kernel, by its pid; without this the page would above all show that somebody looks at the page.
 */
final class OwnTraffic implements EventSink {
    private final EventSink next;
    private volatile int port = -1;

    OwnTraffic(EventSink next) {
        this.next = next;
    }

    /** From now on the agent listens on this port. */
    void servedOn(int port) {
        this.port = port;
    }

    @Override
    public void accept(Event event) {
        Connection connection = switch (event) {
            case HttpExchange e -> e.connection();
            case TcpOpened e -> e.connection();
            case TcpClosed e -> e.connection();
            case TcpFailed e -> e.connection();
            default -> null;
        };
        if (connection == null || connection.remote().getPort() != port || !isThisHost(connection)) {
            next.accept(event);
        }
    }

    private static boolean isThisHost(Connection connection) {
        InetAddress remote = connection.remote().getAddress();
        return remote != null
                && (remote.isLoopbackAddress()
                        || remote.equals(connection.local().getAddress()));
    }
}
