package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The return of a user-space function: the one optional parameter is its result. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.URETPROBE)
public @interface Uretprobe {
    /** Binary or library and symbol; empty to choose at attach. */
    String value();
}
