package dev.skep.bpf.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the running kernel says about itself, in things that have not changed since Linux 5.15. */
@Tag("kernel")
class KernelBtfTest {
    private final Btf btf = Btf.vmlinux();

    @Test
    void findsMembersThroughAnonymousStructsAndArrays() {
        int sock = btf.struct("sock").orElseThrow();
        MemberLocation port = btf.member(sock, "__sk_common.skc_dport");
        assertThat(port.byteOffset()).isEqualTo(12);
        assertThat(port.accessBytes()).isEqualTo(2);
        assertThat(port.bitfield()).isFalse();
        int task = btf.struct("task_struct").orElseThrow();
        MemberLocation comm = btf.member(task, "comm");
        assertThat(comm.byteSize()).isEqualTo(16);
        assertThat(btf.member(task, "comm[3]").byteOffset()).isEqualTo(comm.byteOffset() + 3);
        assertThat(BtfFormat.of(btf).declare(comm.typeId(), "comm")).isEqualTo("char comm[16]");
        assertThat(btf.findMember(task, "no_such_member")).isEmpty();
        assertThatThrownBy(() -> btf.member(task, "no_such_member"))
                .isInstanceOf(BtfException.class)
                .hasMessage("struct task_struct has no member no_such_member");
    }

    @Test
    void locatesBitfields() {
        int sock = btf.struct("tcp_sock").orElseThrow();
        MemberLocation field = btf.member(sock, "repair");
        assertThat(field.bitfield()).isTrue();
        assertThat(field.bitSize()).isEqualTo(1);
        assertThat(field.accessBytes()).isEqualTo(1);
        assertThat(field.shiftRight()).isEqualTo(63);
        assertThat(64 - field.shiftLeft() - field.bitSize()).isEqualTo(field.bitOffset() % 8);
    }

    @Test
    void findsConstantsOfNamedAndAnonymousEnums() {
        assertThat(btf.enumerator("bpf_func_id", "BPF_FUNC_ringbuf_reserve")).hasValue(131);
        assertThat(btf.enumerator("", "TCP_SYN_SENT")).hasValue(2);
        assertThat(btf.enumerator("bpf_func_id", "BPF_FUNC_nothing")).isEmpty();
        assertThat(btf.enumerator("no_such_enum", "X")).isEmpty();
        assertThat(btf.enumerator("", "NO_SUCH_CONSTANT_ANYWHERE")).isEmpty();
    }

    @Test
    void findsFunctionsAndTypedefs() {
        int function = btf.function("vfs_read").orElseThrow();
        assertThat(BtfFormat.of(btf).definition(function))
                .isEqualTo("ssize_t vfs_read(struct file *file, char *buf, size_t count, loff_t *pos);");
        int tracepoint = btf.typedef("btf_trace_sched_process_exec").orElseThrow();
        assertThat(BtfFormat.of(btf).definition(tracepoint))
                .startsWith("typedef void (*btf_trace_sched_process_exec)(void *, struct task_struct *, ");
        assertThat(btf.function("no_such_function")).isEmpty();
        assertThat(btf.struct("vfs_read")).isEmpty();
        assertThat(btf.sizeOf(btf.typedef("u64").orElseThrow())).isEqualTo(8);
    }

    @Test
    void decodesAndPrintsEveryTypeOfTheKernel() {
        BtfFormat format = BtfFormat.of(btf);
        int functions = 0;
        for (int id = 0; id <= btf.lastId(); id++) {
            BtfType type = btf.type(id);
            assertThat(format.definition(id)).isNotEmpty();
            assertThat(type.name()).isEqualTo(btf.name(id));
            functions += type instanceof BtfType.Func ? 1 : 0;
        }
        assertThat(btf.lastId()).isGreaterThan(50_000);
        assertThat(functions).isGreaterThan(20_000);
    }

    @Test
    void writesTheWholeKernelBackAsItWasRead() {
        BtfBuilder builder = new BtfBuilder();
        for (int id = 1; id <= btf.lastId(); id++) {
            builder.add(btf.type(id));
        }
        Btf again = Btf.parse(builder.build());
        assertThat(again.lastId()).isEqualTo(btf.lastId());
        for (int id = 1; id <= btf.lastId(); id++) {
            assertThat(again.type(id)).isEqualTo(btf.type(id));
        }
    }

    @Test
    void everyNamedTypeIsFoundByItsName() {
        for (int id = 1; id <= btf.lastId(); id += 7) {
            BtfKind kind = btf.kind(id);
            if (List.of(BtfKind.STRUCT, BtfKind.FUNC, BtfKind.TYPEDEF, BtfKind.ENUM)
                            .contains(kind)
                    && !btf.name(id).isEmpty()) {
                int found = btf.findByName(kind, btf.name(id));
                assertThat(found).isBetween(1, id);
                assertThat(btf.name(found)).isEqualTo(btf.name(id));
                assertThat(btf.kind(found)).isEqualTo(kind);
            }
        }
    }

    @Test
    void saysWhichModuleIsMissing() {
        assertThatThrownBy(() -> Btf.module("no_such_module"))
                .isInstanceOf(BtfException.class)
                .hasMessageContaining("/sys/kernel/btf/no_such_module cannot be opened: the module is not loaded");
    }
}
