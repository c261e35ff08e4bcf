package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes graphs that are like those of the front end: arithmetic, packet checks, branches that join, loops, memory, calls. */
final class RandomGraph {
    private static final int[] BYTES = {1, 2, 4, 8};
    private static final Op[] BINARY = {
        Op.ADD, Op.SUB, Op.MUL, Op.AND, Op.OR, Op.XOR, Op.SHL, Op.SHR, Op.SAR, Op.UDIV, Op.UMOD
    };
    private static final Op[] UNARY = {
        Op.NEG, Op.SEXT8, Op.SEXT16, Op.BSWAP16, Op.BSWAP32, Op.SEXT, Op.ZEXT, Op.TRUNC, Op.BSWAP64
    };
    private static final Cond[] CONDS = Cond.values();
    private static final Callee FILL = new Callee(Callee.Kind.HELPER, "fill", 1, false, EnumSet.of(Region.STACK));
    private static final Callee MOVE = new Callee(Callee.Kind.HELPER, "move", 2, false, EnumSet.of(Region.PACKET));
    private static final Callee PURE = new Callee(Callee.Kind.HELPER, "pure", 3, true, Set.of());

    private final Random random;
    private final Graph graph = new Graph("random", 1);
    private final Builder build = new Builder(graph);
    private final List<Value> numbers = new ArrayList<>();
    private final List<StackSlot> slots = new ArrayList<>();
    private final Value data;
    private final Value end;
    private final Value context;
    private int budget;

    private RandomGraph(Random random) {
        this.random = random;
        this.budget = 12 + random.nextInt(30);
        this.context = graph.floating(Op.PARAM, Type.PTR, 0, null);
        Block body = graph.newBlock();
        build.jump(body);
        build.at(body);
        this.data = build.load(Type.PTR, context, GraphMachine.CONTEXT - 0x100, new Access(4, Region.CONTEXT));
        this.end = build.load(Type.PTR, context, 4, new Access(4, Region.CONTEXT));
        for (int i = 0; i < 3; i++) {
            StackSlot slot = graph.newSlot(16);
            slots.add(slot);
            for (int at = 0; at < 16; at += 8) {
                store(graph.stackAddress(slot, 0), at, build.i64(at), 8, Region.STACK);
            }
        }
        numbers.add(build.i32(7));
        numbers.add(build.i64(-3));
    }

    static Graph make(Random random) {
        RandomGraph made = new RandomGraph(random);
        made.sequence(0);
        made.build.ret(made.number(Type.I32));
        made.graph.close();
        made.graph.prune();
        return made.graph;
    }

    private void sequence(int depth) {
        int steps = 1 + random.nextInt(6);
        for (int i = 0; i < steps && budget-- > 0; i++) {
            switch (random.nextInt(depth > 2 ? 8 : 12)) {
                case 0, 1, 2 -> binary();
                case 3 -> unary();
                case 4, 5 -> load();
                case 6 -> storeSomewhere();
                case 7 -> call();
                case 8 -> check();
                case 9 -> bytesJoined();
                case 10 -> diamond(depth);
                default -> loop(depth);
            }
        }
    }

    private Value number(Type type) {
        if (random.nextInt(4) == 0) {
            long constant = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(300) - 20;
            return graph.constant(type, constant);
        }
        Value picked = numbers.get(random.nextInt(numbers.size()));
        if (picked.type() == type) {
            return picked;
        }
        return type == Type.I32 ? build.trunc(picked) : random.nextBoolean() ? build.sext(picked) : build.zext(picked);
    }

    private void binary() {
        Op op = BINARY[random.nextInt(BINARY.length)];
        Type type = random.nextBoolean() ? Type.I32 : Type.I64;
        Value b = number(type);
        if (op == Op.SHL || op == Op.SHR || op == Op.SAR) {
            b = graph.constant(type, random.nextInt(type == Type.I32 ? 32 : 64));
        } else if (op == Op.UDIV || op == Op.UMOD) {
            b = graph.constant(type, 1 + random.nextInt(random.nextBoolean() ? 100 : Integer.MAX_VALUE - 1));
        }
        numbers.add(build.binary(op, number(type), b));
    }

    private void unary() {
        Op op = UNARY[random.nextInt(UNARY.length)];
        Type type = switch (op) {
            case SEXT, ZEXT, BSWAP64 -> Type.I64;
            case TRUNC -> Type.I32;
            default -> random.nextBoolean() ? Type.I32 : Type.I64;
        };
        Type from = op == Op.SEXT || op == Op.ZEXT ? Type.I32 : op == Op.TRUNC ? Type.I64 : type;
        numbers.add(build.unary(op, type, number(from)));
    }

    private void load() {
        int bytes = BYTES[random.nextInt(4)];
        Type type = bytes == 8 ? Type.I64 : random.nextInt(4) == 0 ? Type.I64 : Type.I32;
        switch (random.nextInt(3)) {
            case 0 -> numbers.add(build.load(type, data, random.nextInt(20), new Access(bytes, Region.PACKET)));
            case 1 -> {
                Value slot = graph.stackAddress(slots.get(random.nextInt(3)), 0);
                numbers.add(
                        build.load(type, slot, random.nextInt(16 / bytes) * bytes, new Access(bytes, Region.STACK)));
            }
            default -> {
                Value map = graph.floating(Op.MAP_VALUE, Type.PTR, 0, "m");
                numbers.add(build.load(type, map, random.nextInt(16), new Access(bytes, Region.MAP)));
            }
        }
    }

    private void store(Value base, long at, Value value, int bytes, Region region) {
        build.store(base, at, value, new Access(bytes, region));
    }

    private void storeSomewhere() {
        int times = 1 + random.nextInt(4);
        int bytes = BYTES[random.nextInt(4)];
        int region = random.nextInt(3);
        for (int i = 0; i < times; i++) {
            Value value = random.nextBoolean()
                    ? graph.constant(bytes == 8 ? Type.I64 : Type.I32, random.nextInt(4))
                    : number(bytes == 8 ? Type.I64 : Type.I32);
            switch (region) {
                case 0 -> store(data, random.nextInt(6) * bytes, value, bytes, Region.PACKET);
                case 1 ->
                    store(
                            graph.stackAddress(slots.get(random.nextInt(3)), 0),
                            (long) random.nextInt(16 / bytes) * bytes,
                            value,
                            bytes,
                            Region.STACK);
                default ->
                    store(graph.floating(Op.MAP_VALUE, Type.PTR, 0, "m"), random.nextInt(16), value, bytes, Region.MAP);
            }
        }
    }

    private void call() {
        Value slot = graph.stackAddress(slots.get(random.nextInt(3)), 0);
        switch (random.nextInt(3)) {
            case 0 -> numbers.add(build.call(Type.I64, FILL, slot, number(Type.I64)));
            case 1 -> numbers.add(build.call(Type.I32, MOVE, context, number(Type.I32)));
            default -> numbers.add(build.call(Type.I64, PURE, number(Type.I64)));
        }
    }

    /** Some bytes in a row, put together by shifts, in either order. */
    private void bytesJoined() {
        int at = random.nextInt(8);
        int step = random.nextBoolean() ? 8 : -8;
        int shift = step > 0 ? 0 : 24;
        Value joined = null;
        for (int i = 0; i < 4; i++, shift += step) {
            Value part = build.binary(
                    Op.SHL, build.load(Type.I32, data, at + i, new Access(1, Region.PACKET)), build.i32(shift));
            joined = joined == null ? part : build.binary(Op.OR, joined, part);
        }
        numbers.add(joined);
    }

    private void check() {
        Value place = build.offset(data, random.nextInt(64));
        Block failed = graph.newBlock();
        Block passed = graph.newBlock();
        build.branch(Cond.UGT, place, end, failed, passed);
        build.at(failed);
        build.ret(build.i32(random.nextInt(3)));
        build.at(passed);
    }

    private void diamond(int depth) {
        Block then = graph.newBlock();
        Block otherwise = graph.newBlock();
        Block join = graph.newBlock();
        Type type = random.nextBoolean() ? Type.I32 : Type.I64;
        build.branch(CONDS[random.nextInt(CONDS.length)], number(type), number(type), then, otherwise);
        int known = numbers.size();
        List<Value> first = arm(then, join, depth, known);
        List<Value> second = arm(otherwise, join, depth, known);
        build.at(join);
        for (int i = 0; i < first.size(); i++) {
            Value phi = build.phi(join, first.get(i).type());
            for (Block predecessor : join.predecessors()) {
                phi.args().add(predecessor == join.predecessors().getFirst() ? first.get(i) : second.get(i));
            }
            numbers.add(phi);
        }
    }

    private List<Value> arm(Block start, Block join, int depth, int known) {
        build.at(start);
        if (random.nextInt(3) > 0) {
            sequence(depth + 1);
        }
        List<Value> results = List.of(number(Type.I32), number(Type.I64));
        build.jump(join);
        numbers.subList(known, numbers.size()).clear();
        return results;
    }

    private void loop(int depth) {
        Block header = graph.newBlock();
        Block body = graph.newBlock();
        Block exit = graph.newBlock();
        Value startA = number(Type.I32);
        Value startB = number(Type.I64);
        build.jump(header);
        build.at(header);
        Value counter = build.openPhi(header, Type.I32);
        Value a = build.openPhi(header, Type.I32);
        Value b = build.openPhi(header, Type.I64);
        counter.args().add(build.i32(0));
        a.args().add(startA);
        b.args().add(startB);
        numbers.addAll(List.of(counter, a, b));
        build.branch(Cond.SLT, counter, build.i32(random.nextInt(4)), body, exit);
        int known = numbers.size();
        build.at(body);
        sequence(depth + 1);
        if (random.nextInt(3) == 0) {
            Block on = graph.newBlock();
            build.branch(Cond.EQ, number(Type.I32), number(Type.I32), exit, on);
            build.at(on);
        }
        counter.args().add(build.binary(Op.ADD, counter, build.i32(1)));
        a.args().add(random.nextBoolean() ? number(Type.I32) : counter);
        b.args().add(random.nextBoolean() ? number(Type.I64) : b);
        build.jump(header);
        numbers.subList(known, numbers.size()).clear();
        build.at(exit);
    }
}
