package dev.skep.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.Seeded;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged BTF gives {@link BtfException} and nothing else, and always ends. */
@Tag("unit")
class BtfFuzzTest {
    @Test
    void survivesDamage() {
        byte[] sound = sample();
        Seeded.check(20_000, random -> readAll(damage(sound, random)));
    }

    private static void readAll(byte[] raw) {
        Btf btf;
        try {
            btf = Btf.parse(raw);
        } catch (BtfException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        BtfFormat format = BtfFormat.of(btf);
        for (int i = 0; i <= btf.lastId() + 1; i++) {
            int id = i;
            tolerate(() -> btf.type(id));
            tolerate(() -> btf.name(id));
            tolerate(() -> btf.sizeOf(id));
            tolerate(() -> format.definition(id));
            tolerate(() -> btf.findMember(id, "list[1].next"));
            tolerate(() -> btf.findMember(id, "flag"));
        }
        tolerate(() -> btf.struct("node"));
        tolerate(() -> btf.function("run"));
        tolerate(() -> btf.findByName(BtfKind.VAR, "counter"));
        tolerate(() -> btf.enumerator("", "B"));
        tolerate(() -> btf.enumerator("wide", "A"));
    }

    private static void tolerate(Runnable question) {
        try {
            question.run();
        } catch (BtfException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static byte[] damage(byte[] sound, SplittableRandom random) {
        byte[] raw = sound.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(raw.length);
            switch (random.nextInt(4)) {
                case 0 -> raw[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> raw[at] = (byte) random.nextInt();
                case 2 -> raw[at] = (byte) random.nextInt(32);
                default -> raw = random.nextInt(10) == 0 ? Arrays.copyOf(raw, at + 1) : raw;
            }
        }
        return raw;
    }

    private static byte[] sample() {
        BtfBuilder b = new BtfBuilder();
        int integer = b.addInt("int", 4, BtfBuilder.SIGNED);
        int node = b.reserve();
        int next = b.addPtr(node);
        int anonymous = b.addUnion("", 8, List.of(new BtfType.Member("next", next, 0, 0)));
        int list = b.addArray(b.addTypedef("anonymous_t", anonymous), integer, 4);
        b.define(
                node,
                new BtfType.Struct(
                        "node",
                        48,
                        List.of(
                                new BtfType.Member("list", list, 0, 0),
                                new BtfType.Member("", anonymous, 256, 0),
                                new BtfType.Member("flag", integer, 320, 3))));
        int proto = b.addFuncProto(b.addConst(next), List.of(new BtfType.Param("n", next), new BtfType.Param("", 0)));
        b.addFunc("run", proto, BtfType.Linkage.GLOBAL);
        b.addEnum("e", List.of(new BtfType.Enumerator("A", 1), new BtfType.Enumerator("B", 2)));
        b.addEnum64("wide", true, List.of(new BtfType.Enumerator("A", 1)));
        int variable = b.addVar("counter", integer, BtfType.Linkage.STATIC);
        b.addDatasec(".data", 4, List.of(new BtfType.SectionVariable(variable, 0, 4)));
        b.addDeclTag("user", node, 1);
        b.addPtr(b.addTypeTag("rcu", node));
        b.addFwd("later", true);
        b.addFloat("double", 8);
        return b.build();
    }
}
