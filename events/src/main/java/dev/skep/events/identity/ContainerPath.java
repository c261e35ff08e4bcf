package dev.skep.events.identity;

import dev.skep.events.model.ContainerId;
import org.jspecify.annotations.Nullable;

/**
 * Finds the container in the path of a cgroup. Runtimes name the cgroup after the container:
 *
 * <pre>
 *   docker      systemd   /system.slice/docker-ID.scope
 *               cgroupfs  /docker/ID
 *   containerd  systemd   /kubepods.slice/…/cri-containerd-ID.scope, /system.slice/nerdctl-ID.scope
 *               cgroupfs  /kubepods/burstable/podUID/ID, /k8s.io/ID; also …slice:cri-containerd:ID
 *   CRI-O       systemd   /kubepods.slice/…/crio-ID.scope
 *               cgroupfs  /kubepods/…/crio-ID
 *   podman      systemd   /machine.slice/libpod-ID.scope[/container]
 *               cgroupfs  /libpod_parent/libpod-ID
 * </pre>
 *
 * <p>The innermost container counts where they nest (Docker in Docker, kind). The monitors that runtimes put beside their
 * containers ({@code crio-conmon-ID.scope}) are not in them.
 */
public final class ContainerPath {
    private static final int ID_DIGITS = 64;

    private ContainerPath() {}

    /** The container that processes in a cgroup belong to, or null. */
    public static @Nullable ContainerId parse(String cgroupPath) {
        int end = cgroupPath.length();
        while (end > 0) {
            int slash = cgroupPath.lastIndexOf('/', end - 1);
            ContainerId found = segment(cgroupPath, slash + 1, end);
            if (found != null) {
                return found;
            }
            end = slash;
        }
        return null;
    }

    private static @Nullable ContainerId segment(String path, int from, int end) {
        int idEnd = path.startsWith(".scope", end - 6) ? end - 6 : end;
        int idStart = idEnd - ID_DIGITS;
        if (idStart < from || !isId(path, idStart)) {
            return null;
        }
        String id = path.substring(idStart, idEnd);
        if (idStart == from) {
            return new ContainerId(parentRuntime(path, from), id);
        }
        char separator = path.charAt(idStart - 1);
        if (separator != '-' && separator != ':') {
            return null;
        }
        int prefixStart = Math.max(from, path.lastIndexOf(separator == ':' ? ':' : '/', idStart - 2) + 1);
        return switch (path.substring(prefixStart, idStart - 1)) {
            case "docker" -> new ContainerId("docker", id);
            case "cri-containerd", "nerdctl", "containerd" -> new ContainerId("containerd", id);
            case "crio" -> new ContainerId("cri-o", id);
            case "libpod", "libpod-payload" -> new ContainerId("podman", id);
            default -> null;
        };
    }

    /** The runtime whose cgroupfs driver puts bare ids below a directory of that name; empty where several do. */
    private static String parentRuntime(String path, int segmentStart) {
        int end = segmentStart - 1;
        String parent = end <= 0 ? "" : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
        return switch (parent) {
            case "docker" -> "docker";
            case "k8s.io", "moby", "nerdctl" -> "containerd";
            case "libpod_parent" -> "podman";
            default -> "";
        };
    }

    private static boolean isId(String path, int from) {
        for (int i = from; i < from + ID_DIGITS; i++) {
            char c = path.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
