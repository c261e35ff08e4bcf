/** The one JSON form of events, written without a document tree and read back. Reference: docs/reference/events.md. */
@NullMarked
package dev.skep.agent.json;

import org.jspecify.annotations.NullMarked;
