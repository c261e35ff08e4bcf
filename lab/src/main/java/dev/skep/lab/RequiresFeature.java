package dev.skep.lab;

import dev.skep.bpf.feature.Feature;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test on a kernel that proved not to have a feature. The skip is earned: where the kernel is new enough and built
 * with what the feature needs, or where nothing could be tried for lack of privilege, the test fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(EarnedSkip.class)
public @interface RequiresFeature {
    /** All that the test needs. */
    Feature[] value();
}
