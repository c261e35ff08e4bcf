package dev.skep.bpf.btf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.btf.BtfType.Enumerator;
import dev.skep.bpf.btf.BtfType.Linkage;
import dev.skep.bpf.btf.BtfType.Member;
import dev.skep.bpf.btf.BtfType.Param;
import dev.skep.bpf.btf.BtfType.SectionVariable;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class KernelAcceptsBtfTest {
    @Test
    void acceptsTheKindsOfEveryKernelSince515() {
        assertThatCode(() -> load(oldKinds().build())).doesNotThrowAnyException();
    }

    @Test
    void acceptsEveryKindHere() {
        BtfBuilder b = oldKinds();
        int node = b.lastId();
        b.addEnum64("wide", true, List.of(new Enumerator("FAR", Long.MIN_VALUE)));
        b.add(new BtfType.Enum("signed_enum", 4, true, List.of(new Enumerator("MINUS", -1))));
        int tagged = b.addStruct("tagged", 8, List.of(new Member("p", b.addPtr(b.addTypeTag("rcu", node)), 0, 0)));
        b.addDeclTag("user", tagged, 0);
        b.addDeclTag("whole", tagged, -1);
        assertThatCode(() -> load(b.build())).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatIsWrong() {
        BtfBuilder b = new BtfBuilder();
        b.addStruct("Outer$Inner", 0, List.of());
        assertThatThrownBy(() -> load(b.build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Invalid name");
    }

    private static BtfBuilder oldKinds() {
        BtfBuilder b = new BtfBuilder();
        int integer = b.addInt("int", 4, BtfBuilder.SIGNED);
        int character = b.addInt("char", 1, BtfBuilder.SIGNED);
        b.addInt("boolean", 1, BtfBuilder.BOOL);
        int wide = b.addInt("long", 8, BtfBuilder.SIGNED);
        int node = b.reserve();
        int next = b.addPtr(node);
        int comm = b.addArray(character, integer, 16);
        int union = b.addUnion("", 8, List.of(new Member("l", wide, 0, 0), new Member("next", next, 0, 0)));
        b.define(
                node,
                new BtfType.Struct(
                        "node",
                        32,
                        List.of(
                                new Member("", union, 0, 0),
                                new Member("comm", comm, 64, 0),
                                new Member("low", integer, 192, 3),
                                new Member("high", integer, 195, 29))));
        b.addTypedef("node_t", b.addConst(b.addVolatile(node)));
        b.addRestrict(next);
        b.addEnum("colour", List.of(new Enumerator("RED", 1), new Enumerator("BLUE", 2)));
        b.addFwd("later", false);
        b.addFloat("double", 8);
        int proto = b.addFuncProto(integer, List.of(new Param("ctx", b.addPtr(0)), new Param("n", next)));
        b.addFunc(BtfBuilder.identifier("Outer$Inner.<clinit>"), proto, Linkage.STATIC);
        b.addFunc("global", proto, Linkage.GLOBAL);
        int counter = b.addVar("counter", wide, Linkage.GLOBAL);
        int flag = b.addVar("flag", integer, Linkage.STATIC);
        b.addDatasec(".data", 16, List.of(new SectionVariable(counter, 0, 8), new SectionVariable(flag, 8, 4)));
        b.addStruct("last", 32, List.of(new Member("n", node, 0, 0)));
        return b;
    }

    /** Loads with a log, so that a failure says which type the kernel dislikes. */
    private static void load(byte[] btf) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment blob = scratch.copyOf(btf);
            MemorySegment log = scratch.allocate(64 * 1024, 8);
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_LONG, BpfAttr.BtfLoad.BTF, blob.address());
            attr.set(JAVA_INT, BpfAttr.BtfLoad.BTF_SIZE, btf.length);
            attr.set(JAVA_LONG, BpfAttr.BtfLoad.BTF_LOG_BUF, log.address());
            attr.set(JAVA_INT, BpfAttr.BtfLoad.BTF_LOG_SIZE, (int) log.byteSize());
            attr.set(JAVA_INT, BpfAttr.BtfLoad.BTF_LOG_LEVEL, 1);
            long result = Bpf.tryCall(BpfCommand.BTF_LOAD, attr);
            if (result < 0) {
                throw new IllegalStateException("errno " + -result + "\n" + log.getString(0));
            }
            FileDescriptor.own(result).close();
        }
    }
}
