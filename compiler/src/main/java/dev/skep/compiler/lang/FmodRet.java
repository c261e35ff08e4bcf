package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Runs before a kernel function and replaces its result when it returns other than zero: arguments, then the result so far. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.FMOD_RET)
public @interface FmodRet {
    /** Kernel function open to error injection, or a security hook. */
    String value();

    /** Whether the program may sleep ({@code BPF_F_SLEEPABLE}), and so read user memory that is not resident. */
    boolean sleepable() default false;
}
