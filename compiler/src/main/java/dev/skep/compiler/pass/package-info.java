/** What is done to the graph between the front end and the register allocator. */
@NullMarked
package dev.skep.compiler.pass;

import org.jspecify.annotations.NullMarked;
