/** What observing costs: the agent beside a served application, with and without it, in one run. */
@NullMarked
package dev.skep.bench.events;

import org.jspecify.annotations.NullMarked;
