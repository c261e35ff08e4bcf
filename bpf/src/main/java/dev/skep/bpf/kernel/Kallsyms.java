package dev.skep.bpf.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's symbols, from {@code /proc/kallsyms}: address to name and name to address.
 *
 * <p>Each line is {@code address type name [module]}. Addresses are unsigned and the upper half of the address space is
 * the kernel's, so a table sorted by unsigned address answers "which function is this" by binary search. Names stay
 * bytes in one array: a kernel has some 200,000 symbols, of which a process asks for a handful.
 */
public final class Kallsyms {
    private static final Path FILE = Path.of("/proc/kallsyms");

    private final long[] addresses;
    private final int[] nameOffsets;
    private final byte[] names;

    private Kallsyms(long[] addresses, int[] nameOffsets, byte[] names) {
        this.addresses = addresses;
        this.nameOffsets = nameOffsets;
        this.names = names;
    }

    /**
     * A symbol.
     *
     * @param name    its name
     * @param module  the module that it belongs to, {@code "bpf"} for JITed programs, empty for the kernel image
     * @param address unsigned virtual address; 0 where {@code kptr_restrict} hides addresses
     */
    public record Symbol(String name, String module, long address) {}

    /** Reads the running kernel's table. Addresses are zero without CAP_SYSLOG. */
    public static Kallsyms read() {
        try (InputStream in = Files.newInputStream(FILE)) {
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    /** Parses the text of {@code /proc/kallsyms}; lines that are not symbols are passed over. */
    public static Kallsyms parse(byte[] text) {
        int lines = 0;
        for (byte b : text) {
            if (b == '\n') {
                lines++;
            }
        }
        long[] addresses = new long[lines + 1];
        int[] offsets = new int[lines + 1];
        int count = 0;
        int at = 0;
        while (at < text.length) {
            int end = endOfLine(text, at);
            int space = indexOf(text, ' ', at, end);
            if (space > at && space + 3 < end && text[space + 2] == ' ' && isHex(text, at, space)) {
                addresses[count] = hex(text, at, space);
                offsets[count++] = space + 3;
            }
            at = end + 1;
        }
        return sorted(Arrays.copyOf(addresses, count), Arrays.copyOf(offsets, count), text);
    }

    private static Kallsyms sorted(long[] addresses, int[] offsets, byte[] text) {
        boolean ascending = true;
        for (int i = 1; i < addresses.length && ascending; i++) {
            ascending = Long.compareUnsigned(addresses[i - 1], addresses[i]) <= 0;
        }
        if (ascending) {
            return new Kallsyms(addresses, offsets, text);
        }
        Integer[] order = new Integer[addresses.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compareUnsigned(addresses[a], addresses[b]));
        long[] sortedAddresses = new long[addresses.length];
        int[] sortedOffsets = new int[addresses.length];
        for (int i = 0; i < order.length; i++) {
            sortedAddresses[i] = addresses[order[i]];
            sortedOffsets[i] = offsets[order[i]];
        }
        return new Kallsyms(sortedAddresses, sortedOffsets, text);
    }

    /** How many symbols there are. */
    public int size() {
        return addresses.length;
    }

    /** The symbol that an address lies in: the last one at or below it; null below the first. */
    public @Nullable Symbol at(long address) {
        int low = 0;
        int high = addresses.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(addresses[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? null : symbol(high);
    }

    /**
     * The address of the only symbol with a name; empty where there is none or where several functions share the name
     * (a kprobe on such a name is refused by kernels since 6.6 with EADDRNOTAVAIL).
     */
    public OptionalLong uniqueAddress(String name) {
        long[] found = addressesOf(name);
        return found.length == 1 ? OptionalLong.of(found[0]) : OptionalLong.empty();
    }

    /** The addresses of all symbols with a name, ascending. */
    public long[] addressesOf(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
        long[] found = new long[4];
        int count = 0;
        for (int i = 0; i < addresses.length; i++) {
            if (isNamed(i, wanted) && (count == 0 || found[count - 1] != addresses[i])) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = addresses[i];
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Whether the kernel has a symbol with a name. */
    public boolean contains(String name) {
        return addressesOf(name).length > 0;
    }

    private boolean isNamed(int index, byte[] wanted) {
        int start = nameOffsets[index];
        int end = start + wanted.length;
        if (end > names.length || !Arrays.equals(names, start, end, wanted, 0, wanted.length)) {
            return false;
        }
        return end == names.length || names[end] == '\n' || names[end] == '\t' || names[end] == ' ';
    }

    private Symbol symbol(int index) {
        int start = nameOffsets[index];
        int lineEnd = endOfLine(names, start);
        int nameEnd = start;
        while (nameEnd < lineEnd && names[nameEnd] != '\t' && names[nameEnd] != ' ') {
            nameEnd++;
        }
        String name = new String(names, start, nameEnd - start, StandardCharsets.ISO_8859_1);
        String rest = new String(names, nameEnd, lineEnd - nameEnd, StandardCharsets.ISO_8859_1).strip();
        String module = rest.startsWith("[") && rest.endsWith("]") ? rest.substring(1, rest.length() - 1) : "";
        return new Symbol(name, module, addresses[index]);
    }

    private static int endOfLine(byte[] text, int from) {
        return indexOf(text, '\n', from, text.length);
    }

    private static int indexOf(byte[] text, char wanted, int from, int end) {
        int at = from;
        while (at < end && text[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean isHex(byte[] text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (Character.digit(text[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static long hex(byte[] text, int from, int end) {
        long value = 0;
        for (int i = from; i < end; i++) {
            value = (value << 4) | Character.digit(text[i], 16);
        }
        return value;
    }
}
