package dev.skep.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.btf.BtfType.Enumerator;
import dev.skep.bpf.btf.BtfType.Linkage;
import dev.skep.bpf.btf.BtfType.Member;
import dev.skep.bpf.btf.BtfType.Param;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class BtfTest {
    private final BtfBuilder builder = new BtfBuilder();
    private int integer;
    private int unsigned;
    private int character;

    @BeforeEach
    void addIntegers() {
        integer = builder.addInt("int", 4, BtfBuilder.SIGNED);
        unsigned = builder.addInt("unsigned int", 4, 0);
        character = builder.addInt("char", 1, BtfBuilder.SIGNED);
    }

    @Test
    void walksIntoAnonymousMembersArraysAndTypedefs() {
        int inner = builder.addStruct("", 8, List.of(new Member("x", integer, 0, 0), new Member("y", integer, 32, 0)));
        int alias = builder.addTypedef("point_t", builder.addConst(inner));
        int points = builder.addArray(alias, integer, 3);
        int anonymous = builder.addUnion("", 24, List.of(new Member("points", points, 0, 0)));
        int outer = builder.addStruct(
                "outer", 32, List.of(new Member("id", integer, 0, 0), new Member("", anonymous, 64, 0)));
        Btf btf = Btf.parse(builder.build());

        MemberLocation location = btf.member(outer, "points[2].y");
        assertThat(location).isEqualTo(new MemberLocation((8 + 16 + 4) * 8, 32, integer, false, 4));
        assertThat(location.byteOffset()).isEqualTo(28);
        assertThat(btf.sizeOf(points)).isEqualTo(24);
        assertThatThrownBy(() -> btf.member(outer, "points[3].y")).hasMessageContaining("outside an array of 3");
        assertThatThrownBy(() -> btf.member(outer, "id[0]")).hasMessageContaining("no array but int");
        assertThat(btf.findMember(outer, "id.x")).isEmpty();
    }

    @Test
    void findsAndShiftsBitfields() {
        int flags = builder.addStruct(
                "flags",
                8,
                List.of(
                        new Member("a", unsigned, 0, 3),
                        new Member("b", unsigned, 3, 7),
                        new Member("c", unsigned, 10, 22),
                        new Member("d", integer, 32, 0)));
        Btf btf = Btf.parse(builder.build());

        MemberLocation b = btf.member(flags, "b");
        assertThat(b).isEqualTo(new MemberLocation(3, 7, unsigned, true, 4));
        long memory = 0b11_0101_1010_1101L;
        assertThat(memory << b.shiftLeft() >>> b.shiftRight()).isEqualTo(memory >> 3 & 127);
        assertThat(btf.member(flags, "d").bitfield()).isFalse();
    }

    @Test
    void readsBitfieldsOfCompilersBeforeTheKindFlag() {
        int three = builder.add(new BtfType.Int("unsigned int", 4, 2, 3, false, false, false));
        int old = builder.addStruct("old", 4, List.of(new Member("f", three, 8, 0)));
        assertThat(Btf.parse(builder.build()).member(old, "f")).isEqualTo(new MemberLocation(10, 3, three, true, 4));
    }

    @Test
    void findsConstants() {
        builder.addEnum("colour", List.of(new Enumerator("RED", 1), new Enumerator("BLUE", 0xffff_ffffL)));
        builder.addEnum("", List.of(new Enumerator("HIDDEN", 42)));
        builder.addEnum64("wide", true, List.of(new Enumerator("FAR", -5)));
        builder.add(new BtfType.Enum("signed", 4, true, List.of(new Enumerator("MINUS", -1))));
        Btf btf = Btf.parse(builder.build());
        assertThat(btf.enumerator("colour", "BLUE")).hasValue(0xffff_ffffL);
        assertThat(btf.enumerator("", "HIDDEN")).hasValue(42);
        assertThat(btf.enumerator("wide", "FAR")).hasValue(-5);
        assertThat(btf.enumerator("", "MINUS")).hasValue(-1);
        assertThat(btf.enumerator("colour", "HIDDEN")).isEmpty();
    }

    @Test
    void splitTypesContinueTheirBase() {
        int base = builder.addStruct("shared", 4, List.of(new Member("v", integer, 0, 0)));
        Btf vmlinux = Btf.parse(builder.build());
        byte[] raw = splitWithOnePointerTo(base, vmlinux);

        Btf module = Btf.parse(raw, vmlinux);
        assertThat(module.lastId()).isEqualTo(vmlinux.lastId() + 2);
        int own = module.typedef("mine").orElseThrow();
        assertThat(own).isEqualTo(vmlinux.lastId() + 2);
        assertThat(module.struct("shared")).hasValue(base);
        assertThat(vmlinux.typedef("mine")).isEmpty();
        assertThat(BtfFormat.of(module).definition(own)).isEqualTo("typedef struct shared *mine;");
        assertThat(module.member(base, "v").byteOffset()).isZero();
    }

    /** A split blob is a whole one with ids and string offsets shifted past the base's. */
    private static byte[] splitWithOnePointerTo(int id, Btf base) {
        BtfBuilder split = new BtfBuilder();
        split.addPtr(id);
        split.addTypedef("mine", base.lastId() + 1);
        byte[] raw = split.build();
        int strings = base.types().endString();
        int nameAt = 24 + 12;
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(raw).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(nameAt, bytes.getInt(nameAt) + strings);
        return raw;
    }

    @Test
    void printsC() {
        int task = builder.addStruct(
                "task", 16, List.of(new Member("comm", builder.addArray(character, integer, 16), 0, 0)));
        int constChar = builder.addPtr(builder.addConst(character));
        int callback = builder.addPtr(builder.addFuncProto(
                0, List.of(new Param("t", builder.addPtr(task)), new Param("", constChar), new Param("", 0))));
        int table = builder.addArray(callback, integer, 4);
        int fixed = builder.addConst(builder.addPtr(task));
        int function = builder.addFunc(
                "run", builder.addFuncProto(callback, List.of(new Param("x", builder.addPtr(table)))), Linkage.GLOBAL);
        BtfFormat format = BtfFormat.of(Btf.parse(builder.build()));
        assertThat(format.name(constChar)).isEqualTo("const char *");
        assertThat(format.declare(callback, "cb")).isEqualTo("void (*cb)(struct task *t, const char *, ...)");
        assertThat(format.declare(table, "t")).isEqualTo("void (*t[4])(struct task *t, const char *, ...)");
        assertThat(format.declare(fixed, "p")).isEqualTo("struct task * const p");
        assertThat(format.definition(function))
                .isEqualTo("void (*run(void (*(*x)[4])(struct task *t, const char *, ...)))"
                        + "(struct task *t, const char *, ...);");
        assertThat(format.definition(task)).isEqualTo("struct task {\n    char comm[16];  /* 0 */\n};");
    }

    @Test
    void refusesEndlessTypes() {
        int loop = builder.reserve();
        builder.define(loop, new BtfType.Const(loop));
        int array = builder.reserve();
        builder.define(array, new BtfType.Array(array, integer, 1));
        int nested = builder.reserve();
        Member again = new Member("", nested, 0, 0);
        builder.define(nested, new BtfType.Struct("", 8, List.of(again, again, again)));
        Btf btf = Btf.parse(builder.build());
        assertThatThrownBy(() -> btf.findMember(nested, "x")).isInstanceOf(BtfException.class);
        assertThatThrownBy(() -> BtfFormat.of(btf).name(nested)).isInstanceOf(BtfException.class);
        assertThatThrownBy(() -> btf.resolve(loop)).isInstanceOf(BtfException.class);
        assertThatThrownBy(() -> btf.sizeOf(array)).isInstanceOf(BtfException.class);
        assertThatThrownBy(() -> BtfFormat.of(btf).name(array)).isInstanceOf(BtfException.class);
        assertThatThrownBy(() -> btf.type(99)).hasMessageContaining("there is no type 99");
    }
}
