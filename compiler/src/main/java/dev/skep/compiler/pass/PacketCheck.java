package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * A branch that asks whether some bytes from an address on lie before the end of the packet.
 *
 * @param root    the address
 * @param bytes   how many bytes
 * @param end     the packet's end
 * @param success where it goes on if they do
 * @param failure where it goes on if not
 */
record PacketCheck(Value root, long bytes, Value end, Block success, Block failure) {

    /** The check at the end of a block, or null if there is none. */
    static @Nullable PacketCheck of(Block block) {
        Value branch = block.terminator();
        if (!branch.is(Op.BRANCH)) {
            return null;
        }
        Value place = branch.arg(0);
        Value end = branch.arg(1);
        Cond cond = branch.cond();
        if (isEnd(place)) {
            Value swap = place;
            place = end;
            end = swap;
            cond = cond.swapped();
        }
        if (!isEnd(end) || place.type() != Type.PTR || (cond != Cond.UGT && cond != Cond.ULE)) {
            return null;
        }
        long bytes = 0;
        while (place.is(Op.PTRADD) && place.arg(1).isConst()) {
            bytes += place.arg(1).imm();
            place = place.arg(0);
        }
        Block then = block.successors().get(0);
        Block otherwise = block.successors().get(1);
        return cond == Cond.UGT
                ? new PacketCheck(place, bytes, end, otherwise, then)
                : new PacketCheck(place, bytes, end, then, otherwise);
    }

    private static boolean isEnd(Value value) {
        return value.is(Op.LOAD) && value.type() == Type.PTR && value.access().region() == Region.CONTEXT;
    }

    /** Whether it asks about the same address and end. */
    boolean alike(PacketCheck other) {
        return root == other.root && end == other.end;
    }
}
