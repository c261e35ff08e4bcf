/** One pipeline, many readers: events go to every consumer, and to each reader's own bounded queue. */
@NullMarked
package dev.skep.agent.stream;

import org.jspecify.annotations.NullMarked;
