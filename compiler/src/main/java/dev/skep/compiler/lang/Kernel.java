package dev.skep.compiler.lang;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A class that stands for a kernel structure. It lists only the fields that are used; they are resolved by name in the BTF of the running kernel, so the layout of the class itself means nothing. A field may be another such class, as a pointer to it or embedded, whichever BTF says. {@code @Kernel} classes are never allocated by programs. */
@Target({ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Kernel {
    /** Name of the structure or union, {@code "task_struct"}. */
    String value();
}
