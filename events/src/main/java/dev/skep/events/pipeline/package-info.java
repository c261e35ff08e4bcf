/**
 * From records in a ring to events: decoding, attribution, and the account of what was lost.
 * {@link dev.skep.events.pipeline.Pipeline} is the door.
 */
@NullMarked
package dev.skep.events.pipeline;

import org.jspecify.annotations.NullMarked;
