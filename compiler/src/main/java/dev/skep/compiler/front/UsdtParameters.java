package dev.skep.compiler.front;

import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.link.UsdtArgument;
import dev.skep.bpf.link.UsdtArgument.PtRegister;
import dev.skep.bpf.link.UsdtProbe;
import dev.skep.compiler.CompileException;
import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Arguments of a user statically defined tracepoint. The file's notes say in which registers or where in memory they are,
 * for each place of the probe: that is known when the program is compiled, so one place costs nothing but the loads. Where
 * places differ, the attach cookie says which one was hit ({@code dev.skep.bpf.link.UsdtLink} numbers them).
 */
final class UsdtParameters {
    private final Unit unit;
    private final List<UsdtProbe> places;

    private UsdtParameters(Unit unit, List<UsdtProbe> places) {
        this.unit = unit;
        this.places = places;
    }

    /** The probe that a target names, {@code FILE:PROVIDER:PROBE}. */
    static UsdtParameters of(Unit unit, String target, String method) {
        try {
            return new UsdtParameters(unit, UsdtProbe.parse(target));
        } catch (IllegalArgumentException e) {
            throw new CompileException(
                    unit.build().position(),
                    method + ": " + e.getMessage(),
                    "the annotation names FILE:PROVIDER:PROBE");
        }
    }

    /** The first {@code count} arguments as 64-bit numbers. */
    List<Value> values(int count, String method) {
        List<List<UsdtArgument>> arguments =
                places.stream().map(UsdtProbe::arguments).toList();
        for (List<UsdtArgument> one : arguments) {
            if (one.size() < count) {
                throw new CompileException(
                        unit.build().position(),
                        method + " has more parameters than the probe, which has " + one.size(),
                        "");
            }
        }
        List<List<UsdtArgument>> used =
                arguments.stream().map(a -> List.copyOf(a.subList(0, count))).toList();
        return used.stream().distinct().count() == 1
                ? used.getFirst().stream().map(this::value).toList()
                : byPlace(used, count);
    }

    private List<Value> byPlace(List<List<UsdtArgument>> used, int count) {
        Builder build = unit.build();
        Value place = build.call(Type.I64, Callee.helper(Helper.GET_ATTACH_COOKIE), unit.context());
        Block join = unit.graph().newBlock();
        List<List<Value>> incoming = new ArrayList<>();
        for (int i = 0; i < used.size(); i++) {
            Block hit = unit.graph().newBlock();
            Block miss = unit.graph().newBlock();
            if (i < used.size() - 1) {
                build.branch(Cond.EQ, place, build.i64(i), hit, miss);
            } else {
                build.jump(hit);
            }
            build.at(hit);
            incoming.add(used.get(i).stream().map(this::value).toList());
            build.jump(join);
            build.at(miss);
        }
        build.at(join);
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Value phi = build.phi(join, Type.I64);
            for (List<Value> one : incoming) {
                phi.args().add(one.get(i));
            }
            values.add(phi);
        }
        return values;
    }

    private Value value(UsdtArgument argument) {
        return switch (argument) {
            case UsdtArgument.Constant constant -> unit.build().i64(constant.value());
            case UsdtArgument.InRegister in -> {
                Value whole = register(in.register());
                yield extended(
                        unit.build().binary(Op.SHR, whole, unit.build().i64(in.shift())), in.sizeBytes(), in.signed());
            }
            case UsdtArgument.InMemory in -> extended(memory(in), in.sizeBytes(), in.signed());
        };
    }

    private Value register(PtRegister register) {
        return unit.build().load(Type.I64, unit.context(), register.offsetBytes(), new Access(8, Region.CONTEXT));
    }

    private Value memory(UsdtArgument.InMemory in) {
        Builder build = unit.build();
        Value address = build.binary(Op.ADD, register(in.base()), build.i64(in.displacement()));
        PtRegister index = in.index();
        if (index != null) {
            address = build.binary(Op.ADD, address, build.binary(Op.MUL, register(index), build.i64(in.scale())));
        }
        return build.zext(unit.kernel().probeUser(address, in.sizeBytes()));
    }

    private Value extended(Value value, int bytes, boolean signed) {
        Builder build = unit.build();
        if (bytes == 8) {
            return value;
        }
        if (!signed) {
            return build.binary(Op.AND, value, build.i64((1L << 8 * bytes) - 1));
        }
        return switch (bytes) {
            case 1 -> build.unary(Op.SEXT8, Type.I64, value);
            case 2 -> build.unary(Op.SEXT16, Type.I64, value);
            default -> build.sext(build.trunc(value));
        };
    }
}
