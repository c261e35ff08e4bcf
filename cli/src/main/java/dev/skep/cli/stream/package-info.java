/** A stream of events on standard output: where it comes from, what ends it, and how it is written. */
@NullMarked
package dev.skep.cli.stream;

import org.jspecify.annotations.NullMarked;
