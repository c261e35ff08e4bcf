package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A stable tracepoint: the one parameter is its {@code trace_event_raw_*} structure, declared with {@link Kernel}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.TRACEPOINT)
public @interface Tracepoint {
    /** Category and name, {@code "sched:sched_switch"}. */
    String value();
}
