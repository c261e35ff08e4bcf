package dev.skep.bpf.prog;

import dev.skep.bpf.map.BpfMap;
import java.util.Map;

/**
 * How an object is loaded.
 *
 * @param symbols     the running kernel's names
 * @param logLevel    {@code BPF_LOG_*} bits to load with: 0 asks for a log only after a failure, 1 shows the verifier's
 *                    states, 2 all paths, 4 statistics
 * @param maxLogBytes at which size the log buffer stops growing
 * @param maps        maps to use in place of creating them, by name; the loaded object does not own these
 */
public record LoadOptions(KernelSymbols symbols, int logLevel, int maxLogBytes, Map<String, BpfMap> maps) {
    private static final int MAX_LOG_BYTES = 64 << 20;

    public LoadOptions {
        maps = Map.copyOf(maps);
    }

    /** Names of the running kernel; no log unless loading fails; all maps created. */
    public static LoadOptions defaults() {
        return new LoadOptions(KernelSymbols.running(), 0, MAX_LOG_BYTES, Map.of());
    }

    /** The same options with another log level. */
    public LoadOptions withLogLevel(int level) {
        return new LoadOptions(symbols, level, maxLogBytes, maps);
    }

    /** The same options with maps that exist already. */
    public LoadOptions withMaps(Map<String, BpfMap> existing) {
        return new LoadOptions(symbols, logLevel, maxLogBytes, existing);
    }
}
