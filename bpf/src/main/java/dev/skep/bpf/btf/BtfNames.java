package dev.skep.bpf.btf;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the types of one blob by name. Functions are four fifths of the kernel's names and are seldom asked for, so
 * they have an index of their own; each index is an open-addressing table of ids, built when it is first needed.
 */
final class BtfNames {
    private static final Set<BtfKind> DATA_KINDS = EnumSet.of(
            BtfKind.INT,
            BtfKind.STRUCT,
            BtfKind.UNION,
            BtfKind.ENUM,
            BtfKind.FWD,
            BtfKind.TYPEDEF,
            BtfKind.FLOAT,
            BtfKind.ENUM64);
    private static final Set<BtfKind> FUNCTION_KINDS = EnumSet.of(BtfKind.FUNC);
    private static final int BLOCK = 16;

    private final BtfTypes types;
    private volatile int @Nullable [] data;
    private volatile int @Nullable [] functions;

    BtfNames(BtfTypes types) {
        this.types = types;
    }

    /** The lowest id of a kind and name in this blob, or 0. */
    int find(BtfKind kind, byte[] name) {
        if (FUNCTION_KINDS.contains(kind)) {
            int[] table = functions;
            if (table == null) {
                functions = table = build(FUNCTION_KINDS);
            }
            return probe(table, kind, name);
        }
        if (DATA_KINDS.contains(kind)) {
            int[] table = data;
            if (table == null) {
                data = table = build(DATA_KINDS);
            }
            return probe(table, kind, name);
        }
        return scan(kind, name);
    }

    private int probe(int[] table, BtfKind kind, byte[] name) {
        int mask = table.length - 1;
        for (int slot = spread(BtfTypes.hash(name)) & mask; table[slot] != 0; slot = slot + 1 & mask) {
            int id = table[slot];
            if (types.kindNumber(id) == kind.number() && types.stringEquals(types.nameOffset(id), name)) {
                return id;
            }
        }
        return 0;
    }

    private int scan(BtfKind kind, byte[] name) {
        for (int id = types.firstId; id < types.endId(); id++) {
            if (types.kindNumber(id) == kind.number() && types.stringEquals(types.nameOffset(id), name)) {
                return id;
            }
        }
        return 0;
    }

    private int[] build(Set<BtfKind> kinds) {
        int names = 0;
        int kindBits = 0;
        for (BtfKind kind : kinds) {
            names += types.count(kind);
            kindBits |= 1 << kind.number();
        }
        int[] table = new int[Integer.highestOneBit(Math.max(8, names)) * 4];
        for (int id = types.firstId; id < types.endId(); id += BLOCK) {
            fillBlock(table, kindBits, id);
        }
        return table;
    }

    /** Enters the named types among {@link #BLOCK} ids; small, so that a cold JVM compiles it early. */
    private void fillBlock(int[] table, int kindBits, int start) {
        int end = Math.min(start + BLOCK, types.endId());
        int mask = table.length - 1;
        for (int id = start; id < end; id++) {
            if ((kindBits >>> types.kindNumber(id) & 1) == 0) {
                continue;
            }
            int name = types.nameOffset(id);
            if (name != 0) {
                int slot = spread(types.stringHash(name)) & mask;
                while (table[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                table[slot] = id;
            }
        }
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9e3779b9;
        return mixed ^ mixed >>> 16;
    }
}
