package dev.skep.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class BtfBuilderTest {
    @Test
    void readsBackWhatItWrote() {
        Seeded.check(1_000, random -> {
            List<BtfType> types = new ArrayList<>();
            BtfBuilder builder = new BtfBuilder();
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                types.add(randomType(random));
                assertThat(builder.add(types.getLast())).isEqualTo(types.size());
            }
            Btf btf = Btf.parse(builder.build());
            assertThat(btf.lastId()).isEqualTo(types.size());
            for (int i = 0; i < types.size(); i++) {
                assertThat(btf.type(i + 1)).isEqualTo(types.get(i));
            }
        });
    }

    @Test
    void keepsEqualPlainTypesAndStringsOnce() {
        BtfBuilder builder = new BtfBuilder();
        int integer = builder.addInt("int", 4, BtfBuilder.SIGNED);
        assertThat(builder.addInt("int", 4, BtfBuilder.SIGNED)).isEqualTo(integer);
        assertThat(builder.addPtr(integer)).isEqualTo(builder.addPtr(integer));
        int proto = builder.addFuncProto(integer, List.of(new BtfType.Param("ctx", builder.addPtr(0))));
        int first = builder.addFunc("run", proto, BtfType.Linkage.GLOBAL);
        assertThat(builder.addFunc("run", proto, BtfType.Linkage.GLOBAL)).isNotEqualTo(first);
        assertThat(builder.string("int")).isEqualTo(builder.string("int"));
        assertThat(builder.string("")).isZero();
        assertThat(new String(builder.build(), java.nio.charset.StandardCharsets.UTF_8).split("run", -1))
                .hasSize(2);
    }

    @Test
    void letsAStructPointAtItself() {
        BtfBuilder builder = new BtfBuilder();
        int node = builder.reserve();
        assertThatThrownBy(builder::build).hasMessageContaining("type 1 was reserved");
        int next = builder.addPtr(node);
        builder.define(node, new BtfType.Struct("node", 8, List.of(new BtfType.Member("next", next, 0, 0))));
        Btf btf = Btf.parse(builder.build());
        assertThat(BtfFormat.of(btf).definition(node)).isEqualTo("struct node {\n    struct node *next;  /* 0 */\n};");
        assertThatThrownBy(() -> builder.define(node, new BtfType.Ptr(0))).hasMessageContaining("defined already");
    }

    @Test
    void makesIdentifiersOfJavaNames() {
        assertThat(BtfBuilder.identifier("Outer$Inner")).isEqualTo("Outer_Inner");
        assertThat(BtfBuilder.identifier("<init>")).isEqualTo("_init_");
        assertThat(BtfBuilder.identifier("4ever")).isEqualTo("_4ever");
        assertThat(BtfBuilder.identifier("größe")).isEqualTo("gr__e");
    }

    private static BtfType randomType(SplittableRandom random) {
        String name = "n" + random.nextInt(50);
        int id = random.nextInt(100);
        BtfType.Linkage linkage = BtfType.Linkage.values()[random.nextInt(3)];
        boolean flag = random.nextBoolean();
        return switch (random.nextInt(19)) {
            case 0 -> new BtfType.Int(name, 4, 0, 32, flag, random.nextBoolean(), random.nextBoolean());
            case 1 -> new BtfType.Ptr(id);
            case 2 -> new BtfType.Array(id, 1, random.nextInt());
            case 3 -> new BtfType.Struct(name, random.nextInt(), members(random));
            case 4 -> new BtfType.Union("", random.nextInt(), members(random));
            case 5 ->
                new BtfType.Enum(name, 4, flag, some(random, i -> {
                    int value = random.nextInt();
                    return new BtfType.Enumerator("E" + i, flag ? value : Integer.toUnsignedLong(value));
                }));
            case 6 ->
                new BtfType.Enum64(
                        name, 8, flag, some(random, i -> new BtfType.Enumerator("E" + i, random.nextLong())));
            case 7 -> new BtfType.Fwd(name, flag);
            case 8 -> new BtfType.Typedef(name, id);
            case 9 -> new BtfType.Volatile(id);
            case 10 -> new BtfType.Const(id);
            case 11 -> new BtfType.Restrict(id);
            case 12 -> new BtfType.Func(name, id, linkage);
            case 13 -> new BtfType.FuncProto(id, some(random, i -> new BtfType.Param("p" + i, random.nextInt(9))));
            case 14 -> new BtfType.Var(name, id, linkage);
            case 15 ->
                new BtfType.Datasec(
                        ".data",
                        random.nextInt(),
                        some(random, i -> new BtfType.SectionVariable(i, random.nextInt(), random.nextInt())));
            case 16 -> new BtfType.Float(name, 8);
            case 17 -> new BtfType.DeclTag(name, id, random.nextInt(5) - 1, flag);
            default -> new BtfType.TypeTag(name, id, flag);
        };
    }

    private static List<BtfType.Member> members(SplittableRandom random) {
        boolean bitfields = random.nextBoolean();
        return some(
                random,
                i -> new BtfType.Member(
                        i == 0 ? "" : "m" + i,
                        random.nextInt(100),
                        random.nextInt(1 << 24),
                        bitfields ? random.nextInt(64) : 0));
    }

    private static <T> List<T> some(SplittableRandom random, IntFunction<T> make) {
        return IntStream.range(0, random.nextInt(6)).mapToObj(make).toList();
    }
}
