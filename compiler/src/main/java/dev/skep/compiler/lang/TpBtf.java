package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A tracepoint with typed arguments: parameters are those of its prototype in BTF, and kernel pointers are trusted. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.TP_BTF)
public @interface TpBtf {
    /** Name of the tracepoint, {@code "sched_process_exec"}. */
    String value();
}
