package dev.skep.agent.client;

import dev.skep.agent.AgentException;
import dev.skep.agent.json.JsonException;
import dev.skep.agent.json.JsonReader;
import dev.skep.agent.stream.EventQuery;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client of the agent behind a unix socket. Each request has a connection of its own; nothing is kept open. */
public final class AgentClient {
    private final Path socket;

    private AgentClient(Path socket) {
        this.socket = socket;
    }

    /**
     * The agent that listens on a socket; empty if none does.
     *
     * @throws AgentException if one may run there but this user is not allowed to talk to it
     */
    public static Optional<AgentClient> find(Path socket) {
        if (!Files.exists(socket) && (!Files.exists(socket.getParent()) || Files.isReadable(socket.getParent()))) {
            return Optional.empty();
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return probe.isConnected() ? Optional.of(new AgentClient(socket)) : Optional.empty();
        } catch (ConnectException e) {
            return Optional.empty(); // left behind by an agent that was killed
        } catch (IOException e) {
            throw new AgentException(
                    "cannot reach the agent at " + socket + ": " + e.getMessage(), "run as root, as the agent does", e);
        }
    }

    /**
     * Opens a stream of events. When it is returned, the agent already queues for it.
     *
     * @throws AgentException if the agent refuses, or went away
     */
    public EventLines events(EventQuery query) {
        String parameters = query.toParameters();
        HttpResponse response = request("/api/events" + (parameters.isEmpty() ? "" : "?" + parameters));
        try {
            return EventLines.open(response);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /**
     * What {@code path} answers, as maps, lists, strings and numbers.
     *
     * @throws AgentException if the agent refuses, or went away
     */
    public @Nullable Object json(String path) {
        return JsonReader.read(text(path));
    }

    /**
     * What {@code path} answers.
     *
     * @throws AgentException if the agent refuses, or went away
     */
    public String text(String path) {
        try (HttpResponse response = request(path)) {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private HttpResponse request(String path) {
        try {
            HttpResponse response = HttpResponse.get(socket, path);
            if (response.status() == 200) {
                return response;
            }
            try (response) {
                String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
                throw new AgentException(
                        "the agent refused: " + detail(body), "see what it offers: docs/reference/api.md");
            }
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private static String detail(String body) {
        try {
            if (JsonReader.read(body) instanceof Map<?, ?> problem && problem.get("detail") instanceof String detail) {
                return detail;
            }
        } catch (JsonException e) {
            return body.strip(); // not one of ours: what it says is still the best there is
        }
        return body.strip();
    }

    private AgentException gone(IOException e) {
        return new AgentException(
                "the agent at " + socket + " went away: " + e.getMessage(), "start it again: skep up", e);
    }
}
