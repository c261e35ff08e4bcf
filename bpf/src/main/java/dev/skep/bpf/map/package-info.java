/** Maps: what they are ({@link dev.skep.bpf.map.MapSpec}), and how they are created, read and written. */
@NullMarked
package dev.skep.bpf.map;

import org.jspecify.annotations.NullMarked;
