package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A kernel iterator: runs once per object and writes to the reader's file through {@link Seq}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.ITER)
public @interface Iter {
    /** What to walk: {@code "task"}, {@code "tcp"}, {@code "bpf_map"}. */
    String value();

    /** Whether the program may sleep ({@code BPF_F_SLEEPABLE}), and so read user memory that is not resident. */
    boolean sleepable() default false;
}
