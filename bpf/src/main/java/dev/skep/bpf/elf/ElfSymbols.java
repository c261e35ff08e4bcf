package dev.skep.bpf.elf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A symbol table, read in place. The first lookup by name indexes the names, the first by address sorts the functions;
 * what is kept is one {@code int} or {@code long} per symbol.
 */
public final class ElfSymbols {
    /** How many symbols before the nearest one may enclose an address: nested labels in assembly. */
    private static final int NESTED = 16;

    private static final int INDEX_BITS = 24;
    private static final int VERSION_HIDDEN = 0x8000;

    private final @Nullable ElfBytes table;
    private final @Nullable ElfBytes names;
    private final @Nullable ElfBytes versions;
    private final int count;
    private volatile int @Nullable [] byName;
    private volatile long @Nullable [] byAddress;
    private long lowest;

    ElfSymbols(@Nullable ElfBytes table, @Nullable ElfBytes names, @Nullable ElfBytes versions) {
        this.table = table;
        this.names = names;
        this.versions = versions;
        this.count = table == null ? 0 : (int) Math.min(table.size() / ElfLayout.SYMBOL_BYTES, 1 << INDEX_BITS);
    }

    /** How many there are. */
    public int size() {
        return count;
    }

    /** The symbol at an index; the one at 0 is empty. */
    public ElfSymbol get(int index) {
        int info = bytes(table).int8(at(index, ElfLayout.ST_INFO));
        return new ElfSymbol(
                bytes(names).string(nameOffset(index)),
                value(index),
                bytes(table).int64(at(index, ElfLayout.ST_SIZE)),
                info & 15,
                info >>> 4,
                section(index));
    }

    /** Passes all symbols that the file defines. */
    public void forEachDefined(Consumer<ElfSymbol> consumer) {
        for (int i = 1; i < count; i++) {
            if (section(i) != 0) {
                consumer.accept(get(i));
            }
        }
    }

    /**
     * The symbol of a name that the file defines. Of several versions it is the one that new programs link with; else
     * a global one before a local one.
     */
    public Optional<ElfSymbol> find(String name) {
        if (count == 0) {
            return Optional.empty();
        }
        int[] index = byName;
        if (index == null) {
            byName = index = indexNames();
        }
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int best = 0;
        int mask = index.length - 1;
        for (int slot = hash(wanted) & mask; index[slot] != 0; slot = slot + 1 & mask) {
            int candidate = index[slot];
            if (bytes(names).stringEquals(nameOffset(candidate), wanted)
                    && (best == 0 || rank(candidate) > rank(best))) {
                best = candidate;
            }
        }
        return best == 0 ? Optional.empty() : Optional.of(get(best));
    }

    /** The function that an address, as linked, is in. */
    public Optional<ElfSymbol> at(long address) {
        long[] sorted = byAddress;
        if (sorted == null) {
            byAddress = sorted = sortFunctions();
        }
        long key = address - lowest;
        if (key < 0 || key >>> Long.SIZE - INDEX_BITS - 1 != 0) {
            return Optional.empty();
        }
        int found = Arrays.binarySearch(sorted, (key + 1) << INDEX_BITS);
        int place = found >= 0 ? found - 1 : -found - 2;
        long next = place + 1 < sorted.length ? lowest + (sorted[place + 1] >>> INDEX_BITS) : Long.MAX_VALUE;
        for (int i = place; i >= 0 && i > place - NESTED; i--) {
            int index = bestAtSameAddress(sorted, i);
            long start = value(index);
            long size = bytes(table).int64(at(index, ElfLayout.ST_SIZE));
            if (size == 0 ? i == place && address < next : Long.compareUnsigned(address - start, size) < 0) {
                return Optional.of(get(index));
            }
        }
        return Optional.empty();
    }

    private int bestAtSameAddress(long[] sorted, int last) {
        int best = (int) sorted[last] & (1 << INDEX_BITS) - 1;
        for (int i = last - 1; i >= 0 && sorted[i] >>> INDEX_BITS == sorted[last] >>> INDEX_BITS; i--) {
            int other = (int) sorted[i] & (1 << INDEX_BITS) - 1;
            best = rank(other) >= rank(best) ? other : best;
        }
        return best;
    }

    // --- Indexes ------------------------------------------------------------------------------------------------

    private int[] indexNames() {
        int[] index = new int[Integer.highestOneBit(Math.max(8, count)) * 4];
        long budget = 64 * (bytes(names).size() + 1024);
        for (int i = 1; i < count; i++) {
            if (section(i) == 0 || nameOffset(i) == 0) {
                continue;
            }
            int hash = 0;
            long at = nameOffset(i);
            for (int c = bytes(names).int8(at); c != 0; c = bytes(names).int8(++at)) {
                hash = 31 * hash + (byte) c;
                if (--budget < 0) {
                    throw new ElfException(at, "the names of symbols overlap without end");
                }
            }
            int slot = spread(hash) & index.length - 1;
            while (index[slot] != 0) {
                slot = slot + 1 & index.length - 1;
            }
            index[slot] = i;
        }
        return index;
    }

    /** The functions' addresses above the lowest one, each followed by its index in the low bits. */
    private long[] sortFunctions() {
        long first = Long.MAX_VALUE;
        for (int i = 1; i < count; i++) {
            if (isCode(i) && value(i) >= 0) {
                first = Math.min(first, value(i));
            }
        }
        long[] sorted = new long[count];
        int found = 0;
        for (int i = 1; i < count; i++) {
            long key = value(i) - first;
            if (isCode(i) && key >= 0 && key >>> Long.SIZE - INDEX_BITS - 1 == 0) {
                sorted[found++] = key << INDEX_BITS | i;
            }
        }
        lowest = first;
        long[] exact = Arrays.copyOf(sorted, found);
        Arrays.sort(exact);
        return exact;
    }

    private boolean isCode(int index) {
        int type = bytes(table).int8(at(index, ElfLayout.ST_INFO)) & 15;
        return section(index) != 0 && (type == ElfSymbol.FUNC || type == ElfSymbol.GNU_IFUNC);
    }

    /** Which of two symbols people mean: the default version, then global, weak, local, then functions. */
    private int rank(int index) {
        int info = bytes(table).int8(at(index, ElfLayout.ST_INFO));
        int binding = info >>> 4;
        int reach = binding == ElfSymbol.GLOBAL ? 2 : binding == ElfSymbol.WEAK ? 1 : 0;
        boolean hidden = versions != null
                && versions.size() >= 2L * index + 2
                && (versions.int16(2L * index) & VERSION_HIDDEN) != 0;
        return (hidden ? 0 : 8) + reach * 2 + ((info & 15) == ElfSymbol.FUNC ? 1 : 0);
    }

    private static int hash(byte[] name) {
        int hash = 0;
        for (byte b : name) {
            hash = 31 * hash + b;
        }
        return spread(hash);
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9e3779b9;
        return mixed ^ mixed >>> 16;
    }

    // --- Raw fields ---------------------------------------------------------------------------------------------

    private long nameOffset(int index) {
        return Integer.toUnsignedLong(bytes(table).int32(at(index, ElfLayout.ST_NAME)));
    }

    private long value(int index) {
        return bytes(table).int64(at(index, ElfLayout.ST_VALUE));
    }

    private int section(int index) {
        return bytes(table).int16(at(index, ElfLayout.ST_SECTION));
    }

    private long at(int index, int field) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("symbol " + index + " of " + count);
        }
        return (long) index * ElfLayout.SYMBOL_BYTES + field;
    }

    private static ElfBytes bytes(@Nullable ElfBytes part) {
        if (part == null) {
            throw new IndexOutOfBoundsException("an empty symbol table");
        }
        return part;
    }
}
