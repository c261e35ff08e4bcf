package dev.skep.bpf.btf;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The types of a kernel, a module or a program, read from the raw bytes when they are asked for. Types have ids: 0 is
 * {@code void}, a module's ids go on where its base's end.
 *
 * <p>Opening makes one pass over the bytes; the first lookup by name builds an index of that kind of name. No object is
 * kept per type. Instances can be shared by threads.
 *
 * @see <a href="https://docs.kernel.org/bpf/btf.html">BPF Type Format</a>
 */
public final class Btf {
    private static final Path DIRECTORY = Path.of("/sys/kernel/btf");
    private static final int MAX_CHAIN = 64;
    private static final int POINTER_BYTES = 8;
    private static final int READ_BYTES = 4096;

    private static final Object VMLINUX_LOCK = new Object();
    private static SoftReference<Btf> vmlinux = new SoftReference<>(null);

    private final @Nullable Btf base;
    private final BtfTypes types;
    private final BtfNames names;

    private Btf(byte[] data, @Nullable Btf base) {
        this.base = base;
        this.types = new BtfTypes(data, base == null ? null : base.types);
        this.names = new BtfNames(types);
    }

    /**
     * The running kernel's types, read from {@code /sys/kernel/btf/vmlinux} once while memory allows.
     *
     * @throws BtfException if the kernel has none
     */
    public static Btf vmlinux() {
        synchronized (VMLINUX_LOCK) {
            Btf known = vmlinux.get();
            if (known == null) {
                known = read(DIRECTORY.resolve("vmlinux"), null);
                vmlinux = new SoftReference<>(known);
            }
            return known;
        }
    }

    /**
     * The types of a loaded kernel module, on top of {@link #vmlinux()}.
     *
     * @throws BtfException if there is no such module or it has no BTF
     */
    public static Btf module(String name) {
        return read(DIRECTORY.resolve(name), vmlinux());
    }

    private static Btf read(Path file, @Nullable Btf base) {
        try {
            return new Btf(readAll(file), base);
        } catch (FileNotFoundException e) {
            String remedy = base == null
                    ? "the kernel was built without CONFIG_DEBUG_INFO_BTF"
                    : "the module is not loaded, or was built without BTF";
            throw new BtfException(file + " cannot be opened: " + remedy, e);
        } catch (IOException e) {
            throw new BtfException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file of sysfs, which gives one page per read whatever is asked for; a plain stream with small reads takes
     * 4 ms for the kernel's 5.5 MB, {@code Files.readAllBytes} 9 ms.
     */
    private static byte[] readAll(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            byte[] data = new byte[(int) Math.max(READ_BYTES, file.toFile().length())];
            int length = 0;
            while (true) {
                if (length == data.length && in.available() > 0) {
                    data = Arrays.copyOf(data, length * 2);
                }
                int read = in.read(data, length, Math.min(READ_BYTES, data.length - length));
                if (read <= 0) {
                    return length == data.length ? data : Arrays.copyOf(data, length);
                }
                length += read;
            }
        }
    }

    /**
     * Types that stand by themselves.
     *
     * @param data raw little-endian BTF; not copied, so leave it alone afterwards
     * @throws BtfException if it is damaged
     */
    public static Btf parse(byte[] data) {
        return new Btf(data, null);
    }

    /**
     * Types that were split from a base and refer to it.
     *
     * @throws BtfException if they are damaged
     */
    public static Btf parse(byte[] data, Btf base) {
        return new Btf(data, base);
    }

    // --- By name ------------------------------------------------------------------------------------------------

    /** The id of the first type of a kind and name, own types before the base's; 0 if there is none. */
    public int findByName(BtfKind kind, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int id = names.find(kind, wanted);
        return id != 0 || base == null ? id : base.findByName(kind, name);
    }

    /** The struct or union of a name, complete and not just declared. */
    public OptionalInt struct(String name) {
        int struct = findByName(BtfKind.STRUCT, name);
        return present(struct != 0 ? struct : findByName(BtfKind.UNION, name));
    }

    /** The function of a name; its type gives the prototype's id. */
    public OptionalInt function(String name) {
        return present(findByName(BtfKind.FUNC, name));
    }

    /** The typedef of a name. */
    public OptionalInt typedef(String name) {
        return present(findByName(BtfKind.TYPEDEF, name));
    }

    /** The enum of a name, of 32 or 64 bits. */
    public OptionalInt enumeration(String name) {
        int narrow = findByName(BtfKind.ENUM, name);
        return present(narrow != 0 ? narrow : findByName(BtfKind.ENUM64, name));
    }

    private static OptionalInt present(int id) {
        return id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The value of a constant.
     *
     * @param enumName the enum that declares it; empty to search all enums, the anonymous ones included
     */
    public OptionalLong enumerator(String enumName, String constant) {
        BtfEnums enums = new BtfEnums(this, constant);
        return enumName.isEmpty() ? enums.searchAll() : enums.searchNamed(enumName);
    }

    // --- By id --------------------------------------------------------------------------------------------------

    /** The highest id. */
    public int lastId() {
        return types.endId() - 1;
    }

    /**
     * The kind of a type.
     *
     * @throws BtfException if there is no such id, as for every method that takes one
     */
    public BtfKind kind(int id) {
        return id == 0 ? BtfKind.VOID : BtfKind.of(types.owner(id).kindNumber(id));
    }

    /** The name of a type, empty for an anonymous one. */
    public String name(int id) {
        if (id == 0) {
            return "";
        }
        BtfTypes owner = types.owner(id);
        return owner.string(owner.nameOffset(id));
    }

    /** A type with all that belongs to it, decoded now. */
    public BtfType type(int id) {
        return id == 0 ? new BtfType.Void() : BtfDecoder.decode(types.owner(id), id);
    }

    /** What a type is below its typedefs, qualifiers and type tags. */
    public int resolve(int id) {
        int current = id;
        for (int i = 0; i < MAX_CHAIN; i++) {
            if (current == 0) {
                return 0;
            }
            BtfTypes owner = types.owner(current);
            switch (BtfKind.of(owner.kindNumber(current))) {
                case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> current = owner.sizeOrType(current);
                default -> {
                    return current;
                }
            }
        }
        throw new BtfException("type " + id + " is a chain of more than " + MAX_CHAIN + " typedefs and qualifiers");
    }

    /**
     * The size of a type in bytes; 0 for a flexible array.
     *
     * @throws BtfException if it has none: {@code void}, functions, types that are only declared
     */
    public int sizeOf(int id) {
        long count = 1;
        int current = resolve(id);
        for (int i = 0; i < MAX_CHAIN; i++) {
            BtfType type = current == 0 || kind(current) == BtfKind.ARRAY ? type(current) : null;
            if (!(type instanceof BtfType.Array array)) {
                return checkedSize(id, count * elementSize(current));
            }
            count = checkedSize(id, count * Integer.toUnsignedLong(array.length()));
            current = resolve(array.elementTypeId());
        }
        throw new BtfException("type " + id + " is an array of more than " + MAX_CHAIN + " dimensions");
    }

    private long elementSize(int id) {
        return switch (kind(id)) {
            case INT, STRUCT, UNION, ENUM, ENUM64, FLOAT, DATASEC ->
                Integer.toUnsignedLong(types.owner(id).sizeOrType(id));
            case PTR -> POINTER_BYTES;
            case VAR -> variableSize(types.owner(id).sizeOrType(id));
            case VOID, ARRAY, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, FUNC_PROTO, DECL_TAG, TYPE_TAG ->
                throw new BtfException(describe(id) + " has no size");
        };
    }

    private int variableSize(int typeId) {
        if (kind(resolve(typeId)) == BtfKind.VAR) {
            throw new BtfException("type " + typeId + " is a variable, and that of another one");
        }
        return sizeOf(typeId);
    }

    private int checkedSize(int id, long size) {
        if (size > Integer.MAX_VALUE) {
            throw new BtfException("type " + id + " has 2 GiB or more");
        }
        return (int) size;
    }

    // --- Members ------------------------------------------------------------------------------------------------

    /**
     * Where a member is.
     *
     * @param structId a struct or union, or a typedef of one
     * @param path     as {@link MemberPath#parse} reads it
     * @throws BtfException if there is no such member
     */
    public MemberLocation member(int structId, String path) {
        MemberLocation location = BtfMembers.find(this, structId, MemberPath.parse(path));
        if (location == null) {
            throw new BtfException(describe(structId) + " has no member " + path);
        }
        return location;
    }

    /** Where a member is, or empty if this kernel's struct does not have it. */
    public Optional<MemberLocation> findMember(int structId, String path) {
        return findMember(structId, MemberPath.parse(path));
    }

    /** Where a member is, or empty if this kernel's struct does not have it. */
    public Optional<MemberLocation> findMember(int structId, MemberPath path) {
        return Optional.ofNullable(BtfMembers.find(this, structId, path));
    }

    /** A type as an error message names it: {@code struct task_struct}. */
    String describe(int id) {
        return BtfFormat.of(this).name(id);
    }

    BtfTypes types() {
        return types;
    }

    @Nullable Btf base() {
        return base;
    }
}
