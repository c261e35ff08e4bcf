package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A security hook: returns 0 to allow or a negative errno to deny; parameters are the hook's, then the result so far. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.LSM)
public @interface Lsm {
    /** Hook, {@code "file_open"}. */
    String value();

    /** Whether the program may sleep ({@code BPF_F_SLEEPABLE}), and so read user memory that is not resident. */
    boolean sleepable() default false;
}
