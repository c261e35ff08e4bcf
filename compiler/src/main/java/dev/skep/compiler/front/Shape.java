package dev.skep.compiler.front;

import dev.skep.compiler.layout.Layout;

/** What lies where a reference points. */
sealed interface Shape {
    /** A class or record of the program's own, or a boxed number. */
    record Plain(Layout layout) implements Shape {}

    /** A structure of the running kernel, seen through a class. */
    record KernelStruct(Class<?> javaClass, int typeId) implements Shape {}
}
