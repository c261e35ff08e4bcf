/** Events as lines of text: compact columns for people, JSON for programs. */
@NullMarked
package dev.skep.cli.print;

import org.jspecify.annotations.NullMarked;
