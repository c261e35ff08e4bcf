package dev.skep.bpf.btf;

import org.jspecify.annotations.Nullable;

/**
 * Finds the types of one blob by name. Functions are four fifths of the kernel's names and are seldom asked for, so
 * they have an index of their own; each index is an open-addressing table of ids, built when it is first needed.
 */
final class BtfNames {
    private static final int BLOCK = 16;

    private final BtfTypes types;
    private volatile int @Nullable [] data;
    private volatile int @Nullable [] functions;

    BtfNames(BtfTypes types) {
        this.types = types;
    }

    /** The lowest id of a kind and name in this blob, or 0. */
    int find(BtfKind kind, byte[] name) {
        return switch (kind) {
            case INT, STRUCT, UNION, ENUM, FWD, TYPEDEF, FLOAT, ENUM64 -> probe(data(), kind, name);
            case FUNC -> probe(functions(), kind, name);
            case VAR, DATASEC, DECL_TAG, TYPE_TAG -> scan(kind, name);
            case VOID, PTR, ARRAY, VOLATILE, CONST, RESTRICT, FUNC_PROTO -> 0;
        };
    }

    private int[] data() {
        int[] table = data;
        if (table == null) {
            data = table = build(types.dataIds());
        }
        return table;
    }

    private int[] functions() {
        int[] table = functions;
        if (table == null) {
            functions = table = build(types.functionIds());
        }
        return table;
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

    private int[] build(int[] ids) {
        int[] table = new int[Integer.highestOneBit(Math.max(8, ids.length)) * 4];
        for (int start = 0; start < ids.length; start += BLOCK) {
            fillBlock(table, ids, start);
        }
        return table;
    }

    /** Enters the named types among {@link #BLOCK} ids; small, so that a cold JVM compiles it early. */
    private void fillBlock(int[] table, int[] ids, int start) {
        int end = Math.min(start + BLOCK, ids.length);
        int mask = table.length - 1;
        for (int i = start; i < end; i++) {
            int name = types.nameOffset(ids[i]);
            if (name != 0) {
                int slot = spread(types.stringHash(name)) & mask;
                while (table[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                table[slot] = ids[i];
            }
        }
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9e3779b9;
        return mixed ^ mixed >>> 16;
    }
}
