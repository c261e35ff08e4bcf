package dev.skep.events.probe;

import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramSpec;
import java.util.Locale;

/** How hooks are called in what users see: {@code "tp_btf/sched_process_exec"}. */
public final class Hooks {
    private Hooks() {}

    /** Name of the hook that a program was loaded for. */
    public static String name(Program program) {
        ProgramSpec spec = program.spec();
        return spec == null
                ? program.name()
                : spec.attach().kind().name().toLowerCase(Locale.ROOT) + "/"
                        + spec.attach().target();
    }
}
