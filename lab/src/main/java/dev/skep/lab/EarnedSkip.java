package dev.skep.lab;

import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.feature.FeatureResult;
import dev.skep.bpf.kernel.KernelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link RequiresFeature}. */
final class EarnedSkip implements ExecutionCondition {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getElement()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, RequiresFeature.class))
                .map(EarnedSkip::evaluate)
                .orElseGet(() -> ConditionEvaluationResult.enabled("needs nothing"));
    }

    private static ConditionEvaluationResult evaluate(RequiresFeature needs) {
        for (Feature feature : needs.value()) {
            FeatureResult result = feature.probe();
            if (!result.isWorking()) {
                String reason = feature.key() + ": " + result.reason();
                if (!isEarned(feature, result, kernelRelease(), KernelConfig.read())) {
                    throw new AssertionError("the kernel should have " + reason);
                }
                return ConditionEvaluationResult.disabled(reason);
            }
        }
        return ConditionEvaluationResult.enabled("the kernel has what it needs");
    }

    /** Whether a kernel has a right not to have a feature. */
    static boolean isEarned(Feature feature, FeatureResult result, String release, KernelConfig config) {
        if (result.state() != FeatureResult.State.MISSING) {
            return false;
        }
        boolean tooOld = version(release) < version(feature.since());
        boolean builtWithout = !feature.buildOption().isEmpty() && config.lacks(feature.buildOption());
        return tooOld || builtWithout || result.refusedToEveryone();
    }

    private static int version(String release) {
        Matcher version = VERSION.matcher(release);
        if (!version.matches()) {
            throw new IllegalArgumentException("\"" + release + "\" is not a version of Linux");
        }
        return Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2));
    }

    private static String kernelRelease() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
