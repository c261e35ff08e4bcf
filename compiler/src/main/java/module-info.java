/**
 * From Java methods to eBPF programs: the language they are written in, the compiler, and what runs them on the JVM in
 * tests. Classes with programs are read reflectively: a named module that has some {@code opens} their package to this one.
 */
module dev.skep.compiler {
    requires transitive dev.skep.bpf;
    requires static transitive org.jspecify;

    exports dev.skep.compiler;
    exports dev.skep.compiler.debug;
    exports dev.skep.compiler.ir;
    exports dev.skep.compiler.jvm;
    exports dev.skep.compiler.lang;
    exports dev.skep.compiler.layout;
}
