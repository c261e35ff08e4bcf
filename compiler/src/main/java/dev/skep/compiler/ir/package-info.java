/** The intermediate representation: values in static single assignment, blocks, memory regions, and the builder that folds as it builds. */
@NullMarked
package dev.skep.compiler.ir;

import org.jspecify.annotations.NullMarked;
