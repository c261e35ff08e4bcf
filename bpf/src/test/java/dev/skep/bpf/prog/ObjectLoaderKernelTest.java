package dev.skep.bpf.prog;

import static dev.skep.bpf.asm.Register.R0;
import static dev.skep.bpf.asm.Register.R1;
import static dev.skep.bpf.asm.Register.R10;
import static dev.skep.bpf.asm.Register.R2;
import static dev.skep.bpf.asm.Register.R3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.btf.BtfBuilder;
import dev.skep.bpf.btf.BtfType;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.map.UpdateMode;
import dev.skep.bpf.sys.Cpus;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class ObjectLoaderKernelTest {
    private static final byte[] PACKET = new byte[64];

    private static ProgramSpec program(Hook hook, Instruction... code) {
        return new ProgramSpec(
                "main",
                AttachSpec.of(hook),
                List.of(code),
                List.of(new ProgramSpec.Function("main", 0, 0)),
                List.of(),
                "Dual BSD/GPL",
                0);
    }

    private static LoadedObject load(List<MapSpec> maps, ProgramSpec program) {
        return new ObjectLoader().load(new ObjectSpec(maps, List.of(program), new byte[0]));
    }

    @Test
    void runsAProgramOverAPacket() {
        try (LoadedObject object = load(List.of(), program(Hook.XDP, Asm.mov64(R0, 2), Asm.exit()))) {
            TestRun.Result result =
                    object.program("main").testRun(TestRun.ofData(PACKET).repeated(1000));
            assertThat(result.returnValue()).isEqualTo(2);
            assertThat(result.data()).isEqualTo(PACKET);
            assertThat(result.durationNanos()).isPositive();
        }
    }

    @Test
    void resolvesMapsAndTheValuesInThem() {
        MapSpec values = new MapSpec("x.data", MapType.ARRAY, 4, 16, 1, MapSpec.MMAPABLE);
        ProgramSpec spec = program(
                Hook.XDP,
                Asm.ldMapValue(R1, "x.data", 8),
                Asm.ldx(Opcode.DW, R0, R1, 0),
                Asm.st(Opcode.DW, R1, 0, 7),
                Asm.exit());
        try (LoadedObject object = load(List.of(values), spec)) {
            byte[] before = new byte[16];
            before[8] = 3;
            object.map("x.data").update(new byte[4], before);
            assertThat(object.program("main").testRun(TestRun.ofData(PACKET)).returnValue())
                    .isEqualTo(3);
            assertThat(object.map("x.data").lookup(new byte[4])[8]).isEqualTo((byte) 7);
        }
    }

    @Test
    void callsHelpersWithMaps() {
        MapSpec counts = new MapSpec("counts", MapType.HASH, 4, 8, 16, 0);
        try (LoadedObject object = load(List.of(counts), program(Hook.XDP, lookupReturns(0)))) {
            assertThat(object.program("main").testRun(TestRun.ofData(PACKET)).returnValue())
                    .isEqualTo(0);
            object.map("counts").update(new byte[4], new byte[] {42, 0, 0, 0, 0, 0, 0, 0}, UpdateMode.ANY);
            assertThat(object.program("main").testRun(TestRun.ofData(PACKET)).returnValue())
                    .isEqualTo(42);
            assertThat(object.program("main").info().mapIds())
                    .containsExactly(object.map("counts").info().id());
        }
    }

    /** Looks up key 0 in "counts"; leaves the null check out if {@code skippedChecks} is 1. */
    private static Instruction[] lookupReturns(int skippedChecks) {
        List<Instruction> code = new ArrayList<>(List.of(
                Asm.st(Opcode.W, R10, -4, 0),
                Asm.mov64(R2, R10),
                Asm.alu64(Opcode.ADD, R2, -4),
                Asm.ldMap(R1, "counts"),
                Asm.call(Helper.MAP_LOOKUP_ELEM),
                Asm.jump(Opcode.JEQ, R0, 0, 1),
                Asm.ldx(Opcode.DW, R0, R0, 0),
                Asm.exit()));
        if (skippedChecks == 1) {
            code.remove(5);
        }
        return code.toArray(Instruction[]::new);
    }

    @Test
    void callsFunctionsAcrossWideLoads() {
        ProgramSpec spec = new ProgramSpec(
                "main",
                AttachSpec.of(Hook.XDP),
                List.of(
                        Asm.ldImm64(R1, 0x1_0000_0001L),
                        Asm.callFunction("twice"),
                        Asm.exit(),
                        Asm.mov64(R0, R1),
                        Asm.alu64(Opcode.ADD, R0, R1),
                        Asm.exit()),
                List.of(new ProgramSpec.Function("main", 0, 0), new ProgramSpec.Function("twice", 3, 0)),
                List.of(),
                "GPL",
                0);
        try (LoadedObject object = load(List.of(), spec)) {
            assertThat(object.program("main").testRun(TestRun.ofData(PACKET)).returnValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void runsSyscallProgramsOverTheirContext() {
        ProgramSpec spec = program(
                Hook.SYSCALL,
                Asm.ldx(Opcode.W, R2, R1, 0),
                Asm.alu64(Opcode.ADD, R2, 5),
                Asm.stx(Opcode.W, R1, 4, R2),
                Asm.mov64(R0, 0),
                Asm.exit());
        try (LoadedObject object = load(List.of(), spec)) {
            byte[] context = {1, 0, 0, 0, 0, 0, 0, 0};
            TestRun.Result result = object.program("main").testRun(TestRun.ofContext(context));
            assertThat(result.context()).containsExactly(1, 0, 0, 0, 6, 0, 0, 0);
        }
    }

    @Test
    void runsRawTracepointsOnTheChosenCpu() {
        int lastCpu = Cpus.online().getLast();
        ProgramSpec spec =
                program(Hook.RAW_TP, Asm.call(Helper.GET_SMP_PROCESSOR_ID), Asm.alu64(Opcode.ADD, R0, 100), Asm.exit());
        try (LoadedObject object = load(List.of(), spec)) {
            TestRun run = TestRun.ofContext(new byte[16]).onCpu(lastCpu);
            assertThat(object.program("main").testRun(run).returnValue()).isEqualTo(100 + lastCpu);
        }
    }

    @Test
    void rejectionNamesReasonInstructionAndSourceLine() {
        MapSpec counts = new MapSpec("counts", MapType.HASH, 4, 8, 16, 0);
        ProgramSpec spec = new ProgramSpec(
                "count",
                AttachSpec.of(Hook.XDP),
                List.of(lookupReturns(1)),
                List.of(new ProgramSpec.Function("count", 0, 0)),
                List.of(
                        new ProgramSpec.Line(1, "Counter.java", 11, 5, "Value v = COUNTS.get(key);"),
                        new ProgramSpec.Line(5, "Counter.java", 12, 5, "    return v.packets;")),
                "GPL",
                0);
        assertThatThrownBy(() -> load(List.of(counts), spec))
                .isInstanceOfSatisfying(VerifierException.class, e -> {
                    assertThat(e.errno()).isEqualTo(Errno.EACCES);
                    assertThat(e.summary()).isEqualTo("R0 invalid mem access 'map_value_or_null'");
                    assertThat(e.instructionIndex()).isEqualTo(5);
                    assertThat(e.line()).isEqualTo(spec.lines().get(1));
                    assertThat(e.registers().get("R0")).startsWith("map_value_or_null(");
                    assertThat(e.registers()).containsKeys("R10", "fp-8");
                    assertThat(e.processedInstructions()).isEqualTo(6);
                    assertThat(e.log()).contains("return v.packets;");
                })
                .hasMessageContaining("at Counter.java:12: return v.packets;")
                .hasMessageContaining("hint: compare with null before using it");
    }

    @Test
    void logOfALongProgramIsReadToItsEnd() {
        List<Instruction> code = new ArrayList<>();
        code.add(Asm.mov64(R0, 0));
        for (int i = 0; i < 20_000; i++) {
            code.add(Asm.alu64(Opcode.ADD, R0, 1));
        }
        code.add(Asm.mov64(R0, R3));
        code.add(Asm.exit());
        ProgramSpec spec = program(Hook.SOCKET_FILTER, code.toArray(Instruction[]::new));
        assertThatThrownBy(() -> load(List.of(), spec)).isInstanceOfSatisfying(VerifierException.class, e -> {
            assertThat(e.summary()).isEqualTo("R3 !read_ok");
            assertThat(e.instructionIndex()).isEqualTo(20_001);
            assertThat(e.log().length()).isGreaterThan(1 << 18);
        });
    }

    @Test
    void showsTheLogOfAnAcceptedProgramWhenAsked() {
        ObjectSpec object =
                new ObjectSpec(List.of(), List.of(program(Hook.XDP, Asm.mov64(R0, 2), Asm.exit())), new byte[0]);
        LoadOptions options = LoadOptions.defaults().withLogLevel(1);
        try (LoadedObject loaded = new ObjectLoader(options).load(object)) {
            assertThat(loaded.program("main").log()).contains("processed 2 insns");
            assertThat(VerifierLog.parse(loaded.program("main").log()).processed())
                    .isEqualTo(2);
        }
    }

    @Test
    void missingMapIsNamedBeforeTheKernelIsAsked() {
        assertThatThrownBy(() -> load(List.of(), program(Hook.XDP, Asm.ldMap(R1, "flows"), Asm.exit())))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("program \"main\" uses map \"flows\"");
    }

    @Test
    void missingTracepointIsNamed() {
        ProgramSpec spec = new ProgramSpec(
                "onX",
                new AttachSpec(Hook.TP_BTF, "no_such_tracepoint"),
                List.of(Asm.mov64(R0, 0), Asm.exit()),
                List.of(),
                List.of(),
                "GPL",
                0);
        assertThatThrownBy(() -> load(List.of(), spec))
                .hasMessage("program \"onX\" (TP_BTF) is for tracepoint no_such_tracepoint, which this kernel does not"
                        + " have");
    }

    @Test
    void sharesMapsThatExistAlready() {
        MapSpec counts = new MapSpec("counts", MapType.HASH, 4, 8, 16, 0);
        try (BpfMap shared = BpfMap.create(counts)) {
            LoadOptions options = LoadOptions.defaults().withMaps(Map.of("counts", shared));
            ObjectSpec object =
                    new ObjectSpec(List.of(counts), List.of(program(Hook.XDP, lookupReturns(0))), new byte[0]);
            try (LoadedObject loaded = new ObjectLoader(options).load(object)) {
                assertThat(loaded.map("counts")).isSameAs(shared);
            }
            assertThat(shared.fd().isOpen()).isTrue();
        }
    }

    @Test
    void tailCallsThroughAProgramArray() {
        ProgramSpec target = program(Hook.XDP, Asm.mov64(R0, 3), Asm.exit());
        ProgramSpec caller = program(
                Hook.XDP,
                Asm.ldMap(R2, "jumps"),
                Asm.mov64(R3, 0),
                Asm.call(Helper.TAIL_CALL),
                Asm.mov64(R0, 1),
                Asm.exit());
        MapSpec jumps = new MapSpec("jumps", MapType.PROG_ARRAY, 4, 4, 1, 0);
        try (LoadedObject to = load(List.of(), target);
                LoadedObject from = load(List.of(jumps), caller)) {
            assertThat(from.program("main").testRun(TestRun.ofData(PACKET)).returnValue())
                    .isEqualTo(1);
            byte[] fd = ByteBuffer.allocate(4)
                    .order(ByteOrder.nativeOrder())
                    .putInt(to.program("main").fd().number())
                    .array();
            from.map("jumps").update(new byte[4], fd);
            assertThat(from.program("main").testRun(TestRun.ofData(PACKET)).returnValue())
                    .isEqualTo(3);
        }
    }

    @Test
    void loadsTypedTracepoints() {
        ProgramSpec spec = new ProgramSpec(
                "onExec",
                new AttachSpec(Hook.TP_BTF, "sched_process_exec"),
                List.of(
                        // (task, old_pid, bprm): a trusted pointer is read directly.
                        Asm.ldx(Opcode.DW, R1, R1, 0), Asm.ldx(Opcode.W, R0, R1, 0), Asm.mov64(R0, 0), Asm.exit()),
                List.of(),
                List.of(),
                "GPL",
                0);
        try (LoadedObject object = load(List.of(), spec)) {
            assertThat(object.program("onExec").type()).isEqualTo(ProgramType.TRACING);
            assertThat(object.program("onExec").info().attachBtfId()).isNotZero();
        }
    }

    @Test
    void loadsIterators() {
        ProgramSpec spec = new ProgramSpec(
                "tasks",
                new AttachSpec(Hook.ITER, "task"),
                List.of(Asm.mov64(R0, 0), Asm.exit()),
                List.of(),
                List.of(),
                "GPL",
                0);
        try (LoadedObject object = load(List.of(), spec)) {
            assertThat(object.program("tasks").info().name()).isEqualTo("tasks");
        }
    }

    @Test
    void typesOfMapsFunctionsAndLinesReachTheKernel() {
        BtfBuilder types = new BtfBuilder();
        int u32 = types.addInt("u32", 4, 0);
        int u64 = types.addInt("u64", 8, 0);
        int value = types.addStruct("count", 8, List.of(new BtfType.Member("packets", u64, 0, 0)));
        int prototype = types.addFuncProto(u32, List.of(new BtfType.Param("ctx", types.addPtr(0))));
        int main = types.addFunc("main", prototype, BtfType.Linkage.GLOBAL);
        int leaf = types.addFunc("leaf", prototype, BtfType.Linkage.STATIC);
        MapSpec counts = new MapSpec("counts", MapType.HASH, 4, 8, 16, 0, u32, value, null, null, false);
        ProgramSpec spec = new ProgramSpec(
                "main",
                AttachSpec.of(Hook.XDP),
                List.of(Asm.ldMap(R2, "counts"), Asm.callFunction("leaf"), Asm.exit(), Asm.mov64(R0, 2), Asm.exit()),
                List.of(new ProgramSpec.Function("main", 0, main), new ProgramSpec.Function("leaf", 3, leaf)),
                // The second line begins after the function that it belongs to: the loader fills the start.
                List.of(
                        new ProgramSpec.Line(0, "Guard.java", 3, 1, "int guard(Packet p) {"),
                        new ProgramSpec.Line(4, "Guard.java", 9, 1, "return PASS;")),
                "GPL",
                0);
        try (LoadedObject object =
                new ObjectLoader().load(new ObjectSpec(List.of(counts), List.of(spec), types.build()))) {
            ProgramInfo info = object.program("main").info();
            assertThat(info.btfId()).isNotZero();
            assertThat(object.map("counts").info().btfId()).isEqualTo(info.btfId());
            assertThat(object.map("counts").info().valueTypeId()).isEqualTo(value);
            assertThat(object.program("main").testRun(TestRun.ofData(PACKET)).returnValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void damagedTypesAreExplained() {
        byte[] types = new BtfBuilder().build();
        types[0] = 0;
        ObjectSpec object = new ObjectSpec(List.of(), List.of(), types);
        assertThatThrownBy(() -> new ObjectLoader().load(object))
                .isInstanceOf(SyscallException.class)
                .hasMessageStartingWith("bpf(BPF_BTF_LOAD) of type information: EINVAL")
                .hasMessageContaining("Invalid magic");
    }

    @Test
    void liveFramesCarryVerdictsOut() {
        MapSpec values = new MapSpec("runs", MapType.ARRAY, 4, 8, 1, MapSpec.MMAPABLE);
        ProgramSpec spec = program(
                Hook.XDP,
                Asm.ldMapValue(R1, "runs", 0),
                Asm.mov64(R2, 1),
                Asm.atomic(Opcode.DW, Opcode.ADD, R1, 0, R2),
                Asm.mov64(R0, 1),
                Asm.exit());
        try (LoadedObject object = load(List.of(values), spec)) {
            TestRun.Result result =
                    object.program("main").testRun(TestRun.ofData(PACKET).live(500));
            assertThat(result.data()).isEmpty();
            assertThat(ByteBuffer.wrap(object.map("runs").lookup(new byte[4]))
                            .order(ByteOrder.nativeOrder())
                            .getLong())
                    .isEqualTo(500);
        }
    }

    @Test
    void contextAndPacketComeBackAsTheProgramLeftThem() {
        ProgramSpec spec = program(
                Hook.TCX_INGRESS, Asm.mov64(R2, 77), Asm.stx(Opcode.W, R1, 8, R2), Asm.mov64(R0, 0), Asm.exit());
        try (LoadedObject object = load(List.of(), spec)) {
            TestRun run = TestRun.ofData(PACKET).withContext(new byte[192]);
            TestRun.Result result = object.program("main").testRun(run);
            assertThat(ByteBuffer.wrap(result.context())
                            .order(ByteOrder.nativeOrder())
                            .getInt(8))
                    .as("skb->mark")
                    .isEqualTo(77);
            assertThat(result.data()).hasSize(PACKET.length);
        }
    }

    @Test
    void functionHooksWorkOrSayWhatToUse() {
        ProgramSpec spec = new ProgramSpec(
                "onRead",
                new AttachSpec(Hook.FENTRY, "vfs_read"),
                List.of(Asm.mov64(R0, 0), Asm.exit()),
                List.of(),
                List.of(),
                "GPL",
                0);
        try (LoadedObject object = load(List.of(), spec)) {
            assertThat(object.program("onRead").info().attachBtfId()).isNotZero();
        } catch (SyscallException refused) {
            assertThat(refused.errno()).isEqualTo(Errno.EPERM);
            assertThat(refused)
                    .hasMessageContaining("program \"onRead\" (FENTRY vfs_read)")
                    .hasMessageEndingWith("use a tracepoint");
        }
    }
}
