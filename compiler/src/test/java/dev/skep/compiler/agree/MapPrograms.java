package dev.skep.compiler.agree;

import dev.skep.compiler.agree.Numbers.Operands;
import dev.skep.compiler.agree.Numbers.Results;
import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.Atomic;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.LpmTrie;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.Queue;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Stack;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;

/** Maps of each kind. */
final class MapPrograms {
    record Key(byte kind, long id, @BE short port) {}

    record Prefix(int bits, @BE int address) {}

    static final class Value {
        int hits;

        @Atomic
        long sum;

        @Size(8) byte[] last;
    }

    static final Hash<Key, Value> TABLE = Maps.hash(64);
    static final Hash<Integer, Long> NUMBERS = Maps.hash(16);
    static final LruHash<Short, Integer> RECENT = Maps.lruHash(4096);
    static final LpmTrie<Prefix, Integer> ROUTES = Maps.lpmTrie(256);
    static final Array<Value> SLOTS = Maps.array(8);
    static final Array<Long> COUNTERS = Maps.array(4);
    static final PerCpuArray<Value> SCRATCH = Maps.perCpuArray(1);
    static final Queue<Value> QUEUE = Maps.queue(8);
    static final Stack<Value> STACK = Maps.stack(8);

    private MapPrograms() {}

    @Xdp
    static int hashes(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        Key key = new Key((byte) (o.g & 3), o.a & 7, (short) (o.e & 3));
        Value value = TABLE.getOrInit(key);
        if (value == null) {
            r.r0 = -1;
            return 1;
        }
        value.hits++;
        value.sum += o.b;
        value.last[o.h & 7] = o.g;
        r.r0 = value.hits;
        r.r1 = value.sum;
        if ((o.c & 31) == 0) {
            r.r2 = TABLE.delete(key) ? 1 : 2;
        }
        return 2;
    }

    @Xdp
    static int numbers(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        int key = o.c & 31;
        Long old = NUMBERS.get(key);
        r.r0 = old == null ? -1 : old;
        r.r1 = NUMBERS.put(key, o.a) ? 1 : 0;
        r.r2 = NUMBERS.putIfAbsent(o.d & 31, o.b) ? 1 : 0;
        Long again = NUMBERS.get(o.d & 31);
        if (again != null) {
            r.r3 = again + 1;
        }
        if (o.i) {
            r.r4 = NUMBERS.delete(o.g & 31) ? 1 : 0;
        }
        Integer recent = RECENT.get(o.e);
        r.r5 = recent == null ? 0 : recent;
        RECENT.put(o.e, o.d);
        Integer back = RECENT.get(o.e);
        r.r6 = back == null ? 0 : back;
        return 2;
    }

    @Xdp
    static int arrays(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        Value slot = SLOTS.get(o.c & 15);
        if (slot != null) {
            slot.hits += o.d;
            slot.sum += slot.hits;
            r.r0 = slot.sum;
        }
        Long counter = COUNTERS.get(o.g & 3);
        if (counter != null) {
            COUNTERS.put(o.g & 3, counter + o.a);
            r.r1 = counter;
        }
        Value scratch = SCRATCH.get(0);
        if (scratch == null) {
            return 0;
        }
        scratch.hits = o.c;
        scratch.sum = o.a;
        r.r2 = SLOTS.put(o.d & 15, scratch) ? 1 : 0;
        Value copy = SLOTS.get(o.d & 7);
        if (copy != null) {
            r.r3 = copy.sum;
        }
        return 2;
    }

    @Xdp
    static int routes(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        if (o.i) {
            r.r0 = ROUTES.put(new Prefix(o.g & 15, o.c), o.d) ? 1 : 0;
        }
        Integer hop = ROUTES.get(new Prefix(32, (int) o.a));
        r.r1 = hop == null ? -7 : hop;
        return 2;
    }

    @Xdp
    static int queues(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        Value scratch = SCRATCH.get(0);
        if (scratch == null) {
            return 0;
        }
        scratch.hits = o.c;
        scratch.sum = o.a;
        if (o.i) {
            r.r0 = QUEUE.push(scratch) ? 1 : 0;
            r.r1 = STACK.push(scratch) ? 1 : 0;
        } else {
            r.r2 = QUEUE.pop(scratch) ? 1 : 0;
            r.r3 = scratch.sum;
            r.r4 = STACK.peek(scratch) ? 1 : 0;
            r.r5 = scratch.hits;
            r.r6 = STACK.pop(scratch) ? 1 : 0;
        }
        return 2;
    }
}
