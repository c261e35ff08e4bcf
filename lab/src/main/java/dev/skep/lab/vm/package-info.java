/**
 * The kernel matrix: boots Debian's kernels in QEMU and runs the project's own tests inside.
 *
 * <p>A guest sees the host's file system through virtiofs, read-only, under an overlay of its own in memory: the same JDK,
 * tools and test classes, another kernel. There is no disk image to build or to go stale.
 */
@NullMarked
package dev.skep.lab.vm;

import org.jspecify.annotations.NullMarked;
