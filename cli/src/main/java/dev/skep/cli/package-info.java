/** {@code skep}: the command. A thin client of the agent that can also run the same thing in-process. */
@NullMarked
package dev.skep.cli;

import org.jspecify.annotations.NullMarked;
