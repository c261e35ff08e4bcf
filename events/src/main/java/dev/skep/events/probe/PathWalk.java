// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Ksyms;
import dev.skep.compiler.lang.Mem;

/**
 * Writes the path of a directory entry as d_path does (linux fs/d_path.c prepend_path), but the last name first: up to the
 * root directory of the process, over mount points, within a bounded number of steps. How far it has come is kept in the
 * record and not in a variable, so that the verifier sees the same state in each round of the loop and walks it once.
 */
final class PathWalk {
    private PathWalk() {}

    private static final int MOST_STEPS = 32;
    private static final int MOST_NAME_BYTES = 256;

    /** Set in what {@link #write} answers if the walk came to the root. */
    static final int WHOLE = 1 << 16;

    /** Appends names at {@code start}; returns where they end, with {@link #WHOLE} if nothing is missing. */
    static int write(Records.Image record, int start, int limit, long mount, long dentry, Linux.Fs fs) {
        record.textBytes = start;
        long rootMount = fs.rootMount;
        long rootDentry = fs.rootDentry;
        long vfs = mount;
        long entry = dentry;
        for (int i = 0; i < MOST_STEPS; i++) {
            if (entry == rootDentry && vfs == rootMount) {
                return record.textBytes | WHOLE;
            }
            Linux.Dentry directory = Ksyms.cast(entry, Linux.Dentry.class);
            long parent = directory.parent;
            if (entry == Ksyms.cast(vfs, Linux.VfsMount.class).root || parent == entry) {
                long mounted = vfs - mountOffset();
                Linux.Mount here = Ksyms.cast(mounted, Linux.Mount.class);
                long above = here.parent;
                if (above == mounted || above == 0) {
                    return record.textBytes | WHOLE;
                }
                entry = here.mountpoint;
                vfs = above + mountOffset();
                continue;
            }
            int at = record.textBytes & 0xfff;
            if (at > limit) {
                break;
            }
            int length = Mem.kernelStr(record.text, at, directory.name, MOST_NAME_BYTES);
            if (length <= 0) {
                break;
            }
            record.textBytes = at + length;
            entry = parent;
        }
        return record.textBytes;
    }

    /** Where a {@code vfsmount} lies in its {@code mount}. */
    private static long mountOffset() {
        return Ksyms.address(Ksyms.cast(4096, Linux.Mount.class).vfs) - 4096;
    }
}
