package dev.skep.compiler;

import java.util.HashMap;
import java.util.Map;

/**
 * What a compilation depends on besides the class files and the running kernel.
 *
 * @param config      values for {@code @Config} fields in place of their own, by {@code "Class.field"} (simple class name)
 * @param isaV4       whether the kernel takes the fourth version of the instruction set (signed division, movsx)
 * @param rdonlyCast  whether the kernel has {@code bpf_rdonly_cast}
 * @param alwaysWake  whether every event submitted to a ring wakes its reader; else only a ring half full does
 */
public record CompileOptions(Map<String, Object> config, boolean isaV4, boolean rdonlyCast, boolean alwaysWake) {
    public CompileOptions {
        config = Map.copyOf(config);
    }

    /** For kernels of which nothing is known: version 3, no kfuncs. */
    public static CompileOptions baseline() {
        return new CompileOptions(Map.of(), false, false, false);
    }

    /** For the running kernel. */
    public static CompileOptions running() {
        return new CompileOptions(Map.of(), RunningKernel.isaV4(), RunningKernel.rdonlyCast(), false);
    }

    /** The same with another value for a {@code @Config} field. */
    public CompileOptions with(String field, Object value) {
        Map<String, Object> more = new HashMap<>(config);
        more.put(field, value);
        return new CompileOptions(more, isaV4, rdonlyCast, alwaysWake);
    }

    /** The same, with or without a wake-up for every event. */
    public CompileOptions withAlwaysWake(boolean wake) {
        return new CompileOptions(config, isaV4, rdonlyCast, wake);
    }
}
