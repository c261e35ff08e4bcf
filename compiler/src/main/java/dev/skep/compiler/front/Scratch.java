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
import org.jspecify.annotations.Nullable;

/**
 * Memory for what is too large for the stack: one value per CPU, found at the start of the program. Objects get parts of it
 * one after another.
 */
final class Scratch {
    /** Name of the map. */
    static final String MAP = ".scratch";

    private final Unit unit;
    private final Map<String, Integer> places = new HashMap<>();
    private @Nullable Value base;
    private int used;

    Scratch(Unit unit) {
        this.unit = unit;
    }

    /** Room for one object; the same for the same place in the source. */
    Value room(Frame frame, int bytes) {
        String place = frame.path() + "@" + unit.build().position().line() + "#" + bytes;
        int at = places.computeIfAbsent(place, key -> {
            int start = used;
            used += (bytes + 7) / 8 * 8;
            return start;
        });
        unit.maps().needScratch(used);
        return unit.build().offset(base(), at);
    }

    /** Looks the value up in the prologue, behind a test that only satisfies the verifier. */
    private Value base() {
        if (base != null) {
            return base;
        }
        Builder build = unit.build();
        Block here = build.block();
        Block prologue = unit.graph().entry();
        Block start = prologue.successors().getFirst();
        prologue.unterminate();
        build.at(prologue);
        Value key = unit.graph().stackAddress(unit.graph().newSlot(4), 0);
        build.store(key, 0, build.i32(0), new Access(4, Region.STACK));
        Value map = unit.graph().floating(Op.MAP, Type.PTR, 0, MAP);
        Value found = build.call(Type.PTR, Helpers.LOOKUP, map, key);
        Block absent = unit.graph().newBlock();
        absent.markUnlikely();
        build.branch(Cond.EQ, found, build.nullPointer(), absent, start);
        build.at(absent);
        unit.abort();
        build.at(here);
        base = found;
        return found;
    }
}
