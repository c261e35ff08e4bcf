package dev.skep.compiler.front;

import dev.skep.bpf.asm.Helper;
import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.MapRef;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.Bpf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of {@link Bpf}. */
final class BpfCalls implements Intrinsic {
    private final Unit unit;

    BpfCalls(Unit unit) {
        this.unit = unit;
    }

    private Builder build() {
        return unit.build();
    }

    @Override
    public @Nullable Outcome apply(Call call) {
        if (call.method().getDeclaringClass() != Bpf.class) {
            return null;
        }
        return switch (call.name()) {
            case "ktime" -> wide(Callee.helper(Helper.KTIME_GET_NS));
            case "boottime" -> wide(Callee.helper(Helper.KTIME_GET_BOOT_NS));
            case "pidTgid" -> wide(Callee.pure(Helper.GET_CURRENT_PID_TGID));
            case "tgid" -> high(Callee.pure(Helper.GET_CURRENT_PID_TGID));
            case "tid" -> narrow(Callee.pure(Helper.GET_CURRENT_PID_TGID));
            case "uid" -> narrow(Callee.pure(Helper.GET_CURRENT_UID_GID));
            case "gid" -> high(Callee.pure(Helper.GET_CURRENT_UID_GID));
            case "cgroupId" -> wide(Callee.pure(Helper.GET_CURRENT_CGROUP_ID));
            case "ancestorCgroupId" ->
                number(build().call(Type.I64, Callee.pure(Helper.GET_CURRENT_ANCESTOR_CGROUP_ID), call.number(0)));
            case "cpu" -> narrow(Callee.pure(Helper.GET_SMP_PROCESSOR_ID));
            case "random" -> narrow(Callee.helper(Helper.GET_PRANDOM_U32));
            case "comm" -> comm(call);
            case "currentTask" ->
                Outcome.of(unit.kernel()
                        .trusted(
                                call.frame(),
                                build().call(Type.PTR, Callee.pure(Helper.GET_CURRENT_TASK_BTF)),
                                call.object(0, Class.class, "the class"),
                                false));
            default -> withContext(call);
        };
    }

    private @Nullable Outcome withContext(Call call) {
        return switch (call.name()) {
            case "cookie" -> number(context(Type.I64, Callee.helper(Helper.GET_ATTACH_COOKIE)));
            case "functionIp" -> number(context(Type.I64, Callee.helper(Helper.GET_FUNC_IP)));
            case "sendSignal" ->
                number(build().trunc(build().call(Type.I64, Callee.helper(Helper.SEND_SIGNAL), call.number(0))));
            case "tailCall" -> {
                Value map = unit.mapCalls().pointer(call, map(call, 1));
                build().call(Type.VOID, Callee.helper(Helper.TAIL_CALL), unit.context(), map, call.number(2));
                yield Outcome.nothing();
            }
            case "printk" -> printk(call);
            case "stackId" -> {
                Value map = unit.mapCalls().pointer(call, map(call, 1));
                Value id =
                        build().call(Type.I64, Callee.helper(Helper.GET_STACKID), unit.context(), map, call.number(2));
                yield number(build().trunc(id));
            }
            case "stack" -> stack(call);
            case "redirect" ->
                number(build().trunc(build().call(
                                Type.I64, Callee.helper(Helper.REDIRECT), call.number(0), call.number(1))));
            case "socketCookie" ->
                number(build().call(
                                Type.I64,
                                Callee.helper(Helper.GET_SOCKET_COOKIE),
                                unit.address(call.frame(), call.arg(0))));
            case "socketOf" -> object(call, Callee.helper(Helper.SOCK_FROM_FILE));
            case "tcpSock" -> object(call, Callee.helper(Helper.SKC_TO_TCP_SOCK));
            default -> null;
        };
    }

    private static Outcome number(Value value) {
        return Outcome.of(new Num(value));
    }

    private Outcome wide(Callee callee) {
        return number(build().call(Type.I64, callee));
    }

    private Outcome narrow(Callee callee) {
        return number(build().trunc(build().call(Type.I64, callee)));
    }

    private Outcome high(Callee callee) {
        return number(build().trunc(build().binary(Op.SHR, build().call(Type.I64, callee), build().i64(32))));
    }

    private Value context(Type type, Callee callee) {
        return build().call(type, callee, unit.context());
    }

    private Outcome object(Call call, Callee callee) {
        Value found = build().call(Type.PTR, callee, unit.address(call.frame(), call.arg(0)));
        return Outcome.of(unit.kernel().trusted(call.frame(), found, call.object(1, Class.class, "the class"), true));
    }

    private Outcome comm(Call call) {
        ArrayRef array = unit.arrays().array(call.frame(), call.arg(0));
        build().call(
                        Type.VOID,
                        Helpers.filling(Helper.GET_CURRENT_COMM),
                        build().offset(array.base(), array.offset()),
                        build().i64(array.length()));
        return Outcome.nothing();
    }

    private Outcome stack(Call call) {
        ArrayRef array = unit.arrays().array(call.frame(), call.arg(1));
        Value written = build().call(
                        Type.I64,
                        Helpers.filling(Helper.GET_STACK),
                        unit.context(),
                        build().offset(array.base(), array.offset()),
                        build().i64((long) array.length() * array.element().bytes()),
                        call.number(2));
        return number(build().trunc(written));
    }

    private MapRef map(Call call, int index) {
        if (call.arg(index) instanceof MapRef map) {
            return map;
        }
        throw call.error("a declared map is wanted here", "");
    }

    /** The format lies in {@code .rodata}; numbers are passed as they are, at most three. */
    private Outcome printk(Call call) {
        byte[] text = (call.object(0, String.class, "the format") + "\0").getBytes(StandardCharsets.UTF_8);
        int at = unit.globals().table(unit.interned(text), unit.layout(call.frame(), byte.class));
        Value format = unit.graph().floating(Op.MAP_VALUE, Type.PTR, at, Globals.RODATA);
        List<Value> args = new ArrayList<>(List.of(format, build().i64(text.length)));
        ArrayRef numbers = unit.arrays().array(call.frame(), call.arg(1));
        if (numbers.length() > 3) {
            throw call.error("printk takes at most three numbers", "");
        }
        for (int i = 0; i < numbers.length(); i++) {
            args.add(call.frame().interpreter().value(unit.arrays().load(call.frame(), numbers, build().i32(i))));
        }
        build().call(Type.I64, Callee.helper(Helper.TRACE_PRINTK), args.toArray(Value[]::new));
        return Outcome.nothing();
    }
}
