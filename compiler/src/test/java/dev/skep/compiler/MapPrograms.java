package dev.skep.compiler;

import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.Atomic;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.LpmTrie;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;
import org.jspecify.annotations.Nullable;

/** Maps and memory: what one run leaves behind is what the next one finds. */
final class MapPrograms {
    static final class Words {
        int a;
        int b;
        long x;
        long y;
        int r;
        long q;
    }

    enum Mood {
        CALM,
        BUSY,
        ANGRY
    }

    /** Padding after {@code kind} and at the end. */
    record Key(byte kind, int number, @BE short port) {}

    record Pair(int first, long second) {}

    record Nested(Pair pair, int third) {}

    static final class Inner {
        int count;
        short small;
    }

    static final class Value {
        @Atomic
        long hits;

        int last;
        Mood mood;
        Inner inner;
        Pair pair;

        @Size(4) Inner[] inners;

        @Size(6) byte[] bytes = new byte[6];

        @Size(3) long[] longs;

        @BE
        int network;
    }

    static final class Big {
        @Size(300) byte[] bytes = new byte[300];

        long sum;
    }

    record Prefix(int bits, @BE int address) {}

    static final Hash<Key, Value> VALUES = Maps.hash(64);
    static final Hash<Integer, Long> NUMBERS = Maps.hash(64);
    static final LruHash<Long, Pair> PAIRS = Maps.lruHash(64);
    static final Hash<Integer, Nested> NESTED = Maps.hash(64);
    static final Array<Value> ARRAY = Maps.array(4);
    static final Array<Integer> INTS = Maps.array(4);
    static final Hash<Integer, Big> BIGS = Maps.hash(16);
    static final LpmTrie<Prefix, Integer> ROUTES = Maps.lpmTrie(16);
    static int runs;
    static long total = 7;
    static final Inner STATE = new Inner();

    private MapPrograms() {}

    @Xdp
    static int values(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        Key key = new Key((byte) (w.a & 1), w.b & 1, (short) (w.a & 2));
        Value v = VALUES.getOrInit(key);
        if (v == null) {
            return 9;
        }
        v.hits++;
        v.hits += w.a & 7;
        v.last = w.b;
        v.mood = v.hits > 10 ? Mood.ANGRY : v.hits > 5 ? Mood.BUSY : Mood.CALM;
        v.inner.count += 2;
        v.inner.small = (short) w.a;
        v.inners[w.a & 3].count++;
        v.inners[2].small--;
        v.bytes[3] += 5;
        v.longs[1] = v.longs[0] + w.x;
        v.longs[0] ^= w.y;
        v.pair = new Pair(w.a, v.longs[1]);
        v.network += 256;
        w.r = v.inner.count + v.inners[w.b & 3].count + v.bytes[3] + v.network + v.inners[2].small;
        w.q = v.hits + v.longs[1] + v.pair.second() + v.pair.first();
        return v.mood == Mood.ANGRY ? 3 : v.mood.ordinal();
    }

    @Xdp
    static int numbers(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int key = w.a & 15;
        Long old = NUMBERS.get(key);
        long next = old == null ? w.x : old + 1;
        if (!NUMBERS.put(key, next)) {
            return 4;
        }
        w.q = next;
        if ((w.b & 7) == 3) {
            return NUMBERS.delete(w.b & 15) ? 1 : 2;
        }
        return NUMBERS.putIfAbsent(w.b & 31, 5L) ? 5 : 6;
    }

    private static @Nullable Pair find(long key) {
        if (key == 3) {
            return null;
        }
        return PAIRS.get(key);
    }

    @Xdp
    static int pairs(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        long key = w.x & 3;
        Pair found = find(key);
        if (found == null) {
            PAIRS.put(key, new Pair(w.a, w.y));
            Pair none = PAIRS.get(key + 10);
            return none == null ? 1 : 2;
        }
        PAIRS.put(key, new Pair(found.first() + 1, found.second() - 1));
        w.r = found.first();
        w.q = found.second();
        return found.first() > 0 ? 3 : 4;
    }

    @Xdp
    static int taking(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        Nested taken = NESTED.take(w.a & 3);
        if (taken != null) {
            w.r = taken.third() + taken.pair().first();
            w.q = taken.pair().second();
            return 1;
        }
        Nested made = new Nested(new Pair(w.b, w.x), w.a);
        NESTED.put(w.b & 3, made);
        return 2;
    }

    @Xdp
    static int arrays(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        Value v = ARRAY.get(w.a & 7);
        if (v == null) {
            return 1;
        }
        for (Inner inner : v.inners) {
            inner.count += w.b;
            inner.small++;
        }
        int sum = 0;
        for (int i = 0; i < v.inners.length; i++) {
            sum += v.inners[i].count * i + v.inners[i].small;
        }
        Integer i = INTS.get(w.b & 3);
        if (i != null) {
            INTS.put(w.b & 3, i + sum);
            sum += i;
        }
        w.r = sum;
        return 2;
    }

    @Xdp
    static int statics(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        runs++;
        total += w.a;
        STATE.count += runs;
        STATE.small = (short) (STATE.count * 3);
        w.r = STATE.count + STATE.small;
        w.q = total;
        return runs & 3;
    }

    @Xdp
    static int large(XdpPacket p) {
        Words w = p.at(0, Words.class);
        byte[] bytes = p.bytes(8, 16);
        if (w == null || bytes == null) {
            return 0;
        }
        Big big = BIGS.getOrInit(w.a & 1);
        if (big == null) {
            return 1;
        }
        Mem.copy(big.bytes, 32, bytes, 0, 16);
        big.bytes[w.b & 255] = 7;
        for (int i = 0; i < 64; i++) {
            big.sum += big.bytes[i];
        }
        Big fresh = new Big();
        fresh.bytes[5] = 9;
        fresh.sum = big.sum + fresh.bytes[5] + fresh.bytes[6];
        BIGS.put(3, fresh);
        Big again = BIGS.get(3);
        w.q = again == null ? -1 : again.sum;
        return 2;
    }

    @Xdp
    static int routes(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        ROUTES.put(new Prefix(8 + (w.a & 15), w.b), w.a);
        Integer found = ROUTES.get(new Prefix(32, (int) w.x));
        w.r = found == null ? -1 : found;
        return found != null && found > 10 ? 1 : 2;
    }
}
