package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A raw tracepoint: parameters are the tracepoint's arguments as plain numbers and unchecked pointers. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.RAW_TP)
public @interface RawTp {
    /** Name of the tracepoint, {@code "sys_enter"}. */
    String value();
}
