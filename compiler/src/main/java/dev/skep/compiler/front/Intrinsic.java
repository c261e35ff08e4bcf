package dev.skep.compiler.front;

import org.jspecify.annotations.Nullable;

/** Methods whose meaning the compiler knows. */
interface Intrinsic {
    /** What the call does, or null if this is not one of them. */
    @Nullable Outcome apply(Call call);
}
