package dev.skep.compiler.emit;

import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Reference;
import dev.skep.compiler.alloc.MachineBlock;
import dev.skep.compiler.alloc.MachineCode;
import dev.skep.compiler.alloc.MachineInstruction;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Dominators;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Position;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses instructions for a graph. Two-address instructions copy their left operand first; whether that copy costs
 * anything is the register allocator's business. Constants become immediate operands where they fit.
 */
public final class Selector {
    private final Graph graph;
    private final boolean v4;
    private final FrameLayout frame;
    private final Operands operands;
    private final Map<Block, MachineBlock> blocks = new HashMap<>();
    private final Map<Value, Integer> uses = new HashMap<>();
    private final BitSet precious = new BitSet();
    private final List<Block> order;
    private MachineBlock current;
    private Position position = Position.UNKNOWN;

    private Selector(Graph graph, boolean v4) {
        this.graph = graph;
        this.v4 = v4;
        this.frame = new FrameLayout(graph);
        this.operands = new Operands(frame, this::emit, () -> position);
        Dominators dominators = new Dominators(graph);
        this.order = BlockOrder.of(graph, dominators);
        for (Block block : order) {
            blocks.put(block, new MachineBlock(block.id(), dominators.loopDepth(block)));
            block.phis().forEach(this::countUses);
            block.body().forEach(this::countUses);
            countUses(block.terminator());
        }
        this.current = block(order.getFirst());
    }

    /**
     * The code with virtual registers, and those whose bounds matter to the verifier.
     *
     * @param code     the code
     * @param precious registers that should not be spilled
     */
    public record Selection(MachineCode code, BitSet precious) {}

    /** Chooses instructions for a graph that {@link dev.skep.compiler.pass.Optimizer} is done with. */
    public static Selection select(Graph graph, boolean v4) {
        Selector selector = new Selector(graph, v4);
        selector.parameters();
        List<MachineBlock> machineBlocks = new ArrayList<>();
        for (int i = 0; i < selector.order.size(); i++) {
            Block next = i + 1 < selector.order.size() ? selector.order.get(i + 1) : null;
            selector.block(selector.order.get(i), next);
            machineBlocks.add(selector.block(selector.order.get(i)));
        }
        MachineCode code = new MachineCode(machineBlocks, selector.operands.registers(), selector.frame.bytes());
        return new Selection(code, selector.precious);
    }

    private void countUses(Value value) {
        value.args().forEach(arg -> uses.merge(arg, 1, Integer::sum));
    }

    private int useCount(Value value) {
        return uses.getOrDefault(value, 0);
    }

    private MachineBlock block(Block block) {
        return java.util.Objects.requireNonNull(blocks.get(block));
    }

    private void parameters() {
        for (int i = 0; i < graph.parameters(); i++) {
            for (Type type : Type.values()) {
                Value parameter = graph.floating(Op.PARAM, type, i, null);
                if (uses.containsKey(parameter)) {
                    emit(MachineInstruction.move(operands.register(parameter), i + 1, position));
                }
            }
        }
    }

    private void emit(MachineInstruction instruction) {
        current.instructions().add(instruction);
    }

    private MachineInstruction immediate(int opcode, int register, long number) {
        return MachineInstruction.of(opcode, register, MachineInstruction.NONE, 0, number, position);
    }

    private MachineInstruction two(int opcode, int dst, int src) {
        return MachineInstruction.of(opcode | Opcode.X, dst, src, 0, 0, position);
    }

    // --- Blocks -------------------------------------------------------------------------------------------------

    private void block(Block block, @org.jspecify.annotations.Nullable Block next) {
        current = block(block);
        operands.forgetAddresses();
        block.successors().forEach(s -> current.successors().add(block(s)));
        for (Value value : block.body()) {
            position = value.position();
            select(value);
        }
        position = block.terminator().position();
        terminate(block, next);
    }

    private void select(Value value) {
        switch (value.op()) {
            case LOAD -> load(value);
            case STORE -> store(value);
            case ATOMIC_ADD -> {
                Address at = address(value);
                emit(MachineInstruction.of(
                        Opcode.STX | Opcode.ATOMIC | size(value),
                        at.register,
                        operands.operand(value.arg(1)),
                        at.offset,
                        Opcode.ADD,
                        position));
            }
            case CALL -> call(value);
            default -> {
                if (!operands.sharesOperand(value)) {
                    arithmetic(value);
                }
            }
        }
    }

    // --- Arithmetic ---------------------------------------------------------------------------------------------

    private static int width(Value value) {
        return value.type() == Type.I32 ? Opcode.ALU : Opcode.ALU64;
    }

    private void arithmetic(Value value) {
        if (value.args().size() == 2) {
            binary(value);
        } else {
            unary(value);
        }
    }

    private void binary(Value value) {
        int d = operands.register(value);
        Value a = value.arg(0);
        Value b = value.arg(1);
        boolean mayswap = value.op().commutative() || value.is(Op.PTRADD);
        if (mayswap && !b.isConst() && useCount(a) > 1 && useCount(b) == 1 && !b.op().floating()) {
            Value t = a;
            a = b;
            b = t;
        }
        boolean signedDivision = value.is(Op.SDIV) || value.is(Op.SMOD);
        int opcode = width(value) | operation(value.op());
        if (Operands.fitsImmediate(b)) {
            operands.into(d, a);
            emit(MachineInstruction.of(opcode, d, MachineInstruction.NONE, signedDivision ? 1 : 0, b.imm(), position));
        } else {
            int right = operands.operand(b);
            operands.into(d, a);
            Long most = b == value.arg(1) ? graph.bounds().get(new Graph.Use(value, 1)) : null;
            emit(MachineInstruction.of(opcode | Opcode.X, d, right, signedDivision ? 1 : 0, 0, position)
                    .boundedBy(most));
        }
        if (value.is(Op.PTRADD)) {
            markPrecious(value.arg(1));
        }
    }

    private void markPrecious(Value value) {
        if (!value.isConst() && !operands.root(value).op().floating()) {
            precious.set(operands.register(value));
        }
    }

    private static int operation(Op op) {
        return switch (op) {
            case ADD, PTRADD -> Opcode.ADD;
            case SUB, PTRSUB -> Opcode.SUB;
            case MUL -> Opcode.MUL;
            case UDIV, SDIV -> Opcode.DIV;
            case UMOD, SMOD -> Opcode.MOD;
            case AND -> Opcode.AND;
            case OR -> Opcode.OR;
            case XOR -> Opcode.XOR;
            case SHL -> Opcode.LSH;
            case SHR -> Opcode.RSH;
            case SAR -> Opcode.ARSH;
            default -> throw new IllegalStateException(op + " is not binary");
        };
    }

    private void unary(Value value) {
        int d = operands.register(value);
        Value a = value.arg(0);
        switch (value.op()) {
            case NEG -> {
                operands.into(d, a);
                emit(immediate(width(value) | Opcode.NEG, d, 0));
            }
            case SEXT -> extend(d, a, Opcode.ALU64, 32, 64);
            case SEXT8 -> extend(d, a, width(value), 8, value.type() == Type.I32 ? 32 : 64);
            case SEXT16 -> extend(d, a, width(value), 16, value.type() == Type.I32 ? 32 : 64);
            case ZEXT -> emit(two(Opcode.ALU | Opcode.MOV, d, operands.operand(a)));
            case TRUNC -> operands.into(d, a);
            case BSWAP16 -> swap(d, a, 16);
            case BSWAP32 -> swap(d, a, 32);
            case BSWAP64 -> swap(d, a, 64);
            default -> throw new IllegalStateException(value.op() + " is not unary");
        }
    }

    /** Sign extension by a move of version 4, else by two shifts. */
    private void extend(int d, Value a, int alu, int from, int to) {
        if (v4) {
            emit(MachineInstruction.of(alu | Opcode.MOV | Opcode.X, d, operands.operand(a), from, 0, position));
            return;
        }
        operands.into(d, a);
        emit(immediate(alu | Opcode.LSH, d, to - from));
        emit(immediate(alu | Opcode.ARSH, d, to - from));
    }

    private void swap(int d, Value a, int bits) {
        operands.into(d, a);
        emit(immediate(Opcode.ALU | Opcode.END | Opcode.X, d, bits));
    }

    // --- Memory -------------------------------------------------------------------------------------------------

    private record Address(int register, int offset) {}

    private Address address(Value access) {
        Value base = operands.root(access.arg(0));
        if (base.is(Op.STACK)) {
            long offset = frame.offset(base.slot()) + base.imm() + access.imm();
            return new Address(MachineInstruction.FRAME, (int) offset);
        }
        return new Address(operands.operand(base), (int) access.imm());
    }

    private static int size(Value access) {
        return switch (access.access().bytes()) {
            case 1 -> Opcode.B;
            case 2 -> Opcode.H;
            case 4 -> Opcode.W;
            default -> Opcode.DW;
        };
    }

    private void load(Value value) {
        Address at = address(value);
        emit(MachineInstruction.of(
                Opcode.LDX | Opcode.MEM | size(value), operands.register(value), at.register, at.offset, 0, position));
    }

    private void store(Value value) {
        Address at = address(value);
        Value stored = value.arg(1);
        boolean context = value.access().region() == dev.skep.compiler.ir.Region.CONTEXT;
        if (Operands.fitsImmediate(stored) && !context) {
            emit(MachineInstruction.of(
                    Opcode.ST | Opcode.MEM | size(value),
                    at.register,
                    MachineInstruction.NONE,
                    at.offset,
                    stored.imm(),
                    position));
        } else {
            emit(MachineInstruction.of(
                    Opcode.STX | Opcode.MEM | size(value),
                    at.register,
                    operands.operand(stored),
                    at.offset,
                    0,
                    position));
        }
    }

    private void call(Value value) {
        Callee callee = value.callee();
        operands.forgetAddresses();
        for (int i = 0; i < value.args().size(); i++) {
            operands.into(i + 1, value.arg(i), graph.bounds().get(new Graph.Use(value, i)));
            if (value.arg(i).type() != Type.PTR) {
                markPrecious(value.arg(i));
            }
        }
        int count = value.args().size();
        emit(
                switch (callee.kind()) {
                    case HELPER -> MachineInstruction.call(count, callee.id(), null, position);
                    case KFUNC -> MachineInstruction.call(count, 0, new Reference.Kfunc(callee.name()), position);
                    case FUNCTION -> MachineInstruction.call(count, 0, new Reference.Function(callee.name()), position);
                });
        if (value.type() != Type.VOID && uses.containsKey(value)) {
            emit(MachineInstruction.move(operands.register(value), 0, position));
        }
    }

    // --- Ends of blocks -----------------------------------------------------------------------------------------

    private void terminate(Block block, @org.jspecify.annotations.Nullable Block next) {
        Value end = block.terminator();
        switch (end.op()) {
            case RETURN -> {
                operands.into(0, end.arg(0));
                emit(immediate(Opcode.JMP | Opcode.EXIT, MachineInstruction.NONE, 0));
            }
            case JUMP -> {
                Block to = block.successors().getFirst();
                phiCopies(block, to);
                jump(to, next);
            }
            default -> branch(block, end, next);
        }
    }

    private void jump(Block to, @org.jspecify.annotations.Nullable Block next) {
        if (to != next) {
            emit(MachineInstruction.jump(
                    Opcode.JMP | Opcode.JA, MachineInstruction.NONE, MachineInstruction.NONE, 0, block(to), position));
        }
    }

    private void branch(Block block, Value branch, @org.jspecify.annotations.Nullable Block next) {
        Block then = block.successors().get(0);
        Block otherwise = block.successors().get(1);
        Cond cond = branch.cond();
        boolean invert = cond == Cond.NTEST || (then == next && cond != Cond.TEST);
        if (invert) {
            Block t = then;
            then = otherwise;
            otherwise = t;
            cond = cond.negated();
        }
        Value b = branch.arg(1);
        int opcode = (branch.arg(0).type() == Type.I32 ? Opcode.JMP32 : Opcode.JMP) | cond.jump();
        int a = operands.operand(branch.arg(0));
        MachineInstruction jump = Operands.fitsImmediate(b)
                ? MachineInstruction.jump(opcode, a, MachineInstruction.NONE, b.imm(), block(then), position)
                : MachineInstruction.jump(opcode | Opcode.X, a, operands.operand(b), 0, block(then), position);
        emit(jump);
        jump(otherwise, next);
        markPrecious(branch.arg(0));
    }

    /** Copies into the phis of the only successor, as if all at once. */
    private void phiCopies(Block from, Block to) {
        int index = to.predecessors().indexOf(from);
        ParallelCopy copies = new ParallelCopy();
        List<Value> constants = new ArrayList<>();
        List<Integer> constantTargets = new ArrayList<>();
        for (Value phi : to.phis()) {
            Value source = operands.root(phi.arg(index));
            if (source.op().floating() && !source.is(Op.PARAM)) {
                constants.add(source);
                constantTargets.add(operands.register(phi));
            } else {
                copies.add(operands.register(phi), operands.register(source));
            }
        }
        copies.sequence(operands::newRegister).forEach(c -> emit(MachineInstruction.move(c.to(), c.from(), position)));
        for (int i = 0; i < constants.size(); i++) {
            operands.materialize(constantTargets.get(i), constants.get(i));
        }
    }
}
