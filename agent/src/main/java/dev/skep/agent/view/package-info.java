/** What the host is doing now: recent processes, connections and requests, and rate, errors and latency per service. */
@NullMarked
package dev.skep.agent.view;

import org.jspecify.annotations.NullMarked;
