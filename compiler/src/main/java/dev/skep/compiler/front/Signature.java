package dev.skep.compiler.front;

import java.util.List;

/**
 * What BTF says of a function.
 *
 * @param result     what it returns
 * @param parameters names and types of its parameters
 */
public record Signature(Kind result, List<Parameter> parameters) {
    /** Types that matter to the verifier. */
    public enum Kind {
        INT,
        LONG,
        /** The context of the program type. */
        CONTEXT,
        /** Any other pointer. */
        POINTER,
        VOID
    }

    /** A parameter; the context's structure is named where the verifier asks for it. */
    public record Parameter(String name, Kind kind, String structure) {}
}
