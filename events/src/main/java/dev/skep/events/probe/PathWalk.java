// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Function;
import dev.skep.compiler.lang.Ksyms;
import dev.skep.compiler.lang.Mem;

/**
 * Writes the path of a directory entry as d_path does (linux fs/d_path.c prepend_path), but the last name first: up to the
 * root directory of the process, over mount points, within a bounded number of steps.
 */
final class PathWalk {
    private PathWalk() {}

    private static final int MOST_STEPS = 32;
    private static final int MOST_NAME_BYTES = 256;

    /** Appends names to the text, unless it is longer than {@code limit} already; says in the record whether all are there. */
    static void write(Records.Image record, long mount, long dentry, int limit) {
        record.mount = mount;
        record.dentry = dentry;
        record.whole = 0;
        for (int i = 0; i < MOST_STEPS; i++) {
            if (step(record, limit) != 0) {
                break;
            }
        }
    }

    /** One step up: to the directory above, or over a mount point. Answers whether the walk is over. */
    @Function
    private static int step(Records.Image record, int limit) {
        long vfs = record.mount;
        long entry = record.dentry;
        if (entry == record.rootDentry && vfs == record.rootMount) {
            record.whole = 1;
            return 1;
        }
        Linux.Dentry directory = Ksyms.cast(entry, Linux.Dentry.class);
        long parent = directory.parent;
        if (entry == Ksyms.cast(vfs, Linux.VfsMount.class).root || parent == entry) {
            long mounted = vfs - mountOffset();
            Linux.Mount here = Ksyms.cast(mounted, Linux.Mount.class);
            long above = here.parent;
            if (above == mounted || above == 0) {
                record.whole = 1;
                return 1;
            }
            record.dentry = here.mountpoint;
            record.mount = above + mountOffset();
            return 0;
        }
        int at = record.textBytes & 0xfff;
        if (at > limit) {
            return 1;
        }
        int length = Mem.kernelStr(record.text, at, directory.name, MOST_NAME_BYTES);
        if (length <= 0) {
            return 1;
        }
        record.textBytes = at + length;
        record.dentry = parent;
        return 0;
    }

    /** Where a {@code vfsmount} lies in its {@code mount}. */
    private static long mountOffset() {
        return Ksyms.address(Ksyms.cast(4096, Linux.Mount.class).vfs) - 4096;
    }
}
