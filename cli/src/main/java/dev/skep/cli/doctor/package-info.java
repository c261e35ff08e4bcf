/** What works on this host: found by trying, told with its reason and with what Skep does instead. */
@NullMarked
package dev.skep.cli.doctor;

import org.jspecify.annotations.NullMarked;
