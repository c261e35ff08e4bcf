package dev.skep.compiler.front;

import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory for what is too large for the stack: one value per CPU, found where an object is made. Objects get parts of it one
 * after another.
 */
final class Scratch {
    private final Unit unit;
    private final Map<String, Integer> places = new HashMap<>();
    private int used;

    Scratch(Unit unit) {
        this.unit = unit;
    }

    /** Room for one object; the same for the same place in the source. The builder goes on in another block. */
    Value room(Frame frame, int bytes) {
        String place = frame.path() + "@" + unit.build().position().line() + "#" + bytes;
        int at = places.computeIfAbsent(place, key -> {
            int start = used;
            used += (bytes + 7) / 8 * 8;
            return start;
        });
        unit.maps().needScratch(used);
        return unit.build().offset(lookup(), at);
    }

    /** Looks the value up, behind a test that only satisfies the verifier. */
    private Value lookup() {
        Builder build = unit.build();
        Value key = unit.graph().stackAddress(unit.graph().newSlot(4), 0);
        build.store(key, 0, build.i32(0), new Access(4, Region.STACK));
        Value map = unit.graph().floating(Op.MAP, Type.PTR, 0, MapTable.SCRATCH);
        Value found = build.call(Type.PTR, Helpers.LOOKUP, map, key);
        Block absent = unit.graph().newBlock();
        Block present = unit.graph().newBlock();
        absent.markUnlikely();
        build.branch(Cond.EQ, found, build.nullPointer(), absent, present);
        build.at(absent);
        unit.abort();
        build.at(present);
        return found;
    }
}
