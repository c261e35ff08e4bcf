package dev.skep.compiler.lang;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Compile this method as a function of its own. A global function is verified once, for any arguments, and not again at each call. */
@Target({ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Function {
    /** Whether the function is global, verified on its own; parameters must then be numbers or contexts. */
    boolean global() default false;
}
