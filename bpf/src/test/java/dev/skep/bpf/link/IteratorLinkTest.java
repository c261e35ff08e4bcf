package dev.skep.bpf.link;

import static dev.skep.bpf.asm.Register.R0;
import static dev.skep.bpf.asm.Register.R1;
import static dev.skep.bpf.asm.Register.R10;
import static dev.skep.bpf.asm.Register.R2;
import static dev.skep.bpf.asm.Register.R3;
import static dev.skep.bpf.asm.Register.R6;
import static dev.skep.bpf.asm.Register.R7;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Assembler;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Label;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.kernel.Cgroup2;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.Hook;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class IteratorLinkTest {
    /** Writes four bytes of each object: what {@code object} at {@code offset} in the context points to, at a field. */
    private static List<Instruction> writeField(int contextOffset, int fieldOffset) {
        Assembler code = new Assembler();
        Label end = code.label();
        code.append(Asm.mov64(R6, R1), Asm.ldx(Opcode.DW, R7, R6, contextOffset));
        code.jump(Opcode.JEQ, R7, 0, end);
        code.append(
                Asm.ldx(Opcode.W, R7, R7, fieldOffset),
                Asm.stx(Opcode.W, R10, -4, R7),
                Asm.ldx(Opcode.DW, R1, R6, 0),
                Asm.ldx(Opcode.DW, R1, R1, 0),
                Asm.mov64(R2, R10),
                Asm.alu64(Opcode.ADD, R2, -4),
                Asm.mov64(R3, 4),
                Asm.call(Helper.SEQ_WRITE));
        return code.bind(end).append(Asm.mov64(R0, 0), Asm.exit()).build();
    }

    private static CountingProgram tgids() {
        return CountingProgram.load(Hook.ITER, "task", writeField(8, offset("task_struct", "tgid")));
    }

    private static int offset(String struct, String member) {
        Btf btf = Btf.vmlinux();
        return btf.member(btf.struct(struct).orElseThrow(), member).byteOffset();
    }

    private static Set<Integer> integers(byte[] bytes) {
        IntBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer();
        Set<Integer> all = new HashSet<>();
        while (in.hasRemaining()) {
            all.add(in.get());
        }
        return all;
    }

    @Test
    void walksAllTasksAnewAtEachReading() {
        try (CountingProgram program = tgids();
                IteratorLink link = IteratorLink.attach(program.program())) {
            assertThat(integers(link.readAll()))
                    .contains(2, (int) ProcessHandle.current().pid());
            try (Subject subject = Subject.start()) {
                assertThat(integers(link.readAll())).contains(subject.pid());
            }
            assertThat(link.info().orElseThrow().target()).isEqualTo("iterator task");
        }
    }

    @Test
    void walksOneProcess() {
        int pid = (int) ProcessHandle.current().pid();
        try (CountingProgram program = tgids();
                IteratorLink link = IteratorLink.attach(program.program(), new IteratorTarget.OfProcess(pid))) {
            assertThat(integers(link.readAll())).containsExactly(pid);
        }
        try (CountingProgram program = tgids();
                IteratorLink link = IteratorLink.attach(program.program(), new IteratorTarget.OfThread(2))) {
            assertThat(integers(link.readAll())).containsExactly(2);
        }
    }

    @Test
    void walksTheElementsOfAMap() {
        // struct bpf_iter__bpf_map_elem { meta, map, key, value }
        try (BpfMap map = BpfMap.create(new MapSpec("walked", MapType.ARRAY, 4, 4, 3, 0));
                CountingProgram program = CountingProgram.load(Hook.ITER, "bpf_map_elem", writeField(24, 0))) {
            for (int i = 0; i < 3; i++) {
                map.update(word(i), word(100 + i));
            }
            try (IteratorLink link = IteratorLink.attach(program.program(), new IteratorTarget.OfMap(map))) {
                assertThat(integers(link.readAll())).containsExactlyInAnyOrder(100, 101, 102);
            }
        }
    }

    @Test
    void walksCgroups() {
        int level = offset("cgroup", "level");
        try (CountingProgram program = CountingProgram.load(Hook.ITER, "cgroup", writeField(8, level));
                IteratorLink link = IteratorLink.attach(
                        program.program(),
                        new IteratorTarget.OfCgroup(
                                Cgroup2.mountPoint().orElseThrow(), IteratorTarget.Order.SELF_ONLY))) {
            assertThat(link.readAll()).containsExactly(0, 0, 0, 0);
        }
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }
}
