// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.TpBtf;

/** New cgroups: a container's is known before its first process runs, however short it lives. */
final class CgroupProbe {
    private CgroupProbe() {}

    static final int HEADER_BYTES = 32;

    static final PerCpuArray<Records.CgroupMade> SCRATCH = Maps.perCpuArray(1);

    @TpBtf("cgroup_mkdir")
    static void onMake(Linux.Cgroup cgroup, long path) {
        if (cgroup.root.hierarchyId != 0) {
            return;
        }
        Records.CgroupMade record = SCRATCH.get(0);
        if (record == null) {
            return;
        }
        record.kind = Records.CGROUP_MADE;
        record.pid = 0;
        record.ktime = Bpf.ktime();
        record.startBoottime = 0;
        record.id = cgroup.kn.id;
        int bytes = Mem.kernelStr(record.path, path);
        if (bytes > 0 && bytes <= Records.CgroupMade.PATH_BYTES) {
            Records.EVENTS.output(record, HEADER_BYTES + bytes);
        }
    }
}
