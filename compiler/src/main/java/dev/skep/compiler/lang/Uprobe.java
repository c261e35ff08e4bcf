package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The entry of a user-space function: parameters are its integer arguments in order. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.UPROBE)
public @interface Uprobe {
    /** Binary or library and symbol, {@code "libc.so.6:getaddrinfo"}; empty to choose at attach. */
    String value();
}
