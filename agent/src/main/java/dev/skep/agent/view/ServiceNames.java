package dev.skep.agent.view;

import dev.skep.events.model.ProcessInfo;
import org.jspecify.annotations.Nullable;

/** {@link ServiceName} of recent processes, remembered, for threads that ask for every event. Not thread-safe. */
public final class ServiceNames {
    private static final int SLOTS = 512; // a power of two; processes are found by the low bits of their pid

    private final @Nullable ProcessInfo[] processes = new ProcessInfo[SLOTS];
    private final String[] names = new String[SLOTS];

    /** The name of the service that a process belongs to. */
    public String of(ProcessInfo process) {
        int slot = process.pid() & SLOTS - 1;
        ProcessInfo known = processes[slot];
        if (known != process && !process.equals(known)) {
            names[slot] = ServiceName.of(process);
            processes[slot] = process;
        }
        return names[slot];
    }
}
