package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The entry of a kernel function by trampoline: parameters are its arguments, pointers trusted. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.FENTRY)
public @interface Fentry {
    /** Kernel function. */
    String value();

    /** Whether the program may sleep ({@code BPF_F_SLEEPABLE}), and so read user memory that is not resident. */
    boolean sleepable() default false;
}
