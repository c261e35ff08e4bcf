package dev.skep.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.feature.FeatureResult;
import dev.skep.bpf.kernel.KernelConfig;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class EarnedSkipTest {
    private static final KernelConfig COMPLETE = KernelConfig.parse("CONFIG_NETKIT=y\n");
    private static final KernelConfig BARE = KernelConfig.parse("CONFIG_BPF=y\n# CONFIG_NETKIT is not set\n");
    private static final KernelConfig SILENT = new KernelConfig(Map.of());
    private static final FeatureResult MISSING = FeatureResult.missing("EINVAL (Invalid argument)");

    private static boolean earned(FeatureResult result, String release, KernelConfig config) {
        return EarnedSkip.isEarned(Feature.NETKIT, result, release, config);
    }

    @Test
    void excusesKernelsThatAreOlderThanTheFeature() {
        assertThat(earned(MISSING, "6.1.0-50-cloud-amd64", COMPLETE)).isTrue();
        assertThat(earned(MISSING, "5.15.0", SILENT)).isTrue();
    }

    @Test
    void excusesKernelsThatWereBuiltWithoutIt() {
        assertThat(earned(MISSING, "6.18.44", BARE)).isTrue();
    }

    @Test
    void blamesKernelsThatShouldHaveIt() {
        assertThat(earned(MISSING, "6.18.44", COMPLETE)).isFalse();
        assertThat(earned(MISSING, "6.18.44", SILENT)).isFalse();
    }

    @Test
    void excusesHostsThatRefuseEvenRoot() {
        assertThat(earned(FeatureResult.refused("EPERM (Operation not permitted)"), "6.18.44", COMPLETE))
                .isTrue();
    }

    @Test
    void neverSkipsWhatWasNotTried() {
        assertThat(earned(FeatureResult.unknown("EPERM: try again as root"), "5.4.0", BARE))
                .isFalse();
    }
}
