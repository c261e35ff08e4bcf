package dev.skep.compiler.lang;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Compile this method into each caller, whatever its size. */
@Target({ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Inline {}
