package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * Whether two accesses to one region can touch the same bytes. An address is seen as a root plus a constant; accesses from
 * the same root are compared by their bytes, those from different roots are apart only where the roots say so: other slots
 * of the stack, values of other maps.
 */
record Alias(Value root, long offset, int bytes) {

    /** The bytes that a LOAD, STORE or ATOMIC_ADD touches. */
    static Alias of(Value access) {
        Value root = access.arg(0);
        long offset = access.imm();
        while (root.is(Op.PTRADD) && root.arg(1).isConst()) {
            offset += root.arg(1).imm();
            root = root.arg(0);
        }
        if (root.is(Op.STACK) || root.is(Op.MAP_VALUE)) {
            offset += root.imm();
        }
        return new Alias(root, offset, access.access().bytes());
    }

    /** Whether both start from the same address, so that their offsets can be compared. */
    boolean sameRoot(Alias other) {
        if (root == other.root) {
            return true;
        }
        boolean floating = (root.is(Op.STACK) || root.is(Op.MAP_VALUE)) && root.op() == other.root.op();
        return floating && java.util.Objects.equals(root.aux(), other.root.aux());
    }

    /** Whether both are the very same bytes. */
    boolean same(Alias other) {
        return sameRoot(other) && offset == other.offset && bytes == other.bytes;
    }

    /** Whether this touches no byte of the other. */
    boolean apart(Alias other) {
        if (sameRoot(other)) {
            return offset + bytes <= other.offset || other.offset + other.bytes <= offset;
        }
        return differentObjects(root, other.root);
    }

    private static boolean differentObjects(Value a, Value b) {
        StackSlot slotA = slot(a);
        StackSlot slotB = slot(b);
        if (slotA != null && slotB != null) {
            return slotA != slotB;
        }
        String mapA = map(a);
        String mapB = map(b);
        return mapA != null && mapB != null && !mapA.equals(mapB);
    }

    /** Whether a call that writes the region may write these bytes. */
    boolean writtenBy(Value call, Region region) {
        if (!call.callee().writes().contains(region)) {
            return false;
        }
        return region != Region.STACK || reachedBy(call);
    }

    /** Whether a call gets an address through which it could touch these bytes of the stack. */
    private boolean reachedBy(Value call) {
        StackSlot mine = slot(root);
        if (mine == null || call.callee().kind() == Callee.Kind.FUNCTION) {
            return true;
        }
        for (Value arg : call.args()) {
            Value base = base(arg);
            if (base.is(Op.STACK) ? base.slot() == mine : base.is(Op.PHI)) {
                return true;
            }
        }
        return false;
    }

    private static Value base(Value pointer) {
        Value base = pointer;
        while (base.is(Op.PTRADD)) {
            base = base.arg(0);
        }
        return base;
    }

    private static @Nullable StackSlot slot(Value root) {
        Value base = base(root);
        return base.is(Op.STACK) ? base.slot() : null;
    }

    /** The map that an address lies in, if that is known. */
    private static @Nullable String map(Value root) {
        Value base = base(root);
        if (base.is(Op.MAP_VALUE)) {
            return String.valueOf(base.aux());
        }
        boolean lookup = base.is(Op.CALL) && base.callee().name().equals("bpf_map_lookup_elem");
        return lookup && base.arg(0).is(Op.MAP) ? String.valueOf(base.arg(0).aux()) : null;
    }
}
