package dev.skep.compiler.lang;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A static field that is a constant by the time the program is loaded: its value at that moment, or the one given to the loader, is folded into the code, and what it decides against is not compiled. */
@Target({ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Config {}
