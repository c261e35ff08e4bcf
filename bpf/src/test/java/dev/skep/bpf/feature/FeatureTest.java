package dev.skep.bpf.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.kernel.Kallsyms;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.ProgramType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class FeatureTest {
    /** What every kernel that Skep supports (5.15 and later, with BTF) has. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "BTF",
                "RING_BUFFER",
                "MAPPABLE_ARRAYS",
                "BATCH_OPERATIONS",
                "TASK_STORAGE",
                "ISA_V3",
                "ATOMIC_FETCH",
                "BOUNDED_LOOPS",
                "TIMERS",
                "SLEEPABLE",
                "SYSCALL_PROGRAMS",
                "STATISTICS",
                "RAW_TRACEPOINT",
                "TP_BTF",
                "TRACEPOINT",
                "PERF_EVENT_LINK",
                "ATTACH_COOKIE",
                "UPROBE",
                "ITERATORS",
                "SEND_SIGNAL",
                "XDP_LINK",
                "CLSACT",
                "CGROUP_SKB",
                "CGROUP_SOCK",
                "CGROUP_SOCK_ADDR",
                "CGROUP_SOCKOPT",
                "CGROUP_SYSCTL",
                "CGROUP_DEVICE",
                "SOCK_OPS",
                "SK_MSG",
                "SK_SKB",
                "SK_LOOKUP"
            })
    void worksOnEverySupportedKernel(Feature feature) {
        assertThat(feature.probe()).as(feature.key()).isEqualTo(FeatureResult.works());
    }

    @ParameterizedTest
    @EnumSource
    void isConclusiveAsRoot(Feature feature) {
        FeatureResult result = feature.probe();
        assertThat(result.isConclusive()).as("%s: %s", feature.key(), result).isTrue();
        if (!result.isWorking()) {
            assertThat(result.reason()).as(feature.key()).isNotBlank();
        }
    }

    @Test
    void agreesWithTheKernelsOwnSymbols() {
        Kallsyms symbols = Kallsyms.read();
        assertThat(Feature.TCX.works()).isEqualTo(symbols.contains("tcx_link_attach"));
        assertThat(Feature.UPROBE_MULTI.works()).isEqualTo(symbols.contains("bpf_uprobe_multi_link_attach"));
        assertThat(Feature.NETKIT.works()).isEqualTo(symbols.contains("netkit_link_attach"));
        assertThat(Feature.KPROBE.works()).isEqualTo(symbols.contains("register_kprobe"));
        assertThat(Feature.NETFILTER.works()).isEqualTo(symbols.contains("bpf_nf_link_attach"));
    }

    @Test
    void knowsHelpersByProgramType() {
        assertThat(FeatureProbe.helper(ProgramType.XDP, Helper.REDIRECT_MAP)).isEqualTo(FeatureResult.works());
        FeatureResult wrongPlace = FeatureProbe.helper(ProgramType.XDP, Helper.SKB_LOAD_BYTES);
        assertThat(wrongPlace.state()).isEqualTo(FeatureResult.State.MISSING);
        assertThat(wrongPlace.reason()).contains("bpf_skb_load_bytes");
        assertThat(FeatureProbe.helper(ProgramType.RAW_TRACEPOINT, Helper.GET_CURRENT_COMM)
                        .isWorking())
                .isTrue();
        assertThat(FeatureProbe.helper(ProgramType.TRACING, Helper.RINGBUF_OUTPUT)
                        .isWorking())
                .isTrue();
    }

    @Test
    void knowsKfuncsByProgramType() {
        assertThat(FeatureProbe.kfunc(ProgramType.XDP, "no_such_kfunc"))
                .isEqualTo(FeatureResult.missing("the kernel's BTF has no function no_such_kfunc"));
        assertThat(FeatureProbe.kfunc(ProgramType.XDP, "tcp_sendmsg").state()).isEqualTo(FeatureResult.State.MISSING);
    }

    @Test
    void triesMapAndProgramTypes() {
        assertThat(FeatureProbe.mapType(MapType.LPM_TRIE).isWorking()).isTrue();
        assertThat(FeatureProbe.mapType(MapType.TASK_STORAGE).isWorking()).isTrue();
        assertThat(FeatureProbe.mapType(MapType.HASH_OF_MAPS).isWorking()).isTrue();
        assertThat(FeatureProbe.programType(ProgramType.SK_LOOKUP).isWorking()).isTrue();
        assertThat(FeatureProbe.programType(ProgramType.SYSCALL).isWorking()).isTrue();
    }

    @Test
    void explainsWhatItRequires() {
        FeatureResult missing = FeatureResult.missing("EPERM (Operation not permitted)");
        assertThat(new UnsupportedFeatureException("fentry programs", "5.5", missing))
                .hasMessage("fentry programs do not work on this kernel: EPERM (Operation not permitted);"
                        + " they are in Linux since 5.5");
        Feature.RAW_TRACEPOINT.require();
        if (!Feature.KPROBE.works()) {
            assertThatThrownBy(Feature.KPROBE::require)
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessage("kprobes do not work on this kernel: no event source \"kprobe\":"
                            + " the kernel was built without CONFIG_KPROBES; they are in Linux since 4.1");
        }
    }

    @Test
    void leavesNoFileBehindInTheTemporaryDirectory() throws Exception {
        TracingTrials.uprobe();
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith("skep-uprobe-trial")))
                    .isEmpty();
        }
    }
}
