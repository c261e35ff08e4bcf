package dev.skep.agent.server;

import dev.skep.agent.AgentConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Keeps other users of this host away from the TCP port, as the mode of the unix socket does there: what every process does,
 * with its arguments and the targets of its requests, is for root, for the user that the agent runs as,
 * and for the one who started it by sudo. The
 * metrics name no arguments and no targets and are open. Requests from elsewhere are not judged: the port is on loopback
 * unless the user opened it.
 */
final class PeerGuard implements Filter {
    private final AgentConfig config;
    private final PeerOwner owners;
    private final int self = PeerOwner.self();

    PeerGuard(AgentConfig config, PeerOwner owners) {
        this.config = config;
        this.owners = owners;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (config.anyUser()
                || request.path().path().equals("/metrics")
                || !(request.remotePeer().address() instanceof InetSocketAddress peer)
                || !(request.localPeer().address() instanceof InetSocketAddress ours)
                || !isThisHost(peer, ours)) {
            chain.proceed();
            return;
        }
        OptionalInt user = owner(peer, ours);
        if (user.isPresent() && admits(user.getAsInt())) {
            chain.proceed();
            return;
        }
        String who = user.isPresent() ? "User " + user.getAsInt() : "An unknown user";
        String remedy = user.isPresent() ? " --allow-user " + user.getAsInt() : " --allow-user any";
        response.status(Status.FORBIDDEN_403)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8")
                .send((who + " may not see what every process of this host does. To allow it, start Skep with" + remedy
                                + ".\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private boolean admits(int user) {
        return user == 0 || user == self || config.users().contains(user);
    }

    private OptionalInt owner(InetSocketAddress peer, InetSocketAddress ours) {
        try {
            return owners.of(peer, ours);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of sockets", e);
        }
    }

    private static boolean isThisHost(InetSocketAddress peer, InetSocketAddress ours) {
        return peer.getAddress().isLoopbackAddress() || peer.getAddress().equals(ours.getAddress());
    }
}
