package dev.skep.compiler.front;

import dev.skep.compiler.CompileException;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.front.Operand.View;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One method being translated, possibly in the middle of its caller.
 *
 * <p>Its blocks are taken in reverse postorder, so that all forward edges into a block are known when it is reached; a
 * block that no edge leads to is not translated at all, which is how branches decided by constants vanish. Before an edge
 * joins others it is {@linkplain Threader threaded}: if what it holds decides the next branch, it goes on there directly.
 */
final class Frame {
    private final Unit unit;
    private final MethodCode code;
    private final String path;
    private final @Nullable Frame caller;
    private final Interpreter interpreter;
    private final Threader threader;
    private final Map<Integer, List<Edge>> incoming = new HashMap<>();
    private final Map<Integer, Loop> loops = new HashMap<>();
    private final List<Exit> exits = new ArrayList<>();
    private @Nullable State state;

    Frame(Unit unit, MethodCode code, String path, @Nullable Frame caller) {
        this.unit = unit;
        this.code = code;
        this.path = path;
        this.caller = caller;
        this.threader = new Threader(this);
        this.interpreter = new Interpreter(unit, this);
    }

    MethodCode code() {
        return code;
    }

    @Nullable Frame caller() {
        return caller;
    }

    Interpreter interpreter() {
        return interpreter;
    }

    /** Names this frame among all inlined ones. */
    String path() {
        return path;
    }

    /** What is held now; only while a block is being executed. */
    State state() {
        if (state == null) {
            throw new IllegalStateException("no block is being executed");
        }
        return state;
    }

    /** Translates the method with its arguments (a long takes two local variables), from the builder's block on. */
    List<Exit> run(List<Operand> arguments) {
        State first = new State(code.maxLocals());
        int slot = 0;
        for (Operand argument : arguments) {
            first.locals[slot] = argument;
            slot += isLong(argument) ? 2 : 1;
        }
        incoming.computeIfAbsent(0, key -> new ArrayList<>())
                .add(new Edge(unit.build().block(), first));
        for (int start : code.order()) {
            List<Edge> edges = incoming.remove(start);
            if (edges != null) {
                begin(start, edges);
                execute(start);
            }
        }
        return exits;
    }

    private static boolean isLong(Operand argument) {
        return argument instanceof Operand.Num num
                && num.value().type() == dev.skep.compiler.ir.Type.I64
                && !num.boxed();
    }

    private void begin(int start, List<Edge> edges) {
        join(edges);
        if (code.isLoopHeader(start)) {
            Block header = unit.graph().newBlock();
            unit.build().jump(header);
            Loop loop = Loop.enter(unit, path + "@" + start, header, code.assignedIn(start), state());
            loops.put(start, loop);
            unit.build().at(header);
            state = loop.state();
        }
    }

    /** Goes on where edges meet. */
    private void join(List<Edge> meeting) {
        Builder build = unit.build();
        List<Edge> edges = unit.merger().settle(meeting);
        if (edges.size() == 1) {
            build.at(edges.getFirst().block());
            state = edges.getFirst().state();
            return;
        }
        Block into = unit.graph().newBlock();
        edges.forEach(edge -> unit.jump(edge.block(), into));
        state = unit.merger().merge(into, edges);
        build.at(into);
    }

    private void execute(int start) {
        for (int i = start; i < code.size(); i++) {
            if (i != start && code.startsBlock(i)) {
                edge(i, unit.build().block(), state());
                break;
            }
            unit.build().position(code.position(i));
            if (!interpreter.step(i)) {
                break;
            }
        }
        state = null;
    }

    /** An edge to an instruction that starts a block. */
    void edge(int target, Block from, State held) {
        if (threader.thread(target, from, held)) {
            return;
        }
        Loop loop = loops.get(target);
        if (loop != null) {
            loop.back(new Edge(from, held));
        } else {
            incoming.computeIfAbsent(target, key -> new ArrayList<>()).add(new Edge(from, held));
        }
    }

    /** The method returns at the end of a block. */
    void exit(Block from, @Nullable Operand result) {
        exits.add(new Exit(from, result));
    }

    /**
     * Goes on at {@code next} after something that ended in several ways, each pushing its result. Ways whose result decides
     * the next branch go there on their own. False if none is left.
     */
    boolean resume(int next, List<Exit> ways, State before) {
        List<Edge> left = new ArrayList<>();
        for (Exit way : ways) {
            State held = before.copy();
            if (way.result() != null) {
                held.push(way.result());
            }
            if (ways.size() == 1 || !threader.thread(next, way.block(), held)) {
                left.add(new Edge(way.block(), held));
            }
        }
        if (left.isEmpty()) {
            return false;
        }
        join(left);
        return true;
    }

    /** Branches on numbers or addresses. */
    void branch(Cond cond, Value a, Value b, int then, int otherwise) {
        Block yes = unit.graph().newBlock();
        Block no = unit.graph().newBlock();
        unit.build().branch(cond, a, b, yes, no);
        State held = state();
        if (!yes.predecessors().isEmpty()) {
            edge(then, yes, held.copy());
        }
        if (!no.predecessors().isEmpty()) {
            edge(otherwise, no, held.copy());
        }
    }

    /** Branches on whether a reference is null; both ways know the answer afterwards. */
    void branchNull(Operand tested, int ifNull, int ifPresent) {
        Block absent = unit.graph().newBlock();
        Block present = unit.graph().newBlock();
        branchOnNull(unit, tested, absent, present);
        State held = state();
        if (!absent.predecessors().isEmpty()) {
            State none = held.copy();
            none.replace(o -> same(o, tested) ? Operand.NULL : o);
            edge(ifNull, absent, none);
        }
        if (!present.predecessors().isEmpty()) {
            unit.build().at(present);
            Operand known = unit.memory().present(tested);
            State some = held.copy();
            some.replace(o -> same(o, tested) ? known : o);
            edge(ifPresent, unit.build().block(), some);
        }
    }

    /** Ends the builder's block with a test for null. */
    static void branchOnNull(Unit unit, Operand tested, Block absent, Block present) {
        Builder build = unit.build();
        switch (tested) {
            case View view -> {
                Value past = build.offset(view.address, view.bytes);
                build.branch(Cond.UGT, past, view.end, absent, present);
            }
            case Ref ref -> {
                Value pointer = build.offset(ref.base(), ref.offset());
                build.branch(Cond.EQ, pointer, build.nullPointer(), absent, present);
            }
            case Operand.Maybe maybe -> build.branch(Cond.EQ, maybe.presence(), build.i32(0), absent, present);
            case Operand.MapRef map
            when map.pointer() != null -> build.branch(Cond.EQ, map.pointer(), build.nullPointer(), absent, present);
            default -> throw new CompileException(build.position(), "this cannot be compared with null", "");
        }
    }

    static boolean same(Operand a, Operand b) {
        return a instanceof Ref ra && b instanceof Ref rb
                ? ra.base() == rb.base()
                        && ra.offset() == rb.offset()
                        && ra.shape().equals(rb.shape())
                : a == b || a.equals(b);
    }

    CompileException error(String problem, String hint) {
        return new CompileException(unit.build().position(), problem, hint);
    }
}
