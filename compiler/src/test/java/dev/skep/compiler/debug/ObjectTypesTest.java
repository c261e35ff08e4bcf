package dev.skep.compiler.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfType;
import dev.skep.bpf.prog.ProgramType;
import dev.skep.compiler.front.Signature;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.layout.Layout;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ObjectTypesTest {
    enum State {
        OPEN,
        CLOSED
    }

    record Address(@BE int ip, @BE char port) {}

    static final class Connection {
        Address peer = new Address(0, (char) 0);
        long bytes;
        byte kind;

        @Size(16) byte[] comm = new byte[16];

        @Size(4) long[] counts = new long[4];

        State state = State.OPEN;
    }

    private final ObjectTypes types = new ObjectTypes();

    @Test
    void describesNestedValuesAndArrays() {
        int id = types.of(Layout.of(Connection.class));
        Btf btf = Btf.parse(types.build());

        BtfType.Struct struct = (BtfType.Struct) btf.type(id);
        assertThat(struct.name()).isEqualTo("Connection");
        assertThat(struct.sizeBytes()).isEqualTo(Layout.of(Connection.class).bytes());
        assertThat(struct.members())
                .extracting(BtfType.Member::name)
                .containsExactly("peer", "bytes", "kind", "comm", "counts", "state");
        BtfType.Struct peer =
                (BtfType.Struct) btf.type(struct.members().getFirst().typeId());
        assertThat(btf.type(peer.members().getFirst().typeId()).name()).isEqualTo("__be32");
        BtfType.Array comm = (BtfType.Array) btf.type(struct.members().get(3).typeId());
        assertThat(comm.length()).isEqualTo(16);
        assertThat(btf.type(comm.elementTypeId()).name()).isEqualTo("char");
        BtfType.Enum state = (BtfType.Enum) btf.type(struct.members().get(5).typeId());
        assertThat(state.enumerators())
                .containsExactly(new BtfType.Enumerator("OPEN", 0), new BtfType.Enumerator("CLOSED", 1));
    }

    @Test
    void keepsOneTypePerLayout() {
        assertThat(types.of(Layout.of(Address.class))).isEqualTo(types.of(Layout.of(Address.class)));
    }

    @Test
    void describesFunctions() {
        Signature signature =
                new Signature(Signature.Kind.INT, List.of(new Signature.Parameter("ctx", Signature.Kind.CONTEXT, "")));
        int id = types.function("lambda$guard", signature, ProgramType.XDP, true);
        Btf btf = Btf.parse(types.build());

        BtfType.Func function = (BtfType.Func) btf.type(id);
        assertThat(function.name()).isEqualTo("lambda_guard");
        assertThat(function.linkage()).isEqualTo(BtfType.Linkage.GLOBAL);
        BtfType.FuncProto proto = (BtfType.FuncProto) btf.type(function.protoId());
        BtfType.Ptr context = (BtfType.Ptr) btf.type(proto.params().getFirst().typeId());
        assertThat(btf.type(context.typeId()).name()).isEqualTo("xdp_md");
    }

    @Test
    void tagsTheContextOfTracingFunctions() {
        Signature signature = new Signature(
                Signature.Kind.VOID,
                List.of(
                        new Signature.Parameter("n", Signature.Kind.LONG, ""),
                        new Signature.Parameter("ctx", Signature.Kind.CONTEXT, "")));
        int id = types.function("walk", signature, ProgramType.TRACING, true);
        Btf btf = Btf.parse(types.build());

        assertThat(btf.type(id + 1)).isEqualTo(new BtfType.DeclTag("arg:ctx", id, 1, false));
    }

    @Test
    void coversASectionWithVariablesAndBytes() {
        List<ObjectTypes.Variable> variables = List.of(
                new ObjectTypes.Variable("total", Layout.of(long.class), 24),
                new ObjectTypes.Variable("seen", Layout.of(int.class), 16));
        int id = types.section(".data", 40, variables);
        Btf btf = Btf.parse(types.build());

        BtfType.Datasec section = (BtfType.Datasec) btf.type(id);
        assertThat(section.variables())
                .extracting(BtfType.SectionVariable::offsetBytes)
                .containsExactly(0, 16, 24, 32);
        assertThat(section.variables())
                .extracting(v -> btf.type(v.typeId()).name())
                .containsExactly("bytes0", "seen", "total", "bytes32");
    }
}
