package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.Comparison;
import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;

/** Executes Java instructions symbolically, one at a time. */
final class Interpreter {
    private final Unit unit;
    private final Frame frame;
    private final Calls calls;
    private final Switches switches;

    Interpreter(Unit unit, Frame frame) {
        this.unit = unit;
        this.frame = frame;
        this.calls = new Calls(unit, frame);
        this.switches = new Switches(unit, frame);
    }

    Num number(int constant) {
        return new Num(unit.build().i32(constant));
    }

    /** Executes an instruction; false if control does not go on to the next one. */
    boolean step(int index) {
        Instruction instruction = frame.code().at(index);
        State state = frame.state();
        switch (instruction) {
            case LoadInstruction load -> state.push(state.locals[load.slot()]);
            case StoreInstruction store -> state.locals[store.slot()] = state.pop();
            case IncrementInstruction increment ->
                state.locals[increment.slot()] = new Num(unit.build()
                        .binary(
                                Op.ADD,
                                value(state.locals[increment.slot()]),
                                unit.build().i32(increment.constant())));
            case ConstantInstruction constant -> state.push(constant(constant));
            case StackInstruction stack -> StackMoves.apply(stack.opcode(), state);
            case OperatorInstruction operator -> operator(operator.opcode(), state);
            case ConvertInstruction convert -> convert(convert.opcode(), state);
            case FieldInstruction field -> unit.fields().execute(frame, field);
            case ArrayLoadInstruction load -> {
                Value i = pop();
                state.push(unit.arrays().load(frame, state.pop(), i));
            }
            case ArrayStoreInstruction store -> {
                Operand stored = state.pop();
                Value i = pop();
                unit.arrays().store(frame, state.pop(), i, stored);
            }
            case NewObjectInstruction created -> state.push(unit.memory().newObject(frame, load(created.className())));
            case NewPrimitiveArrayInstruction array ->
                state.push(unit.memory().newArray(frame, array.typeKind(), pop(), initializesField(index + 1)));
            case TypeCheckInstruction check -> {
                if (check.opcode() == Opcode.INSTANCEOF) {
                    throw frame.error(
                            "instanceof is not for kernel programs", "types are known when they are compiled");
                }
            }
            case NopInstruction nop -> {}
            case InvokeInstruction invoke -> {
                return calls.invoke(index, invoke);
            }
            default -> {
                leave(index, instruction);
                return false;
            }
        }
        return true;
    }

    private boolean initializesField(int next) {
        return frame.code().name().equals("<init>")
                && frame.code().at(next) instanceof FieldInstruction field
                && field.opcode() == Opcode.PUTFIELD;
    }

    private void leave(int index, Instruction instruction) {
        State state = frame.state();
        switch (instruction) {
            case BranchInstruction branch -> branch(index, branch);
            case TableSwitchInstruction table ->
                switches.execute(pop(), table.cases(), frame.code().target(table.defaultTarget()));
            case LookupSwitchInstruction lookup ->
                switches.execute(pop(), lookup.cases(), frame.code().target(lookup.defaultTarget()));
            case ReturnInstruction back ->
                frame.exit(unit.build().block(), back.opcode() == Opcode.RETURN ? null : materialized(state.pop()));
            case ThrowInstruction thrown -> unit.abort();
            default ->
                throw frame.error(
                        instruction.opcode() + " is not part of the language",
                        "lambdas, string concatenation, locks and catching are not available in the kernel");
        }
    }

    private Operand materialized(Operand operand) {
        return operand instanceof Comparison c ? new Num(unit.compare(frame, c)) : operand;
    }

    private void branch(int index, BranchInstruction branch) {
        int then = frame.code().target(branch.target());
        int next = index + 1;
        State state = frame.state();
        Builder build = unit.build();
        switch (branch.opcode()) {
            case GOTO, GOTO_W -> frame.edge(then, build.block(), state);
            case IFNULL -> testNull(state.pop(), then, next);
            case IFNONNULL -> testNull(state.pop(), next, then);
            case IF_ACMPEQ -> identity(Cond.EQ, then, next);
            case IF_ACMPNE -> identity(Cond.NE, then, next);
            case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE -> {
                Operand tested = state.pop();
                Cond cond = Conditions.of(branch.opcode());
                if (tested instanceof Comparison(Value a, Value b, boolean signed)) {
                    frame.branch(signed ? cond : Conditions.unsigned(cond), a, b, then, next);
                } else {
                    frame.branch(cond, value(tested), build.i32(0), then, next);
                }
            }
            default -> {
                Value b = pop();
                frame.branch(Conditions.of(branch.opcode()), pop(), b, then, next);
            }
        }
    }

    private void testNull(Operand tested, int ifNull, int ifPresent) {
        Boolean isNull = Nullness.of(tested);
        if (tested instanceof Operand.Unusable) {
            throw unusable();
        }
        if (isNull != null) {
            frame.edge(isNull ? ifNull : ifPresent, unit.build().block(), frame.state());
        } else {
            frame.branchNull(tested, ifNull, ifPresent);
        }
    }

    private void identity(Cond cond, int then, int next) {
        Operand b = frame.state().pop();
        Operand a = frame.state().pop();
        if (a instanceof Constant(Object left) && b instanceof Constant(Object right)) {
            boolean same = left == right;
            frame.edge(same == (cond == Cond.EQ) ? then : next, unit.build().block(), frame.state());
            return;
        }
        frame.branch(cond, unit.identity(frame, a), unit.identity(frame, b), then, next);
    }

    private Operand constant(ConstantInstruction instruction) {
        Builder build = unit.build();
        return switch (instruction.constantValue()) {
            case Integer number -> new Num(build.i32(number));
            case Long number -> new Num(build.i64(number));
            case String text -> new Constant(text);
            case ClassDesc type -> new Constant(unit.type(frame, type.descriptorString()));
            case Float f -> throw floating();
            case Double d -> throw floating();
            default -> {
                if (instruction.opcode() == Opcode.ACONST_NULL) {
                    yield Operand.NULL;
                }
                throw frame.error("a constant of this kind is not part of the language", "");
            }
        };
    }

    private RuntimeException floating() {
        return frame.error("the kernel has no floating point", "use long with a scale of your own");
    }

    private void operator(Opcode opcode, State state) {
        Builder build = unit.build();
        switch (opcode) {
            case ARRAYLENGTH -> state.push(new Num(build.i32(unit.arrays().length(frame, state.pop()))));
            case INEG, LNEG -> {
                Value v = pop();
                state.push(new Num(build.unary(Op.NEG, v.type(), v)));
            }
            case LCMP -> {
                Value b = pop();
                state.push(new Comparison(pop(), b, true));
            }
            default -> {
                Value b = pop();
                Value a = pop();
                state.push(new Num(arithmetic(opcode, a, b)));
            }
        }
    }

    private Value arithmetic(Opcode opcode, Value a, Value b) {
        return switch (opcode) {
            case IADD, LADD -> unit.build().binary(Op.ADD, a, b);
            case ISUB, LSUB -> unit.build().binary(Op.SUB, a, b);
            case IMUL, LMUL -> unit.build().binary(Op.MUL, a, b);
            case IDIV, LDIV -> divide(Op.SDIV, a, b);
            case IREM, LREM -> divide(Op.SMOD, a, b);
            case IAND, LAND -> unit.build().binary(Op.AND, a, b);
            case IOR, LOR -> unit.build().binary(Op.OR, a, b);
            case IXOR, LXOR -> unit.build().binary(Op.XOR, a, b);
            case ISHL, LSHL -> shift(Op.SHL, a, b);
            case ISHR, LSHR -> shift(Op.SAR, a, b);
            case IUSHR, LUSHR -> shift(Op.SHR, a, b);
            default -> throw floating();
        };
    }

    private Value divide(Op op, Value a, Value b) {
        if (b.isConst(0)) {
            throw frame.error("division by zero", "");
        }
        return unit.divisions().signed(frame, op, a, b);
    }

    /** The count of a long's shift is an int in Java; the machine masks it as Java does. */
    private Value shift(Op op, Value a, Value count) {
        Builder build = unit.build();
        Value wide = a.type() == Type.I64 ? build.zext(masked(count, 63)) : masked(count, 31);
        return build.binary(op, a, wide);
    }

    /** Shift counts beyond the width are masked by every JIT, but older verifiers want to see it. */
    private Value masked(Value count, int mask) {
        return unit.build().binary(Op.AND, count, unit.build().i32(mask));
    }

    private void convert(Opcode opcode, State state) {
        Builder build = unit.build();
        Value v = pop();
        Value result = switch (opcode) {
            case I2L -> build.sext(v);
            case L2I -> build.trunc(v);
            case I2B -> build.unary(Op.SEXT8, Type.I32, v);
            case I2S -> build.unary(Op.SEXT16, Type.I32, v);
            case I2C -> build.binary(Op.AND, v, build.i32(0xffff));
            default -> throw floating();
        };
        state.push(new Num(result));
    }

    private Class<?> load(ClassEntry entry) {
        return Descriptors.load(entry.asInternalName(), frame.code().owner().getClassLoader());
    }

    /** Takes a number off the stack. */
    Value pop() {
        return value(frame.state().pop());
    }

    /** The number that an operand is. */
    Value value(Operand operand) {
        return switch (operand) {
            case Num num -> num.value();
            case Comparison c -> unit.compare(frame, c);
            case Operand.EnumNumber number -> number.ordinal();
            case Operand.Ref ref -> unit.memory().unboxed(frame, ref);
            case Operand.Unusable unusable -> throw unusable();
            case Operand.Maybe maybe -> throw unit.fields().notAnObject(frame, maybe, "value");
            default -> throw frame.error("a number is wanted here", "");
        };
    }

    private RuntimeException unusable() {
        return frame.error(
                "this variable holds different kinds of things depending on the path taken",
                "use separate variables, or test for null before the paths join");
    }
}
