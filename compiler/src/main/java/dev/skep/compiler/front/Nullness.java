package dev.skep.compiler.front;

import org.jspecify.annotations.Nullable;

/** What is known about an operand's being null. */
final class Nullness {
    private Nullness() {}

    /** Whether it is null, or null if that is not known. */
    static @Nullable Boolean of(Operand operand) {
        return switch (operand) {
            case Operand.Null none -> true;
            case Operand.Ref ref -> ref.maybeNull() ? null : Boolean.FALSE;
            case Operand.MapRef map -> map.maybeNull() ? null : Boolean.FALSE;
            case Operand.Maybe maybe ->
                maybe.presence().isConst() ? Boolean.valueOf(maybe.presence().isConst(0)) : null;
            case Operand.View view -> null;
            case Operand.Unusable unusable -> null;
            default -> false;
        };
    }
}
