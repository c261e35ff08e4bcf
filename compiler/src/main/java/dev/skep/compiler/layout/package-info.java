/** How the classes and records of kernel programs lie in memory. */
@NullMarked
package dev.skep.compiler.layout;

import org.jspecify.annotations.NullMarked;
