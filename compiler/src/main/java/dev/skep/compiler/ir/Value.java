package dev.skep.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One operation and its result, in static single assignment. */
public final class Value {
    private final int id;
    private final Type type;
    private Op op;
    private final List<Value> args;
    private long imm;
    private @Nullable Object aux;
    private @Nullable Block block;
    private Position position = Position.UNKNOWN;

    Value(int id, Op op, Type type, List<Value> args, long imm, @Nullable Object aux) {
        this.id = id;
        this.op = op;
        this.type = type;
        this.args = new ArrayList<>(args);
        this.imm = imm;
        this.aux = aux;
    }

    /** Number unique in the graph. */
    public int id() {
        return id;
    }

    public Op op() {
        return op;
    }

    public Type type() {
        return type;
    }

    /** Operands; of a PHI one per predecessor of its block, in their order. */
    public List<Value> args() {
        return args;
    }

    public Value arg(int index) {
        return args.get(index);
    }

    /** The constant, displacement or number that belongs to the operation. */
    public long imm() {
        return imm;
    }

    public @Nullable Object aux() {
        return aux;
    }

    /** The block it stands in. */
    public Block block() {
        if (block == null) {
            throw new IllegalStateException(this + " stands in no block");
        }
        return block;
    }

    /** Whether it stands in a block. */
    public boolean placed() {
        return block != null;
    }

    public Position position() {
        return position;
    }

    public boolean is(Op wanted) {
        return op == wanted;
    }

    /** Whether it is a constant number. */
    public boolean isConst() {
        return op == Op.CONST;
    }

    /** Whether it is this constant. */
    public boolean isConst(long number) {
        return op == Op.CONST && imm == number;
    }

    /** How a LOAD, STORE or ATOMIC_ADD touches memory. */
    public Access access() {
        return (Access) requireAux();
    }

    /** What a CALL calls. */
    public Callee callee() {
        return (Callee) requireAux();
    }

    /** What a BRANCH tests. */
    public Cond cond() {
        return (Cond) requireAux();
    }

    /** The slot of a STACK address. */
    public StackSlot slot() {
        return (StackSlot) requireAux();
    }

    private Object requireAux() {
        if (aux == null) {
            throw new IllegalStateException(op + " without aux");
        }
        return aux;
    }

    /** Whether this is a phi of a loop whose back edges are not all known, so that nothing follows from its operands. */
    public boolean isOpen() {
        return op == Op.PHI && imm != 0;
    }

    /** Says that all operands of a phi are known. */
    public void close() {
        imm = 0;
    }

    /** Replaces displacement and base of a memory access. */
    public void rebase(Value base, long displacement) {
        args.set(0, base);
        imm = displacement;
    }

    /** Turns a terminator or an operation into another with other operands. */
    public void become(Op newOp, @Nullable Object newAux, List<Value> newArgs) {
        op = newOp;
        aux = newAux;
        args.clear();
        args.addAll(newArgs);
    }

    void place(@Nullable Block where) {
        block = where;
    }

    void position(Position where) {
        position = where;
    }

    @Override
    public String toString() {
        return op == Op.CONST ? Long.toString(imm) : "v" + id;
    }
}
