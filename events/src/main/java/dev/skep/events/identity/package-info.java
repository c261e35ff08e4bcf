/**
 * Who does it: processes, containers, cgroups, and when. Parsers are pure; {@link dev.skep.events.identity.ProcessTable}
 * and {@link dev.skep.events.identity.Cgroups} remember what the kernel's own events said.
 */
@NullMarked
package dev.skep.events.identity;

import org.jspecify.annotations.NullMarked;
