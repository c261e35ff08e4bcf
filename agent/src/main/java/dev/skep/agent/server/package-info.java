/** The HTTP server on loopback and on the unix socket: API, event streams, metrics and the page. */
@NullMarked
package dev.skep.agent.server;

import org.jspecify.annotations.NullMarked;
