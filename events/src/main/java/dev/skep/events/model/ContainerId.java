package dev.skep.events.model;

/**
 * A container, from the cgroup path of its processes.
 *
 * @param runtime {@code docker}, {@code containerd}, {@code cri-o}, {@code podman}; empty where the path does not say
 * @param id      64 hexadecimal digits, as the runtime prints it
 */
public record ContainerId(String runtime, String id) {
    /** The first twelve digits, as tools show them. */
    public String shortId() {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }
}
