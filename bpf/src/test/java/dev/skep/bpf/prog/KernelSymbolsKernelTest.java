package dev.skep.bpf.prog;

import static dev.skep.bpf.asm.Register.R0;
import static dev.skep.bpf.asm.Register.R1;
import static dev.skep.bpf.asm.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.RunningKernel;
import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfKind;
import dev.skep.bpf.sys.SyscallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class KernelSymbolsKernelTest {
    private static LoadedObject load(AttachSpec attach, Instruction... code) {
        ProgramSpec spec = new ProgramSpec("p", attach, List.of(code), List.of(), List.of(), "GPL", 0);
        return new ObjectLoader().load(new ObjectSpec(List.of(), List.of(spec), new byte[0]));
    }

    @Test
    void readsKernelVariables() throws IOException {
        try (Stream<String> symbols = Files.lines(Path.of("/proc/kallsyms"))) {
            assumeTrue(
                    symbols.anyMatch(line -> line.endsWith(" bpf_prog_active")),
                    "this kernel keeps the addresses of functions only");
        }
        try (LoadedObject object = load(
                AttachSpec.of(Hook.RAW_TP),
                Asm.ldKernelVariable(R1, "bpf_prog_active"),
                Asm.call(Helper.THIS_CPU_PTR),
                Asm.ldx(Opcode.W, R0, R0, 0),
                Asm.exit())) {
            int active =
                    object.program("p").testRun(TestRun.ofContext(new byte[0])).returnValue();
            assertThat(active).isBetween(0, 1);
        }
    }

    @Test
    void callsKernelFunctions() {
        assumeTrue(RunningKernel.isAtLeast(6, 2), "bpf_rcu_read_lock is there since Linux 6.2");
        try (LoadedObject object = load(
                new AttachSpec(Hook.TP_BTF, "sched_process_exec"),
                Asm.callKfunc("bpf_rcu_read_lock"),
                Asm.callKfunc("bpf_rcu_read_unlock"),
                Asm.mov64(R0, 0),
                Asm.exit())) {
            assertThat(object.programs()).hasSize(1);
        }
    }

    @Test
    void whatIsNowhereIsNamed() {
        assertThatThrownBy(() -> load(AttachSpec.of(Hook.RAW_TP), Asm.callKfunc("no_such_function"), Asm.exit()))
                .isInstanceOf(LoadException.class)
                .hasMessage(
                        "program \"p\" uses kernel function no_such_function, which this kernel's BTF does not have");
        assertThatThrownBy(() -> load(new AttachSpec(Hook.FENTRY, "no_module:vfs_read"), Asm.mov64(R0, 0), Asm.exit()))
                .hasMessageContaining("for function no_module:vfs_read, which this kernel does not have");
    }

    @Test
    void bindsToFunctionsOfModules() throws IOException {
        List<String> modules;
        try (Stream<Path> files = Files.list(Path.of("/sys/kernel/btf"))) {
            modules = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("vmlinux"))
                    .toList();
        }
        assumeTrue(!modules.isEmpty(), "this kernel has no modules with BTF");
        List<String> bound = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String module : modules) {
            Btf types = Btf.module(module);
            for (int id = Btf.vmlinux().lastId() + 1; id <= types.lastId() && bound.isEmpty(); id++) {
                if (types.kind(id) == BtfKind.FUNC) {
                    String target = module + ":" + types.name(id);
                    try (LoadedObject object =
                            load(new AttachSpec(Hook.FENTRY, target), Asm.mov64(R0, 0), Asm.mov64(R2, 0), Asm.exit())) {
                        assertThat(object.program("p").info().attachBtfId()).isEqualTo(id);
                        bound.add(target);
                    } catch (SyscallException | VerifierException notThisOne) {
                        refused.add(target + ": " + notThisOne.getMessage());
                    }
                }
            }
        }
        assertThat(bound).as("refused: %s", refused).isNotEmpty();
    }
}
