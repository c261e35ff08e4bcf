package dev.skep.events.pipeline;

import dev.skep.events.EventFilter;
import dev.skep.events.EventFilter.Kind;
import dev.skep.events.identity.Cgroups;
import dev.skep.events.model.ProcessInfo;
import org.jspecify.annotations.Nullable;

/**
 * What of the probes' records becomes an event. New processes and what they do were filtered in the kernel; the existing
 * ones all come, because they are the parents of those to be seen, and are filtered here.
 *
 * @param filter     what was asked for
 * @param cgroupPath the filter's cgroup below the root of the hierarchy, or that of its container; null for all
 */
public record Admission(
        EventFilter filter, Cgroups cgroups, @Nullable String cgroupPath) {
    /** Whether processes are reported. */
    boolean processes() {
        return filter.kinds().contains(Kind.PROCESS);
    }

    /** Whether connections are reported. */
    boolean tcp() {
        return filter.kinds().contains(Kind.TCP);
    }

    /** Whether exchanges are reported. */
    boolean http() {
        return filter.kinds().contains(Kind.HTTP);
    }

    /** Whether an existing process is of interest. */
    boolean admits(ProcessInfo process) {
        if (filter.pid().isPresent() && filter.pid().getAsInt() != process.pid()) {
            return false;
        }
        if (filter.excludePid().isPresent() && filter.excludePid().getAsInt() == process.pid()) {
            return false;
        }
        String comm = filter.comm();
        if (comm != null && !comm.equals(process.comm())) {
            return false;
        }
        String path = cgroupPath;
        if (path == null || path.equals("/")) {
            return true;
        }
        Cgroups.Cgroup cgroup = cgroups.byId(process.cgroupId());
        return cgroup != null && (cgroup.path().equals(path) || cgroup.path().startsWith(path + "/"));
    }
}
