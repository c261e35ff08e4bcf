// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Config;

/** Which processes are observed: constants by the time the programs are compiled, so what is not asked for is not there. */
final class Filter {
    private Filter() {}

    /** Never observed, 0 for none. A variable: the agent's own id differs at each start, and must not compile anew. */
    static int excludePid;

    /** Only this process, 0 for all. */
    @Config
    static int onlyPid = 0;

    /** Only processes in this cgroup or below it, 0 for all. */
    @Config
    static long cgroupId = 0;

    /** Depth of {@link #cgroupId} below the root of the hierarchy. */
    @Config
    static int cgroupLevel = 0;

    /** Only tasks of this name: its first eight bytes, the first in the lowest bits; 0 for all. */
    @Config
    static long commLow = 0;

    /** The other eight bytes of the name. */
    @Config
    static long commHigh = 0;

    /** Whether the current task is observed. */
    static boolean admits(Linux.Task task) {
        int pid = task.tgid;
        if (pid == excludePid) {
            return false;
        }
        if (onlyPid != 0 && pid != onlyPid) {
            return false;
        }
        if (cgroupId != 0 && Bpf.ancestorCgroupId(cgroupLevel) != cgroupId) {
            return false;
        }
        return commLow == 0 || named(task);
    }

    private static boolean named(Linux.Task task) {
        for (int i = 0; i < 8; i++) {
            if (task.comm[i] != (byte) (commLow >>> (8 * i)) || task.comm[i + 8] != (byte) (commHigh >>> (8 * i))) {
                return false;
            }
        }
        return true;
    }
}
