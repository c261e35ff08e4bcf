/** The live view of a terminal: what the host does now, redrawn in place. */
@NullMarked
package dev.skep.cli.live;

import org.jspecify.annotations.NullMarked;
