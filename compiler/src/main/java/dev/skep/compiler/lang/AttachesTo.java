package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks an annotation that makes a method a kernel program, with the hook it attaches to. */
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface AttachesTo {
    /** The hook. */
    Hook value();
}
