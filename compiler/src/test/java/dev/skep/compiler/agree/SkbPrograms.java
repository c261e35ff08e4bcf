package dev.skep.compiler.agree;

import dev.skep.compiler.agree.Numbers.Operands;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.ProgArray;
import dev.skep.compiler.lang.Skb;
import dev.skep.compiler.lang.TcAction;
import dev.skep.compiler.lang.TcIngress;

/** Packets in the stack. */
final class SkbPrograms {
    static final class Word {
        @BE
        int value;
    }

    static final ProgArray NEXT = Maps.progArray(4);

    private SkbPrograms() {}

    @TcIngress
    static int copies(Skb skb) {
        byte[] head = new byte[8];
        if (skb.load(14, head) != 0) {
            return TcAction.SHOT;
        }
        for (int i = 0; i < 4; i++) {
            byte old = head[i];
            head[i] = head[7 - i];
            head[7 - i] = old;
        }
        head[2] ^= (byte) skb.len();
        if (skb.store(20, head, 0) != 0) {
            return TcAction.SHOT;
        }
        return skb.load(2000, head) == 0 ? 1 : head[0];
    }

    @TcIngress
    static int views(Skb skb) {
        skb.setMark(skb.len() * 3);
        if (skb.pull(40) != 0) {
            return TcAction.SHOT;
        }
        Word first = skb.at(14, Word.class);
        Word second = skb.at(18 + (skb.protocol() & 3), Word.class);
        if (first == null || second == null) {
            return -1;
        }
        int old = first.value;
        first.value = second.value + skb.mark();
        second.value = old;
        byte[] rest = skb.bytes(30, 10);
        if (rest == null) {
            return 5;
        }
        Mem.copy(rest, 0, rest, 5, 5);
        return skb.length() > 60 ? TcAction.OK : TcAction.UNSPEC;
    }

    @TcIngress
    static int calls(Skb skb) {
        Operands o = skb.at(14, Operands.class);
        if (o == null) {
            return 0;
        }
        int index = o.g & 7;
        Bpf.tailCall(skb, NEXT, index);
        return index + 100;
    }
}
