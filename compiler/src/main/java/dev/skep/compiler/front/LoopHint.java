package dev.skep.compiler.front;

/** What a loop's later iterations put into a local variable that its first one did not show. */
sealed interface LoopHint {
    /** Another kind of thing: not to be used after the loop begins. */
    record Mixed() implements LoopHint {}

    /** A reference like this one, or null. */
    record Nullable(Operand.Ref like) implements LoopHint {}

    /** A value like this one, or null. */
    record NullableValue(Operand like) implements LoopHint {}

    /** A reference into the same kind of memory at another distance from its base. */
    record Moving() implements LoopHint {}
}
