/** What happens on the host, as immutable values: the one event model that every consumer of Skep reads. */
@NullMarked
package dev.skep.events.model;

import org.jspecify.annotations.NullMarked;
