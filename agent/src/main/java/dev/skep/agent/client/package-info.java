/** Talks to an agent that runs on this host, over its unix socket; loads nothing of the server. */
@NullMarked
package dev.skep.agent.client;

import org.jspecify.annotations.NullMarked;
