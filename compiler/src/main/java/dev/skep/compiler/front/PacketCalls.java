package dev.skep.compiler.front;

import dev.skep.bpf.asm.Helper;
import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.ContextRef;
import dev.skep.compiler.front.Operand.MapRef;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.front.Operand.View;
import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.Packet;
import dev.skep.compiler.lang.Seq;
import dev.skep.compiler.lang.XdpPacket;
import dev.skep.compiler.layout.Layout;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods of packets and of iterators' files. */
final class PacketCalls implements Intrinsic {
    /** Fields of {@code struct __sk_buff} (include/uapi/linux/bpf.h): offsets are part of the kernel's ABI. */
    private static final Map<String, Integer> SKB = Map.of(
            "len", 0,
            "mark", 8,
            "protocol", 16,
            "priority", 32,
            "ingressIfindex", 36,
            "ifindex", 40,
            "hash", 68,
            "family", 88);

    private static final int SKB_MARK = 8;
    private static final int SKB_DATA = 76;
    private static final int SKB_TSTAMP = 152;
    /** Fields of {@code struct xdp_md}. */
    private static final Map<String, Integer> XDP = Map.of("ifindex", 12, "rxQueue", 16);

    private final Unit unit;
    private @Nullable ContextRef packet;

    PacketCalls(Unit unit) {
        this.unit = unit;
    }

    private Builder build() {
        return unit.build();
    }

    @Override
    public @Nullable Outcome apply(Call call) {
        Class<?> owner = call.method().getDeclaringClass();
        if (owner == Seq.class) {
            return seq(call);
        }
        if (!Packet.class.isAssignableFrom(owner)) {
            return null;
        }
        if (!(call.arg(0) instanceof ContextRef context)) {
            throw call.error("a packet is wanted here", "");
        }
        boolean xdp = context.type() == XdpPacket.class;
        return switch (call.name()) {
            case "at" -> at(call, context, xdp);
            case "bytes" -> bytes(call, context, xdp);
            case "length" -> {
                Value length = build().binary(Op.PTRSUB, end(context, xdp), data(context, xdp));
                yield number(build().trunc(length));
            }
            default -> xdp ? xdp(call, context) : skb(call, context);
        };
    }

    private static Outcome number(Value value) {
        return Outcome.of(new Num(value));
    }

    private Value data(ContextRef context, boolean xdp) {
        return build().load(Type.PTR, context.pointer(), xdp ? 0 : SKB_DATA, new Access(4, Region.CONTEXT));
    }

    private Value end(ContextRef context, boolean xdp) {
        return build().load(Type.PTR, context.pointer(), xdp ? 4 : SKB_DATA + 4, new Access(4, Region.CONTEXT));
    }

    /** The end of the packet that views were taken of. */
    Value end() {
        ContextRef known = java.util.Objects.requireNonNull(packet, "an array in a packet comes from a view");
        return end(known, known.type() == XdpPacket.class);
    }

    private Value place(Call call, ContextRef context, boolean xdp) {
        packet = context;
        Value offset = call.number(1);
        Value data = data(context, xdp);
        // A negative offset becomes one of 2 GiB and more, which is behind every packet's end: null, as in Java.
        return build().binary(Op.PTRADD, data, build().zext(offset));
    }

    private Outcome at(Call call, ContextRef context, boolean xdp) {
        Layout layout = unit.packetLayout(call.frame(), call.object(2, Class.class, "the view's class"));
        Value address = place(call, context, xdp);
        Operand present = layout.isValue()
                ? new Ref(address, 0, new Shape.Plain(layout), Provenance.PACKET, true)
                : new Ref(address, 0, new Shape.Plain(layout), Provenance.PACKET, false);
        return Outcome.of(new View(address, end(context, xdp), layout.bytes(), present));
    }

    private Outcome bytes(Call call, ContextRef context, boolean xdp) {
        int length = (int) call.constant(2, "the length");
        Value address = place(call, context, xdp);
        ArrayRef present = new ArrayRef(address, 0, Element.of(byte.class), length, Provenance.PACKET);
        return Outcome.of(new View(address, end(context, xdp), length, present));
    }

    private Outcome xdp(Call call, ContextRef context) {
        Integer field = XDP.get(call.name());
        if (field != null) {
            return number(build().load(Type.I32, context.pointer(), field, new Access(4, Region.CONTEXT)));
        }
        return switch (call.name()) {
            case "adjustHead" -> adjust(call, context, Helper.XDP_ADJUST_HEAD);
            case "adjustTail" -> adjust(call, context, Helper.XDP_ADJUST_TAIL);
            case "redirect" -> {
                if (!(call.arg(1) instanceof MapRef map)) {
                    throw call.error("a declared map is wanted here", "");
                }
                Value verdict = build().call(
                                Type.I64,
                                Callee.helper(Helper.REDIRECT_MAP),
                                unit.mapCalls().pointer(call, map),
                                build().zext(call.number(2)),
                                call.number(3));
                yield number(build().trunc(verdict));
            }
            default -> throw call.error("XDP packets do not have " + call.name(), "");
        };
    }

    private Outcome adjust(Call call, ContextRef context, Helper helper) {
        Value result = build().call(Type.I64, Helpers.movingPacket(helper), context.pointer(), call.number(1));
        return number(build().trunc(result));
    }

    private Outcome skb(Call call, ContextRef context) {
        Integer field = SKB.get(call.name());
        if (field != null) {
            Value loaded = build().load(Type.I32, context.pointer(), field, new Access(4, Region.CONTEXT));
            return number(call.name().equals("protocol") ? build().unary(Op.BSWAP16, Type.I32, loaded) : loaded);
        }
        return switch (call.name()) {
            case "setMark" -> {
                build().store(context.pointer(), SKB_MARK, call.number(1), new Access(4, Region.CONTEXT));
                yield Outcome.nothing();
            }
            case "tstamp" ->
                number(build().load(Type.I64, context.pointer(), SKB_TSTAMP, new Access(8, Region.CONTEXT)));
            case "setTstamp" -> {
                build().store(context.pointer(), SKB_TSTAMP, call.number(1), new Access(8, Region.CONTEXT));
                yield Outcome.nothing();
            }
            case "pull" -> adjust(call, context, Helper.SKB_PULL_DATA);
            case "load" -> {
                ArrayRef array = unit.arrays().array(call.frame(), call.arg(2));
                yield transfer(call, context, Helpers.filling(Helper.SKB_LOAD_BYTES), array, null);
            }
            case "store" -> {
                ArrayRef array = unit.arrays().array(call.frame(), call.arg(2));
                yield transfer(call, context, Helpers.movingPacket(Helper.SKB_STORE_BYTES), array, call.number(3));
            }
            default -> throw call.error("packets do not have " + call.name(), "");
        };
    }

    private Outcome transfer(Call call, ContextRef context, Callee helper, ArrayRef array, @Nullable Value flags) {
        Value place = build().offset(array.base(), array.offset());
        Value bytes = build().i64((long) array.length() * array.element().bytes());
        Value offset = call.number(1);
        Value result = flags == null
                ? build().call(Type.I64, helper, context.pointer(), offset, place, bytes)
                : build().call(Type.I64, helper, context.pointer(), offset, place, bytes, flags);
        return number(build().trunc(result));
    }

    /** An iterator's file; the context is {@code struct bpf_iter__*}, whose first member is the walk's state. */
    private Outcome seq(Call call) {
        if (!(call.arg(0) instanceof ContextRef context)) {
            throw call.error("the iterator's file is wanted here", "");
        }
        Value meta = build().load(Type.PTR, context.pointer(), 0, new Access(8, Region.CONTEXT));
        if (call.name().equals("number")) {
            return number(build().load(
                            Type.I64,
                            meta,
                            unit.kernel().offset("bpf_iter_meta", "seq_num"),
                            new Access(8, Region.KERNEL)));
        }
        Value file = build().load(
                        Type.PTR, meta, unit.kernel().offset("bpf_iter_meta", "seq"), new Access(8, Region.KERNEL));
        Layout layout = unit.layoutOf(call.frame(), call.arg(1));
        Value data = unit.memory().address(call.frame(), call.arg(1), layout);
        Value result = build().call(Type.I64, Callee.helper(Helper.SEQ_WRITE), file, data, build().i64(layout.bytes()));
        return number(build().trunc(result));
    }
}
