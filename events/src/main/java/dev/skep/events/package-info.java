/** What the host does, seen once: probes, decoding, attribution, and the pipeline to every consumer. */
@NullMarked
package dev.skep.events;

import org.jspecify.annotations.NullMarked;
