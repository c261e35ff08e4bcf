package dev.skep.events;

import dev.skep.bpf.kernel.Cgroup2;
import dev.skep.events.EventFilter.Kind;
import dev.skep.events.identity.Cgroups;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EventFilter} as the kernel programs have it: constants by the names of their {@code @Config} fields.
 *
 * @param config     values to compile with
 * @param cgroupPath the cgroup of interest, as a path below the root of the hierarchy; null for all
 */
record ProbeScope(Map<String, Object> config, @Nullable String cgroupPath) {
    private static final int COMM_BYTES = 16;

    /**
     * Resolves what the filter names.
     *
     * @throws IllegalArgumentException if its cgroup or container does not exist
     */
    static ProbeScope of(EventFilter filter, Cgroups cgroups) {
        Map<String, Object> config = new LinkedHashMap<>();
        filter.pid().ifPresent(pid -> config.put("Filter.onlyPid", pid));
        config.put("SocketProbe.http", filter.kinds().contains(Kind.HTTP) ? 1 : 0);
        String comm = filter.comm();
        if (comm != null) {
            byte[] name = Arrays.copyOf(comm.getBytes(StandardCharsets.UTF_8), COMM_BYTES);
            name[COMM_BYTES - 1] = 0;
            ByteBuffer words = ByteBuffer.wrap(name).order(ByteOrder.LITTLE_ENDIAN);
            config.put("Filter.commLow", words.getLong());
            config.put("Filter.commHigh", words.getLong());
        }
        Cgroups.Cgroup cgroup = cgroup(filter, cgroups);
        if (cgroup == null || cgroup.path().equals("/")) {
            return new ProbeScope(config, null);
        }
        config.put("Filter.cgroupId", cgroup.id());
        config.put("Filter.cgroupLevel", Path.of(cgroup.path()).getNameCount());
        return new ProbeScope(config, cgroup.path());
    }

    private static Cgroups.@Nullable Cgroup cgroup(EventFilter filter, Cgroups cgroups) {
        String path = filter.cgroupPath();
        if (path != null) {
            Path directory = Cgroup2.resolve(path);
            long id = Cgroup2.id(directory);
            Cgroups.Cgroup known = cgroups.byId(id);
            if (known == null) {
                throw new IllegalArgumentException("no cgroup at " + directory);
            }
            return known;
        }
        return filter.containerPrefix()
                .map(prefix -> cgroups.ofContainer(prefix)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "no container whose id starts with " + prefix + " runs on this host")))
                .orElse(null);
    }
}
