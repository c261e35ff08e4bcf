package dev.skep.bpf.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class FeatureCacheTest {
    private static final FeatureResult MISSING = FeatureResult.missing("EINVAL (Invalid argument)");

    @TempDir
    Path directory;

    @Test
    void remembersConclusiveResultsForOtherProcesses() {
        Path file = directory.resolve("skep").resolve("features");
        FeatureCache first = new FeatureCache(file);
        assertThat(first.resolve("feature tcx", () -> MISSING)).isEqualTo(MISSING);

        FeatureCache second = new FeatureCache(file);

        assertThat(second.resolve("feature tcx", () -> {
                    throw new AssertionError("tried again");
                }))
                .isEqualTo(MISSING);
    }

    @Test
    void triesInconclusiveOnesAgain() {
        FeatureCache cache = new FeatureCache(null);
        assertThat(cache.resolve("x", () -> FeatureResult.unknown("as root?")).isConclusive())
                .isFalse();
        assertThat(cache.resolve("x", FeatureResult::works).isWorking()).isTrue();
    }

    @Test
    void doesWithoutAFileItCannotReadOrWrite() throws Exception {
        Path file = directory.resolve("features");
        Files.writeString(file, "feature tcx\tNONSENSE\t\n");
        FeatureCache cache = new FeatureCache(file);
        assertThat(cache.resolve("feature tcx", FeatureResult::works).isWorking())
                .isTrue();
        FeatureCache unwritable = new FeatureCache(Path.of("/proc/no/such/place"));
        assertThat(unwritable.resolve("x", FeatureResult::works).isWorking()).isTrue();
    }

    @Test
    void writesWhatItReads() {
        Map<String, FeatureResult> results = Map.of("a b", MISSING, "c", FeatureResult.works());
        assertThat(FeatureCache.parse(FeatureCache.format(results))).isEqualTo(results);
    }

    @Test
    void findsTheVerifiersRefusalInItsLog() {
        assertThat(FeatureProbe.refusal("0: (85) call bpf_x#9\nunknown func bpf_x#9\nprocessed 1"))
                .isEqualTo("unknown func bpf_x#9");
        assertThat(FeatureProbe.refusal("program of this type cannot use helper bpf_y#8\n"))
                .isEqualTo("program of this type cannot use helper bpf_y#8");
        assertThat(FeatureProbe.refusal("R1 type=ctx expected=fp\n")).isNull();
    }
}
