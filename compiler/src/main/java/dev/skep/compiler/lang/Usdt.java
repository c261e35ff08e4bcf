package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A user statically defined tracepoint: parameters are its arguments in order. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.USDT)
public @interface Usdt {
    /** Binary, provider and probe, {@code "libc.so.6:libc:memory_sbrk_more"}. */
    String value();
}
