package dev.skep.compiler.ir;

import dev.skep.bpf.asm.Helper;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is called, and what the call does to memory.
 *
 * @param kind     helper, kernel function or function of the same program
 * @param name     its name
 * @param id       helper number, else 0
 * @param pure     the result depends on the arguments alone for as long as the program runs; may be shared or dropped
 * @param writes   regions whose contents may have changed afterwards (stack: only slots that are arguments)
 */
public record Callee(Kind kind, String name, int id, boolean pure, Set<Region> writes) {
    /** Kinds of callees. */
    public enum Kind {
        HELPER,
        KFUNC,
        FUNCTION
    }

    /**
     * The address of an element in a packet: base, distance, the packet's end, bytes of the element. Passes replace it; what
     * the distance may be has been proven.
     */
    public static final Callee PACKET_INDEX = new Callee(Kind.FUNCTION, "packet index", 0, true, Set.of());

    public Callee {
        writes = writes.isEmpty() ? Set.of() : Set.copyOf(writes);
    }

    /** A helper without effects whose result is the same each time in one run. */
    public static Callee pure(Helper helper) {
        return new Callee(Kind.HELPER, helper.kernelName(), helper.number(), true, Set.of());
    }

    /** A helper that writes some regions. */
    public static Callee helper(Helper helper, Region... writes) {
        return new Callee(Kind.HELPER, helper.kernelName(), helper.number(), false, Set.of(writes));
    }

    /** A kernel function without effects on memory. */
    public static Callee kfunc(String name, boolean pure) {
        return new Callee(Kind.KFUNC, name, 0, pure, Set.of());
    }

    /** A function of the same program; it may write anything. */
    public static Callee function(String name) {
        return new Callee(Kind.FUNCTION, name, 0, false, EnumSet.allOf(Region.class));
    }
}
