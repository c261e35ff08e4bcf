/**
 * From Java methods to programs in the kernel: compiled when they are loaded, against the kernel that runs and the
 * configuration that holds then. {@link dev.skep.compiler.Loaded} is the door.
 */
@NullMarked
package dev.skep.compiler;

import org.jspecify.annotations.NullMarked;
