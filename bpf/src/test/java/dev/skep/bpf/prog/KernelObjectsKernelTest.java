package dev.skep.bpf.prog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.map.MapInfo;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class KernelObjectsKernelTest {
    private static LoadedObject load() {
        MapSpec values = new MapSpec("values", MapType.ARRAY, 4, 8, 1, 0);
        ProgramSpec spec = new ProgramSpec(
                "pass",
                AttachSpec.of(Hook.XDP),
                List.of(Asm.ldMapValue(Register.R1, "values", 0), Asm.mov64(Register.R0, 2), Asm.exit()),
                List.of(),
                List.of(),
                "GPL",
                0);
        return new ObjectLoader().load(new ObjectSpec(List.of(values), List.of(spec), new byte[0]));
    }

    @Test
    void listsProgramsAndMaps() {
        try (LoadedObject object = load()) {
            ProgramInfo program = object.program("pass").info();
            MapInfo map = object.map("values").info();
            assertThat(KernelObjects.programIds()).contains(program.id()).isSorted();
            assertThat(KernelObjects.mapIds()).contains(map.id());
            assertThat(KernelObjects.programs())
                    .anySatisfy(info -> assertThat(info.id()).isEqualTo(program.id()));
            assertThat(KernelObjects.maps()).contains(map);
            assertThat(KernelObjects.btfIds()).isNotEmpty();
            assertThat(KernelObjects.linkIds()).isSorted();
            assertThat(program.tag()).hasSize(16);
            assertThat(program.mapIds()).containsExactly(map.id());
            assertThat(program.verifiedInstructions()).isEqualTo(3);
            assertThat(program.jitedBytes()).isPositive();
            assertThat(program.xlatedBytes()).isEqualTo(32);
        }
    }

    @Test
    void opensAProgramById() {
        try (LoadedObject object = load();
                Program same = Program.fromId(object.program("pass").id())) {
            assertThat(same.name()).isEqualTo("pass");
            assertThat(same.type()).isEqualTo(ProgramType.XDP);
            assertThat(same.tag()).isEqualTo(object.program("pass").tag());
            assertThat(same.testRun(TestRun.ofData(new byte[64])).returnValue()).isEqualTo(2);
        }
    }

    @Test
    void countsRunsWhileStatisticsAreOn() {
        try (LoadedObject object = load();
                RunStatistics _ = RunStatistics.enable()) {
            Program program = object.program("pass");
            FunctionStats before = FunctionStats.of(program);
            program.testRun(TestRun.ofData(new byte[64]).repeated(1000));
            FunctionStats cost = FunctionStats.of(program).since(before);
            assertThat(cost.runs()).isEqualTo(1000);
            assertThat(cost.nanosPerRun()).isPositive();
        }
    }
}
