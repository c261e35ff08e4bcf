package dev.skep.compiler.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends operations to a block, folding and simplifying what it can on the way. */
public final class Builder {
    private final Graph graph;
    private final Simplifier simplifier = new Simplifier(this);
    private Block block;
    private int index = -1;
    private Position position = Position.UNKNOWN;

    public Builder(Graph graph) {
        this.graph = graph;
        this.block = graph.entry();
    }

    public Graph graph() {
        return graph;
    }

    /** The block that grows. */
    public Block block() {
        return block;
    }

    /** Goes on at the end of a block. */
    public void at(Block where) {
        block = where;
        index = -1;
    }

    /** Goes on before the operation at an index of a block's body; {@link #index} moves on with each insertion. */
    public void at(Block where, int before) {
        block = where;
        index = before;
    }

    /** Where the next operation goes, or -1 for the end. */
    public int index() {
        return index;
    }

    public void position(Position where) {
        position = where;
    }

    public Position position() {
        return position;
    }

    public Value constant(Type type, long number) {
        return graph.constant(type, number);
    }

    public Value i32(long number) {
        return graph.constant(Type.I32, number);
    }

    public Value i64(long number) {
        return graph.constant(Type.I64, number);
    }

    /** The null address. */
    public Value nullPointer() {
        return graph.constant(Type.PTR, 0);
    }

    /** An arithmetic operation on two operands, shifts masked as Java masks them. */
    public Value binary(Op op, Value a, Value b) {
        Type type = op == Op.PTRSUB ? Type.I64 : a.type();
        Value simple = simplifier.binary(op, type, a, b);
        return simple != null ? simple : raw(op, type, List.of(a, b), 0, null);
    }

    /** An operation on one operand; {@code type} is the result's. */
    public Value unary(Op op, Type type, Value a) {
        Value simple = simplifier.unary(op, type, a);
        return simple != null ? simple : raw(op, type, List.of(a), 0, null);
    }

    /** Address plus constant. */
    public Value offset(Value pointer, long bytes) {
        return bytes == 0 ? pointer : binary(Op.PTRADD, pointer, i64(bytes));
    }

    /** A number in another width, with its sign. */
    public Value sext(Value a) {
        return a.type() == Type.I32 ? unary(Op.SEXT, Type.I64, a) : a;
    }

    /** A number in another width, with zeros. */
    public Value zext(Value a) {
        return a.type() == Type.I32 ? unary(Op.ZEXT, Type.I64, a) : a;
    }

    public Value trunc(Value a) {
        return a.type() == Type.I32 ? a : unary(Op.TRUNC, Type.I32, a);
    }

    public Value load(Type type, Value base, long offset, Access access) {
        return raw(Op.LOAD, type, List.of(base), offset, access);
    }

    public void store(Value base, long offset, Value value, Access access) {
        raw(Op.STORE, Type.VOID, List.of(base, narrowed(value, access.bytes())), offset, access);
    }

    public void atomicAdd(Value base, long offset, Value value, Access access) {
        raw(Op.ATOMIC_ADD, Type.VOID, List.of(base, value), offset, access);
    }

    public Value call(Type type, Callee callee, Value... args) {
        return raw(Op.CALL, type, List.of(args), 0, callee);
    }

    /** What a store of some bytes needs of a value: sign extensions and masks beyond them are dropped. */
    private static Value narrowed(Value value, int bytes) {
        Value v = value;
        while (true) {
            boolean drop = switch (v.op()) {
                case SEXT, ZEXT, TRUNC -> bytes <= 4;
                case SEXT16 -> bytes <= 2;
                case SEXT8 -> bytes == 1;
                case AND -> bytes < 8 && v.arg(1).isConst() && keeps(v.arg(1).imm(), bytes);
                default -> false;
            };
            if (!drop) {
                return v;
            }
            v = v.arg(0);
        }
    }

    private static boolean keeps(long mask, int bytes) {
        long low = (1L << (8 * bytes)) - 1;
        return (mask & low) == low;
    }

    /** An operation as it is, without simplification. */
    public Value raw(Op op, Type type, List<Value> args, long imm, @Nullable Object aux) {
        Value value = graph.newValue(op, type, args, imm, aux, position);
        if (index >= 0) {
            block.insert(index++, value);
        } else {
            block.append(value);
        }
        return value;
    }

    /** A phi of a block, without operands yet. */
    public Value phi(Block where, Type type) {
        Value phi = graph.newValue(Op.PHI, type, List.of(), 0, null, position);
        where.addPhi(phi);
        return phi;
    }

    /** A phi of a loop header, {@linkplain Value#isOpen() open} until the loop is known. */
    public Value openPhi(Block where, Type type) {
        Value phi = graph.newValue(Op.PHI, type, List.of(), 1, null, position);
        where.addPhi(phi);
        return phi;
    }

    /** Ends the current block with a jump. */
    public void jump(Block to) {
        block.terminate(graph.newValue(Op.JUMP, Type.VOID, List.of(), 0, null, position), to);
    }

    /** Ends a block with a jump to one that lists it as a predecessor already. */
    public void jumpUnlinked(Block from, Block to) {
        from.terminateUnlinked(graph.newValue(Op.JUMP, Type.VOID, List.of(), 0, null, position), to);
    }

    /** Simplifies an arithmetic operation at the current place; null if there is nothing simpler. */
    public @Nullable Value simpler(Value value) {
        return value.args().size() == 2
                ? simplifier.binary(value.op(), value.type(), value.arg(0), value.arg(1))
                : simplifier.unary(value.op(), value.type(), value.arg(0));
    }

    /** Ends the current block with a return; {@code value} may be null for none. */
    public void ret(@Nullable Value value) {
        block.terminate(
                graph.newValue(Op.RETURN, Type.VOID, value == null ? List.of() : List.of(value), 0, null, position));
    }

    /** Ends the current block with a branch; if the outcome is known already, with a jump. */
    public void branch(Cond cond, Value a, Value b, Block then, Block otherwise) {
        Test test = simplifier.test(new Test(cond, a, b));
        Boolean known = test.known();
        if (known != null) {
            jump(known ? then : otherwise);
            return;
        }
        block.terminate(
                graph.newValue(Op.BRANCH, Type.VOID, List.of(test.a(), test.b()), 0, test.cond(), position),
                then,
                otherwise);
    }

    /** The simplest test with the same outcome. May append operations. */
    public Test simplify(Test test) {
        return simplifier.test(test);
    }
}
