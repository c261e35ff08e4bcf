package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The entry of a kernel function: parameters are its arguments in order, pointers unchecked. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.KPROBE)
public @interface Kprobe {
    /** Kernel function, with an optional offset: {@code "tcp_sendmsg"}, {@code "do_exit+4"}. */
    String value();
}
