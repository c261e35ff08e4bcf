/**
 * The kernel side of the event model: programs in the language of {@code dev.skep.compiler.lang}, and the records they send.
 *
 * <p>All records go through one ring, so that user space reads them in the order in which they happened.
 */
@NullMarked
package dev.skep.events.probe;

import org.jspecify.annotations.NullMarked;
