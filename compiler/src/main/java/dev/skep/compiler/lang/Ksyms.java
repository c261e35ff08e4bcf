package dev.skep.compiler.lang;

/**
 * Facts about the kernel that loads the program. Each is a constant by the time of compilation; the branch it decides
 * against is not compiled, so it may use what this kernel lacks.
 */
public final class Ksyms {
    private Ksyms() {}

    /** Whether a structure of the running kernel has a field (a path, as in {@link Field}). */
    public static boolean fieldExists(Class<?> kernelClass, String field) {
        return Machine.current().fieldExists(kernelClass, field);
    }

    /** Whether the running kernel's BTF has a structure, union, enum or typedef of this name. */
    public static boolean typeExists(String name) {
        return Machine.current().typeExists(name);
    }

    /** Whether the running kernel has a tracepoint of this name. */
    public static boolean tracepointExists(String name) {
        return Machine.current().typeExists("btf_trace_" + name);
    }

    /** The value of an enumerator in the running kernel. */
    public static long enumerator(String enumName, String constant) {
        return Machine.current().enumerator(enumName, constant);
    }

    /** Bytes of a structure in the running kernel. */
    public static int sizeOf(Class<?> kernelClass) {
        return Machine.current().sizeOf(kernelClass);
    }

    /**
     * Sees kernel memory at an address as a structure. Fields are then read with fault handling: through
     * {@code bpf_rdonly_cast} where the kernel has it, else by a probe read of each field.
     */
    public static <T> T cast(long address, Class<T> kernelClass) {
        return Machine.current().cast(address, kernelClass);
    }

    /** The address that a pointer to a kernel structure holds; 0 for null. */
    public static long address(@org.jspecify.annotations.Nullable Object kernelObject) {
        return Machine.current().address(kernelObject);
    }
}
