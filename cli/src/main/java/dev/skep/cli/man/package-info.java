/** Manual pages, written from the model of the command line. */
@NullMarked
package dev.skep.cli.man;

import org.jspecify.annotations.NullMarked;
