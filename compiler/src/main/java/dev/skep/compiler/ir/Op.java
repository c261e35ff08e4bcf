package dev.skep.compiler.ir;

/** What a {@link Value} does. */
public enum Op {
    // Floating: in no block, made anew wherever they are used.
    /** {@code imm}; of I32 sign-extended. */
    CONST(Kind.FLOATING),
    /** Address of a {@link StackSlot} ({@code aux}) plus {@code imm}. */
    STACK(Kind.FLOATING),
    /** A map object, {@code aux} its name. */
    MAP(Kind.FLOATING),
    /** Address of the only value of map {@code aux} plus {@code imm}. */
    MAP_VALUE(Kind.FLOATING),
    /** Address of kernel variable {@code aux}. */
    KSYM(Kind.FLOATING),
    /** Address of function {@code aux}. */
    FUNCTION(Kind.FLOATING),
    /** Argument number {@code imm} of the function. */
    PARAM(Kind.FLOATING),

    PHI(Kind.PHI),

    ADD(Kind.BINARY),
    SUB(Kind.BINARY),
    MUL(Kind.BINARY),
    /** Unsigned; divided by zero it is zero. */
    UDIV(Kind.BINARY),
    /** Unsigned; modulo zero it is the dividend. */
    UMOD(Kind.BINARY),
    SDIV(Kind.BINARY),
    SMOD(Kind.BINARY),
    AND(Kind.BINARY),
    OR(Kind.BINARY),
    XOR(Kind.BINARY),
    SHL(Kind.BINARY),
    SHR(Kind.BINARY),
    SAR(Kind.BINARY),
    /** Address plus a 64-bit number. */
    PTRADD(Kind.BINARY),
    /** Distance of two addresses. */
    PTRSUB(Kind.BINARY),

    NEG(Kind.UNARY),
    /** I32 to I64 with the sign. */
    SEXT(Kind.UNARY),
    /** I32 to I64 with zeros. */
    ZEXT(Kind.UNARY),
    /** I64 to I32. */
    TRUNC(Kind.UNARY),
    SEXT8(Kind.UNARY),
    SEXT16(Kind.UNARY),
    /** Swaps the low two bytes and clears the others. */
    BSWAP16(Kind.UNARY),
    /** Swaps the low four bytes and clears the others. */
    BSWAP32(Kind.UNARY),
    BSWAP64(Kind.UNARY),

    /** Reads {@code aux} ({@link Access}) at {@code args[0] + imm}. */
    LOAD(Kind.MEMORY),
    /** Writes {@code args[1]} at {@code args[0] + imm}. */
    STORE(Kind.MEMORY),
    /** Adds {@code args[1]} to memory at {@code args[0] + imm} in one piece. */
    ATOMIC_ADD(Kind.MEMORY),
    /** Calls {@code aux} ({@link Callee}). */
    CALL(Kind.CALL),

    /** Demands a {@link Bound} ({@code aux}) of its one or two operands; proven and removed before code is made. */
    CHECK(Kind.MEMORY),

    JUMP(Kind.TERMINATOR),
    /** To the first successor if {@code aux} ({@link Cond}) holds for the arguments, else to the second. */
    BRANCH(Kind.TERMINATOR),
    RETURN(Kind.TERMINATOR);

    private enum Kind {
        FLOATING,
        PHI,
        BINARY,
        UNARY,
        MEMORY,
        CALL,
        TERMINATOR
    }

    private final Kind kind;

    Op(Kind kind) {
        this.kind = kind;
    }

    /** In no block; made anew at each use. */
    public boolean floating() {
        return kind == Kind.FLOATING;
    }

    /** One or two operands, a result that depends on nothing else. */
    public boolean arithmetic() {
        return kind == Kind.BINARY || kind == Kind.UNARY;
    }

    public boolean binary() {
        return kind == Kind.BINARY;
    }

    public boolean terminator() {
        return kind == Kind.TERMINATOR;
    }

    public boolean commutative() {
        return this == ADD || this == MUL || this == AND || this == OR || this == XOR;
    }
}
