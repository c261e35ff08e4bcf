/** What the running kernel says about itself in {@code /proc}, {@code /sys} and tracefs. */
@NullMarked
package dev.skep.bpf.kernel;

import org.jspecify.annotations.NullMarked;
