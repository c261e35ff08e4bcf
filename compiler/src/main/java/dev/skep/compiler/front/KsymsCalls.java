package dev.skep.compiler.front;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfKind;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Ksyms;
import org.jspecify.annotations.Nullable;

/** The methods of {@link Ksyms}: constants of the running kernel, and casts. */
final class KsymsCalls implements Intrinsic {
    private final Unit unit;

    KsymsCalls(Unit unit) {
        this.unit = unit;
    }

    private Builder build() {
        return unit.build();
    }

    private Btf btf() {
        return unit.kernel().btf();
    }

    @Override
    public @Nullable Outcome apply(Call call) {
        if (call.method().getDeclaringClass() != Ksyms.class) {
            return null;
        }
        return switch (call.name()) {
            case "fieldExists" -> truth(fieldExists(call));
            case "typeExists" -> truth(typeExists(call.object(0, String.class, "the name")));
            case "tracepointExists" ->
                truth(btf().typedef("btf_trace_" + call.object(0, String.class, "the name"))
                        .isPresent());
            case "enumerator" -> {
                String type = call.object(0, String.class, "the enum");
                String name = call.object(1, String.class, "the constant");
                long value = btf().enumerator(type, name)
                        .orElseThrow(() -> call.error("this kernel has no " + name + " in enum " + type, ""));
                yield Outcome.of(new Num(build().i64(value)));
            }
            case "sizeOf" -> {
                int id = unit.kernel().structure(call.frame(), kernelClass(call, 0));
                yield Outcome.of(new Num(build().i32(btf().sizeOf(id))));
            }
            case "cast" -> {
                Value address = call.number(0);
                Value pointer = address.is(Op.PTRSUB) && address.arg(1).isConst(0)
                        ? address.arg(0)
                        : build().binary(Op.PTRADD, build().nullPointer(), address);
                Shape shape = unit.kernel().shape(call.frame(), kernelClass(call, 1));
                yield Outcome.of(new Ref(pointer, 0, shape, Provenance.UNTRUSTED, false));
            }
            case "address" -> Outcome.of(new Num(address(call)));
            default -> null;
        };
    }

    private Value address(Call call) {
        if (call.arg(0) instanceof Operand.Null) {
            return build().i64(0);
        }
        return build().binary(Op.PTRSUB, unit.address(call.frame(), call.arg(0)), build().nullPointer());
    }

    private Outcome truth(boolean fact) {
        return Outcome.of(new Num(build().i32(fact ? 1 : 0)));
    }

    private Class<?> kernelClass(Call call, int index) {
        return call.object(index, Class.class, "the class");
    }

    private boolean fieldExists(Call call) {
        Class<?> type = kernelClass(call, 0);
        Kernel kernel = type.getAnnotation(Kernel.class);
        if (kernel == null) {
            throw call.error(type.getSimpleName() + " does not say which kernel structure it is", "");
        }
        var id = btf().struct(kernel.value());
        String path = call.object(1, String.class, "the field");
        return id.isPresent() && btf().findMember(id.getAsInt(), path).isPresent();
    }

    private boolean typeExists(String name) {
        for (BtfKind kind :
                new BtfKind[] {BtfKind.STRUCT, BtfKind.UNION, BtfKind.ENUM, BtfKind.ENUM64, BtfKind.TYPEDEF}) {
            if (btf().findByName(kind, name) != 0) {
                return true;
            }
        }
        return false;
    }
}
