package dev.skep.compiler.front;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfKind;
import dev.skep.bpf.btf.BtfType;
import dev.skep.bpf.btf.MemberLocation;
import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Kernel;
import java.lang.reflect.Field;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Structures of the running kernel: where their fields are, and how they are read by the trust a pointer has. */
final class KernelTypes {
    private final Unit unit;
    private final Btf btf;

    KernelTypes(Unit unit, Btf btf) {
        this.unit = unit;
        this.btf = btf;
    }

    Btf btf() {
        return btf;
    }

    private Builder build() {
        return unit.build();
    }

    /** BTF id of the structure that a class stands for. */
    int structure(Frame frame, Class<?> kernelClass) {
        String name = kernelName(frame, kernelClass);
        return btf.struct(name)
                .orElseThrow(() -> frame.error(
                        "this kernel has no struct " + name, "guard its use by Ksyms.typeExists(\"" + name + "\")"));
    }

    private static String kernelName(Frame frame, Class<?> kernelClass) {
        Kernel kernel = kernelClass.getAnnotation(Kernel.class);
        if (kernel == null) {
            throw frame.error(
                    kernelClass.getSimpleName() + " does not say which kernel structure it is",
                    "annotate it: @Kernel(\"task_struct\")");
        }
        return kernel.value();
    }

    Shape.KernelStruct shape(Frame frame, Class<?> kernelClass) {
        return new Shape.KernelStruct(kernelClass, structure(frame, kernelClass));
    }

    /** A pointer that the verifier knows the type of. */
    Ref trusted(Frame frame, Value pointer, Class<?> kernelClass, boolean maybeNull) {
        return new Ref(pointer, 0, shape(frame, kernelClass), Provenance.TRUSTED, maybeNull);
    }

    /** Byte offset of a member that every kernel has. */
    int offset(String struct, String member) {
        return btf.member(btf.struct(struct).orElseThrow(), member).byteOffset();
    }

    /** Where a field is in the running kernel, the first of its alternatives that exists; empty if none does. */
    Optional<MemberLocation> find(int structId, Field field) {
        for (String path : paths(field)) {
            Optional<MemberLocation> found = btf.findMember(structId, path);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    static String[] paths(Field field) {
        var named = field.getAnnotation(dev.skep.compiler.lang.Field.class);
        return named != null ? named.value() : new String[] {field.getName()};
    }

    private MemberLocation locate(Frame frame, Shape.KernelStruct struct, Field field) {
        return find(struct.typeId(), field)
                .orElseThrow(() -> frame.error(
                        "this kernel's struct " + btf.name(struct.typeId()) + " has no "
                                + String.join(" or ", paths(field)),
                        "name the alternatives in @Field, or guard the use by Ksyms.fieldExists("
                                + struct.javaClass().getSimpleName() + ".class, \"" + paths(field)[0] + "\")"));
    }

    /** Reads a field of a kernel structure. */
    Operand get(Frame frame, Ref ref, Shape.KernelStruct struct, Field field) {
        MemberLocation at = locate(frame, struct, field);
        Class<?> type = field.getType();
        int resolved = btf.resolve(at.typeId());
        if (type.isPrimitive()) {
            return new Num(number(frame, ref, at, type, field.isAnnotationPresent(BE.class)));
        }
        if (type.isArray()) {
            return array(frame, ref, at, field, resolved);
        }
        if (!type.isAnnotationPresent(Kernel.class)) {
            throw frame.error(field.getName() + " must be a number, an array or another @Kernel class", "");
        }
        if (btf.kind(resolved) == BtfKind.PTR) {
            return pointer(frame, ref, at, type, resolved);
        }
        return new Ref(ref.base(), ref.offset() + at.byteOffset(), shape(frame, type), ref.from(), false);
    }

    private Ref pointer(Frame frame, Ref ref, MemberLocation at, Class<?> type, int pointerType) {
        Value loaded = raw(ref, at.byteOffset(), 8);
        int pointee = btf.type(pointerType) instanceof BtfType.Ptr(int to) ? btf.resolve(to) : 0;
        Shape.KernelStruct shape = shape(frame, type);
        boolean followed = ref.from() == Provenance.TRUSTED || ref.from() == Provenance.CONTEXT;
        boolean known = followed && btf.name(pointee).equals(btf.name(shape.typeId()));
        return new Ref(asPointer(loaded), 0, shape, known ? Provenance.TRUSTED : Provenance.UNTRUSTED, false);
    }

    /** A number that was loaded, as an address: the load itself becomes one of a pointer. */
    private Value asPointer(Value loaded) {
        if (loaded.type() == Type.PTR) {
            return loaded;
        }
        return build().binary(Op.PTRADD, build().nullPointer(), loaded);
    }

    private Operand array(Frame frame, Ref ref, MemberLocation at, Field field, int resolved) {
        if (!(btf.type(resolved) instanceof BtfType.Array array)) {
            throw frame.error(
                    field.getName() + " is no array in this kernel",
                    "declare a pointer as long and read through Mem, or as a @Kernel class");
        }
        Class<?> component = field.getType().getComponentType();
        int step = btf.sizeOf(array.elementTypeId());
        Class<?> primitive = Numbers.primitive(component);
        if (primitive == null || Numbers.bytes(primitive) != step) {
            throw frame.error("elements of " + field.getName() + " have " + step + " bytes in this kernel", "");
        }
        Element element = new Element(step, component, field.isAnnotationPresent(BE.class), null);
        Value base = ref.from() == Provenance.UNTRUSTED ? cast(ref) : ref.base();
        Provenance from =
                ref.from() == Provenance.UNTRUSTED && unit.options().rdonlyCast() ? Provenance.TRUSTED : ref.from();
        return new ArrayRef(base, ref.offset() + at.byteOffset(), element, array.length(), from);
    }

    /** The value of a numeric member, converted to Java's type. */
    private Value number(Frame frame, Ref ref, MemberLocation at, Class<?> type, boolean bigEndian) {
        if (at.bitfield()) {
            return bitfield(frame, ref, at, type);
        }
        int kernelBytes = at.byteSize();
        int javaBytes = Numbers.bytes(type);
        if (kernelBytes != 1 && kernelBytes != 2 && kernelBytes != 4 && kernelBytes != 8) {
            throw frame.error("this member has " + kernelBytes + " bytes and is no number", "");
        }
        boolean whole = ref.from() == Provenance.CONTEXT;
        int bytes = whole ? kernelBytes : Math.min(kernelBytes, javaBytes);
        Value loaded = raw(ref, at.byteOffset(), bytes);
        int width = Math.min(kernelBytes, javaBytes);
        Value narrow = javaBytes <= 4 ? build().trunc(asNumber(loaded)) : asNumber(loaded);
        Value ordered = bigEndian ? Numbers.swap(build(), narrow, width) : narrow;
        return widened(ordered, kernelBytes, type, !bigEndian && signed(at.typeId()));
    }

    private Value asNumber(Value loaded) {
        return loaded.type() == Type.PTR ? build().binary(Op.PTRSUB, loaded, build().nullPointer()) : loaded;
    }

    /** Extends a number of {@code kernelBytes} to Java's type. */
    private Value widened(Value value, int kernelBytes, Class<?> type, boolean signed) {
        int javaBytes = Numbers.bytes(type);
        if (kernelBytes >= javaBytes) {
            Value fits = javaBytes == 8 ? build().zext(value) : value;
            return type == char.class && kernelBytes > 2
                    ? build().binary(Op.AND, fits, build().i32(0xffff))
                    : Numbers.signed(build(), fits, type);
        }
        Value extended = signed && kernelBytes == 1
                ? build().unary(Op.SEXT8, value.type(), value)
                : signed && kernelBytes == 2 ? build().unary(Op.SEXT16, value.type(), value) : value;
        if (javaBytes < 8) {
            return extended;
        }
        return signed ? build().sext(extended) : build().zext(extended);
    }

    private boolean signed(int typeId) {
        return switch (btf.type(btf.resolve(typeId))) {
            case BtfType.Int number -> number.signed();
            case BtfType.Enumeration number -> number.signed();
            default -> false;
        };
    }

    private Value bitfield(Frame frame, Ref ref, MemberLocation at, Class<?> type) {
        if (at.accessBytes() == 0) {
            throw frame.error("this bitfield lies across nine bytes and cannot be read", "");
        }
        Value loaded = build().zext(asNumber(raw(ref, at.accessOffset(), at.accessBytes())));
        Value left = build().binary(Op.SHL, loaded, build().i64(at.shiftLeft()));
        Op right = signed(at.typeId()) ? Op.SAR : Op.SHR;
        Value value = build().binary(right, left, build().i64(at.shiftRight()));
        return type == long.class ? value : Numbers.signed(build(), build().trunc(value), type);
    }

    /** Bytes at an offset of a kernel structure, zero-extended, in I32 or I64 by their number. */
    private Value raw(Ref ref, long at, int bytes) {
        Type type = bytes == 8 ? Type.I64 : Type.I32;
        return switch (ref.from()) {
            case UNTRUSTED -> {
                if (unit.options().rdonlyCast()) {
                    yield build().load(
                                    type, cast(ref), ref.offset() + at, new Access(bytes, Provenance.TRUSTED.region()));
                }
                yield probe(build().offset(ref.base(), ref.offset() + at), bytes, Helpers.PROBE_KERNEL);
            }
            default ->
                build().load(
                                type,
                                ref.base(),
                                ref.offset() + at,
                                new Access(bytes, ref.from().region()));
        };
    }

    /** The same address, typed by {@code bpf_rdonly_cast}: reads behind it are direct, and faults give zero. */
    private Value cast(Ref ref) {
        if (!unit.options().rdonlyCast() || !(ref.shape() instanceof Shape.KernelStruct struct)) {
            return ref.base();
        }
        return build().call(Type.PTR, Helpers.RDONLY_CAST, ref.base(), build().i64(struct.typeId()));
    }

    /** A number at an unchecked kernel address. */
    Value probe(Value address, Class<?> primitive, boolean bigEndian) {
        return probe(address, primitive, bigEndian, false);
    }

    /** A number at an unchecked kernel or user address. */
    Value probe(Value address, Class<?> primitive, boolean bigEndian, boolean user) {
        int bytes = Numbers.bytes(primitive);
        Value read = probe(address, bytes, user ? Helpers.PROBE_USER : Helpers.PROBE_KERNEL);
        return Numbers.interpret(build(), read, bytes, primitive, bigEndian);
    }

    /** Raw bytes at an address of the current process, zero-extended, in I32 or I64 by their number. */
    Value probeUser(Value address, int bytes) {
        return probe(address, bytes, Helpers.PROBE_USER);
    }

    private Value probe(Value address, int bytes, dev.skep.compiler.ir.Callee helper) {
        Value slot = build().graph().stackAddress(build().graph().newSlot(bytes), 0);
        build().call(Type.VOID, helper, slot, build().i64(bytes), address);
        return build().load(bytes == 8 ? Type.I64 : Type.I32, slot, 0, new Access(bytes, Provenance.STACK.region()));
    }

    /** Writes a member of the context. */
    void put(Frame frame, Ref ref, Shape.KernelStruct struct, Field field, Operand operand) {
        if (ref.from() != Provenance.CONTEXT) {
            throw frame.error("kernel memory cannot be written", "");
        }
        MemberLocation at = locate(frame, struct, field);
        int bytes = at.byteSize();
        int javaBytes = Numbers.bytes(field.getType());
        Value value = unit.memory().number(frame, operand);
        Value ordered = field.isAnnotationPresent(BE.class)
                ? Numbers.swap(build(), value, Math.min(bytes, javaBytes))
                : javaBytes < bytes && javaBytes == 2 ? build().binary(Op.AND, value, build().i32(0xffff)) : value;
        Value wide = bytes == 8 ? build().zext(ordered) : ordered;
        build().store(
                        ref.base(),
                        ref.offset() + at.byteOffset(),
                        wide,
                        new Access(bytes, ref.from().region()));
    }

    /** The class of a parameter's structure matches what BTF says of it, or null if BTF says nothing. */
    @Nullable String pointee(int typeId) {
        int resolved = btf.resolve(typeId);
        if (btf.type(resolved) instanceof BtfType.Ptr(int to)) {
            return btf.name(btf.resolve(to));
        }
        return null;
    }
}
