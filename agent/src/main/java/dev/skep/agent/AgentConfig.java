package dev.skep.agent;

import dev.skep.events.EventFilter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What an agent is told to do.
 *
 * @param filter           what is observed
 * @param host             address that the page, the API and the metrics are served on; a loopback address unless the user
 *                         says otherwise, for they show what every process of the host does
 * @param port             TCP port; 0 takes a free one; empty serves the socket only
 * @param users            ids of the users of this host who may use the port beside root
 * @param anyUser          whether every user of this host may
 * @param runtimeDirectory where the socket and the lock are
 * @param maxStreams       how many event streams may be open at once
 * @param streamCapacity   how many events may wait for a slow reader of a stream before they are dropped and counted
 */
public record AgentConfig(
        EventFilter filter,
        String host,
        OptionalInt port,
        Set<Integer> users,
        boolean anyUser,
        Path runtimeDirectory,
        int maxStreams,
        int streamCapacity) {
    /** SKEP on a telephone's keypad; assigned to nobody by IANA, and below the ports that the kernel hands out itself. */
    public static final int DEFAULT_PORT = 7537;

    /** Where services keep what lives until the next boot. */
    public static final Path DEFAULT_RUNTIME_DIRECTORY = Path.of("/run/skep");

    public AgentConfig {
        users = Set.copyOf(users);
    }

    /** Everything of everybody, on 127.0.0.1, for root and for who called sudo. */
    public static AgentConfig defaults() {
        return new AgentConfig(
                EventFilter.everything(),
                "127.0.0.1",
                OptionalInt.of(DEFAULT_PORT),
                starter(System.getenv()),
                false,
                DEFAULT_RUNTIME_DIRECTORY,
                32,
                8192);
    }

    /** The user who became root by sudo(8), by the variable that it sets. */
    static Set<Integer> starter(Map<String, String> environment) {
        String uid = environment.getOrDefault("SUDO_UID", "");
        return uid.matches("[0-9]{1,9}") ? Set.of(Integer.valueOf(uid)) : Set.of();
    }

    /** The same, and these users of this host may use the port too. */
    public AgentConfig withUsers(Set<Integer> more) {
        Set<Integer> all = new HashSet<>(users);
        all.addAll(more);
        return new AgentConfig(filter, host, port, all, anyUser, runtimeDirectory, maxStreams, streamCapacity);
    }

    /** The same, and every user of this host may use the port. */
    public AgentConfig withAnyUser() {
        return new AgentConfig(filter, host, port, users, true, runtimeDirectory, maxStreams, streamCapacity);
    }

    /** The same with another filter. */
    public AgentConfig withFilter(EventFilter filter) {
        return new AgentConfig(filter, host, port, users, anyUser, runtimeDirectory, maxStreams, streamCapacity);
    }

    /** The same on another address. */
    public AgentConfig withHost(String host) {
        return new AgentConfig(filter, host, port, users, anyUser, runtimeDirectory, maxStreams, streamCapacity);
    }

    /** The same on another port; 0 takes a free one. */
    public AgentConfig withPort(int port) {
        return new AgentConfig(
                filter, host, OptionalInt.of(port), users, anyUser, runtimeDirectory, maxStreams, streamCapacity);
    }

    /** The same without page and TCP port. */
    public AgentConfig withoutPort() {
        return new AgentConfig(
                filter, host, OptionalInt.empty(), users, anyUser, runtimeDirectory, maxStreams, streamCapacity);
    }

    /** The same with socket and lock elsewhere. */
    public AgentConfig withRuntimeDirectory(Path directory) {
        return new AgentConfig(filter, host, port, users, anyUser, directory, maxStreams, streamCapacity);
    }

    /** The same with another number of waiting events per stream. */
    public AgentConfig withStreamCapacity(int capacity) {
        return new AgentConfig(filter, host, port, users, anyUser, runtimeDirectory, maxStreams, capacity);
    }

    /** Where the agent listens for clients on this host. */
    public Path socket() {
        return runtimeDirectory.resolve("skep.sock");
    }

    /** The file whose lock says that an agent runs. */
    Path lockFile() {
        return runtimeDirectory.resolve("agent.lock");
    }
}
