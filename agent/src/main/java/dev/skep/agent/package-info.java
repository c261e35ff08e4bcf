/** The composition root: puts probes, tables, metrics, server and page together, and takes them down again. */
@NullMarked
package dev.skep.agent;

import org.jspecify.annotations.NullMarked;
