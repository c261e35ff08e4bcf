package dev.skep.compiler.lang;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The kernel's name or path of a field where Java's differs: {@code @Field("__sk_common.skc_dport") short dport}. For a
 * field whose name changed between kernels list the alternatives; the first that exists is taken.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Field {
    /** Member paths: dots between members, {@code [n]} after arrays. */
    String[] value();
}
