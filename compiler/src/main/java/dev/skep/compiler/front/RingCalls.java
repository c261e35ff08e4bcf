package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.MapRef;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.layout.Layout;
import java.util.List;

/**
 * Rings of events. What finds no room is counted per program and CPU in {@code <ring>.lost}. Waking the reader costs
 * the traced process more than all else, so it is done only when the ring is half full; else the reader drains by time.
 */
final class RingCalls {
    private static final long NO_WAKEUP = 1;
    private static final long FORCE_WAKEUP = 2;
    /** {@code BPF_RB_AVAIL_DATA}: bytes not read yet. */
    private static final long AVAILABLE_DATA = 0;
    /** {@code BPF_F_CURRENT_CPU}. */
    private static final long CURRENT_CPU = 0xffff_ffffL;

    private final Unit unit;
    private final MapCalls maps;

    RingCalls(Unit unit, MapCalls maps) {
        this.unit = unit;
        this.maps = maps;
    }

    private Builder build() {
        return unit.build();
    }

    Outcome apply(Call call, MapRef ring) {
        return switch (call.name()) {
            case "reserve" -> reserve(call, ring);
            case "submit" -> {
                Value flags = wakeup(call, ring);
                build().call(Type.VOID, Helpers.SUBMIT, event(call, 1), flags);
                yield Outcome.nothing();
            }
            case "discard" -> {
                build().call(Type.VOID, Helpers.DISCARD, event(call, 1), build().i64(NO_WAKEUP));
                yield Outcome.nothing();
            }
            default ->
                call.method().getParameterCount() == 2
                                && ring.map().type().name().equals("RINGBUF")
                        ? output(call, ring)
                        : perfOutput(call, ring);
        };
    }

    private static Layout layout(Call call, MapRef ring) {
        Layout layout = ring.map().value();
        if (layout == null) {
            throw call.error("the ring's event class is not known", "declare it: RingBuf<Event>");
        }
        return layout;
    }

    /** The layout of what is sent: that of the argument's own class, which may extend the ring's. */
    private static Layout sent(Call call, MapRef ring, int index) {
        return call.arg(index) instanceof Ref ref && ref.shape() instanceof Shape.Plain(Layout own)
                ? own
                : layout(call, ring);
    }

    private Value event(Call call, int index) {
        if (!(call.arg(index) instanceof Ref ref)) {
            throw call.error("a reserved event is wanted here", "");
        }
        unit.memory().requirePresent(call.frame(), ref);
        return build().offset(ref.base(), ref.offset());
    }

    private Outcome reserve(Call call, MapRef ring) {
        Layout layout = layout(call, ring);
        Value room = build().call(
                        Type.PTR,
                        Helpers.RESERVE,
                        maps.pointer(call, ring),
                        build().i64(layout.bytes()),
                        build().i64(0));
        Block got = build().graph().newBlock();
        Block full = build().graph().newBlock();
        build().branch(Cond.NE, room, build().nullPointer(), got, full);
        full.markUnlikely();
        build().at(full);
        countLoss(ring);
        Ref event = new Ref(room, 0, new Shape.Plain(layout), Provenance.RING, false);
        return new Outcome.Ways(List.of(new Exit(got, event), new Exit(build().block(), Operand.NULL)));
    }

    /** Goes on in a block where one more loss is on this CPU's account. */
    private void countLoss(MapRef ring) {
        String counter = unit.maps().lossCounter(ring.map());
        StackSlot key = build().graph().newSlot(4);
        Value keyAddress = build().graph().stackAddress(key, 0);
        build().store(keyAddress, 0, build().i32(unit.programOrdinal()), new Access(4, Region.STACK));
        Value map = build().graph().floating(Op.MAP, Type.PTR, 0, counter);
        Value cell = build().call(Type.PTR, Helpers.LOOKUP, map, keyAddress);
        Block found = build().graph().newBlock();
        Block after = build().graph().newBlock();
        found.markUnlikely();
        after.markUnlikely();
        build().branch(Cond.NE, cell, build().nullPointer(), found, after);
        build().at(found);
        Access access = new Access(8, Region.MAP);
        Value count = build().load(Type.I64, cell, 0, access);
        build().store(cell, 0, build().binary(Op.ADD, count, build().i64(1)), access);
        build().jump(after);
        build().at(after);
    }

    private Value wakeup(Call call, MapRef ring) {
        if (unit.options().alwaysWake()) {
            return build().i64(0);
        }
        long half = ring.map().declaration().maxEntries() / 2;
        Value used = build().call(Type.I64, Helpers.QUERY, maps.pointer(call, ring), build().i64(AVAILABLE_DATA));
        return unit.divisions()
                .select(Cond.UGE, used, build().i64(half), build().i64(FORCE_WAKEUP), build().i64(NO_WAKEUP));
    }

    /** A ring may carry several kinds of events: those of the classes below the one that it declares. */
    private Outcome output(Call call, MapRef ring) {
        Layout layout = sent(call, ring, 1);
        Value data = unit.memory().address(call.frame(), call.arg(1), layout);
        Value length = call.number(2);
        unit.requireRange(
                length,
                1,
                layout.bytes(),
                "the length may be larger than the event (" + layout.bytes() + ")",
                "bound it: if (n <= 0 || n > " + layout.bytes() + ") return ...;");
        Value flags = wakeup(call, ring);
        Value failed = build().call(
                        Type.I64,
                        Helpers.OUTPUT,
                        maps.pointer(call, ring),
                        data,
                        build().unary(Op.ZEXT, Type.I64, length),
                        flags);
        return counted(ring, failed);
    }

    private Outcome perfOutput(Call call, MapRef ring) {
        Layout layout = sent(call, ring, 2);
        Value data = unit.memory().address(call.frame(), call.arg(2), layout);
        Value failed = build().call(
                        Type.I64,
                        Helpers.PERF_OUTPUT,
                        unit.context(),
                        maps.pointer(call, ring),
                        build().i64(CURRENT_CPU),
                        data,
                        build().i64(layout.bytes()));
        return counted(ring, failed);
    }

    private Outcome counted(MapRef ring, Value failed) {
        Block sent = build().graph().newBlock();
        Block lost = build().graph().newBlock();
        build().branch(Cond.EQ, failed, build().i64(0), sent, lost);
        lost.markUnlikely();
        build().at(lost);
        countLoss(ring);
        return new Outcome.Ways(List.of(
                new Exit(sent, new Operand.Num(build().i32(1))),
                new Exit(build().block(), new Operand.Num(build().i32(0)))));
    }
}
