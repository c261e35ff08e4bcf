package dev.skep.compiler.front;

import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.map.MapType;
import dev.skep.compiler.front.Operand.MapRef;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.BpfMapType;
import dev.skep.compiler.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Methods of the maps other than rings. */
final class MapCalls implements Intrinsic {
    /** Most bytes that are zeroed on the stack rather than taken from the map of zeros. */
    private static final int STACK_ZEROS = 32;

    private final Unit unit;
    private final RingCalls rings;

    MapCalls(Unit unit) {
        this.unit = unit;
        this.rings = new RingCalls(unit, this);
    }

    private Builder build() {
        return unit.build();
    }

    @Override
    public @Nullable Outcome apply(Call call) {
        if (!BpfMapType.class.isAssignableFrom(call.method().getDeclaringClass())) {
            return null;
        }
        if (!(call.arg(0) instanceof MapRef map)) {
            throw call.error("a declared map is wanted here", "maps are static final fields made by Maps");
        }
        if (map.maybeNull()) {
            throw call.error("this map may be null here", "test it first: if (map == null) return ...;");
        }
        return switch (map.map().type()) {
            case RINGBUF, PERF_EVENT_ARRAY -> rings.apply(call, map);
            case ARRAY_OF_MAPS, HASH_OF_MAPS -> innerMap(call, map);
            case TASK_STORAGE, SK_STORAGE, INODE_STORAGE, CGROUP_STORAGE -> storage(call, map);
            case QUEUE, STACK, BLOOM_FILTER -> sequence(call, map);
            case SOCKMAP, SOCKHASH -> sockets(call, map);
            default -> keyed(call, map);
        };
    }

    /** The map object as helpers take it. */
    Value pointer(Call call, MapRef map) {
        if (map.pointer() != null) {
            return map.pointer();
        }
        return build().graph().floating(Op.MAP, Type.PTR, 0, map.map().name());
    }

    private Outcome keyed(Call call, MapRef map) {
        return switch (call.name()) {
            case "get" -> Outcome.of(reference(map, lookup(call, map), true));
            case "put" -> truth(call, update(call, map, call.arg(1), call.arg(2), 0));
            case "putIfAbsent" -> truth(call, update(call, map, call.arg(1), call.arg(2), Helpers.NOEXIST));
            case "delete" -> truth(call, delete(call, map));
            case "getOrInit" -> getOrInit(call, map);
            case "take" -> take(call, map);
            default -> throw call.error("maps do not have " + call.name() + " in the kernel", "");
        };
    }

    private Value key(Call call, MapRef map) {
        Layout layout = map.map().key();
        if (layout == null) {
            throw call.error("this map has no keys", "");
        }
        return unit.memory().address(call.frame(), call.arg(1), layout);
    }

    private static Layout valueLayout(MapRef map) {
        return java.util.Objects.requireNonNull(map.map().value(), "a map without values");
    }

    private Value lookup(Call call, MapRef map) {
        return build().call(Type.PTR, Helpers.LOOKUP, pointer(call, map), key(call, map));
    }

    private static Ref reference(MapRef map, Value pointer, boolean maybeNull) {
        return new Ref(pointer, 0, new Shape.Plain(valueLayout(map)), Provenance.MAP, maybeNull);
    }

    private Value update(Call call, MapRef map, Operand key, Operand value, int flags) {
        Layout keys = java.util.Objects.requireNonNull(map.map().key());
        Value keyAddress = unit.memory().address(call.frame(), key, keys);
        Value valueAddress = unit.memory().address(call.frame(), value, valueLayout(map));
        return build().call(Type.I64, Helpers.UPDATE, pointer(call, map), keyAddress, valueAddress, build().i64(flags));
    }

    private Value delete(Call call, MapRef map) {
        return build().call(Type.I64, Helpers.DELETE, pointer(call, map), key(call, map));
    }

    /** A helper's zero as {@code true}, unless nobody asks. */
    Outcome truth(Call call, Value result) {
        if (call.ignored()) {
            return Outcome.of(new Num(build().i32(1)));
        }
        Block yes = build().graph().newBlock();
        Block no = build().graph().newBlock();
        build().branch(Cond.EQ, result, build().i64(0), yes, no);
        return new Outcome.Ways(List.of(new Exit(yes, new Num(build().i32(1))), new Exit(no, new Num(build().i32(0)))));
    }

    /** Two ways out of a pointer that may be null; values are loaded on the way where it is not. */
    List<Exit> split(Ref maybe) {
        Block absent = build().graph().newBlock();
        Block present = build().graph().newBlock();
        build().branch(Cond.NE, maybe.base(), build().nullPointer(), present, absent);
        build().at(present);
        Operand known = unit.memory().present(maybe);
        return List.of(new Exit(build().block(), known), new Exit(absent, Operand.NULL));
    }

    private Outcome getOrInit(Call call, MapRef map) {
        Value keyAddress = key(call, map);
        Value found = build().call(Type.PTR, Helpers.LOOKUP, pointer(call, map), keyAddress);
        Block present = build().graph().newBlock();
        Block missing = build().graph().newBlock();
        build().branch(Cond.NE, found, build().nullPointer(), present, missing);
        build().at(missing);
        missing.markUnlikely();
        build().call(
                        Type.VOID,
                        Helpers.UPDATE,
                        pointer(call, map),
                        keyAddress,
                        zeros(valueLayout(map).bytes()),
                        build().i64(Helpers.NOEXIST));
        Value again = build().call(Type.PTR, Helpers.LOOKUP, pointer(call, map), keyAddress);
        List<Exit> exits = new ArrayList<>(split(reference(map, again, true)));
        build().at(present);
        exits.addFirst(new Exit(present, unit.memory().present(reference(map, found, true))));
        return new Outcome.Ways(exits);
    }

    /** Zeros for helpers to copy: on the stack if they are few, else in a map of zeros. */
    private Value zeros(int bytes) {
        if (bytes > STACK_ZEROS) {
            unit.maps().needZeros(bytes);
            return build().graph().floating(Op.MAP_VALUE, Type.PTR, 0, MapTable.ZEROS);
        }
        Value slot = build().graph().stackAddress(build().graph().newSlot(bytes), 0);
        unit.memory().zero(slot, 0, bytes, Provenance.STACK);
        return slot;
    }

    /** Lookup, copy, delete. */
    private Outcome take(Call call, MapRef map) {
        Value keyAddress = key(call, map);
        Value found = build().call(Type.PTR, Helpers.LOOKUP, pointer(call, map), keyAddress);
        Block present = build().graph().newBlock();
        Block absent = build().graph().newBlock();
        build().branch(Cond.NE, found, build().nullPointer(), present, absent);
        build().at(present);
        Layout layout = valueLayout(map);
        Operand copy = unit.memory().present(reference(map, found, true));
        if (copy instanceof Ref memory) {
            Ref own = unit.memory().zeroed(call.frame(), layout);
            unit.memory().copy(memory.base(), 0, memory.from(), own.base(), own.offset(), own.from(), layout.bytes());
            copy = own;
        }
        build().call(Type.VOID, Helpers.DELETE, pointer(call, map), keyAddress);
        return new Outcome.Ways(List.of(new Exit(build().block(), copy), new Exit(absent, Operand.NULL)));
    }

    private Outcome innerMap(Call call, MapRef map) {
        var inner = map.map().declaration().inner();
        if (!call.name().equals("get") || inner == null) {
            throw call.error("a map of maps has only get", "");
        }
        return Outcome.of(new MapRef(new MapUse(map.map().name() + ".inner", inner), lookup(call, map), true));
    }

    private Outcome storage(Call call, MapRef map) {
        boolean delete = call.name().equals("delete");
        Value owner = unit.address(call.frame(), call.arg(1));
        Callee callee = Callee.helper(storageHelper(map.map().type(), delete));
        if (delete) {
            return truth(call, build().call(Type.I64, callee, pointer(call, map), owner));
        }
        long flags = call.name().equals("getOrInit") ? 1 : 0;
        Value found =
                build().call(Type.PTR, callee, pointer(call, map), owner, build().nullPointer(), build().i64(flags));
        return Outcome.of(reference(map, found, true));
    }

    private static Helper storageHelper(MapType type, boolean delete) {
        return switch (type) {
            case TASK_STORAGE -> delete ? Helper.TASK_STORAGE_DELETE : Helper.TASK_STORAGE_GET;
            case SK_STORAGE -> delete ? Helper.SK_STORAGE_DELETE : Helper.SK_STORAGE_GET;
            case INODE_STORAGE -> delete ? Helper.INODE_STORAGE_DELETE : Helper.INODE_STORAGE_GET;
            default -> delete ? Helper.CGRP_STORAGE_DELETE : Helper.CGRP_STORAGE_GET;
        };
    }

    private Outcome sequence(Call call, MapRef map) {
        Value pointer = pointer(call, map);
        return switch (call.name()) {
            case "push", "add" -> {
                Value value = unit.memory().address(call.frame(), call.arg(1), valueLayout(map));
                yield truth(call, build().call(Type.I64, Helpers.PUSH, pointer, value, build().i64(0)));
            }
            case "mayContain" -> {
                Value value = unit.memory().address(call.frame(), call.arg(1), valueLayout(map));
                yield truth(call, build().call(Type.I64, Helpers.PEEK, pointer, value));
            }
            default -> {
                Callee callee = call.name().equals("pop") ? Helpers.POP : Helpers.PEEK;
                if (!(call.arg(1) instanceof Ref ref)) {
                    throw call.error("the destination must be an object with fields", "");
                }
                yield truth(call, build().call(Type.I64, callee, pointer, build().offset(ref.base(), ref.offset())));
            }
        };
    }

    private Outcome sockets(Call call, MapRef map) {
        Helper helper = map.map().type() == MapType.SOCKMAP ? Helper.SOCK_MAP_UPDATE : Helper.SOCK_HASH_UPDATE;
        Layout keys = java.util.Objects.requireNonNull(map.map().key());
        Value key = unit.memory().address(call.frame(), call.arg(2), keys);
        Value result =
                build().call(Type.I64, Callee.helper(helper), unit.context(), pointer(call, map), key, call.number(3));
        return Outcome.of(new Num(build().trunc(result)));
    }
}
