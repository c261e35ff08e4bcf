package dev.skep.bpf.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The CPUs of this host. Per-CPU map values have one slot per <em>possible</em> CPU; events open on <em>online</em> ones. */
public final class Cpus {
    private static final Path DIRECTORY = Path.of("/sys/devices/system/cpu");

    private Cpus() {}

    /** How many slots a per-CPU value has: one more than the highest possible CPU's number. */
    public static int possible() {
        return Possible.COUNT;
    }

    /** The numbers of the CPUs that are online now, ascending. */
    public static List<Integer> online() {
        return parse(read("online"));
    }

    /**
     * Parses the kernel's CPU list format.
     *
     * @param list {@code "0-3,8,10-11"}; blank for none
     * @throws IllegalArgumentException if it is anything else
     */
    public static List<Integer> parse(String list) {
        List<Integer> cpus = new ArrayList<>();
        for (String range : list.strip().split(",", -1)) {
            if (range.isBlank()) {
                continue;
            }
            try {
                int dash = range.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
                int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
                for (int cpu = first; cpu <= last; cpu++) {
                    cpus.add(cpu);
                }
            } catch (NumberFormatException malformed) {
                throw new IllegalArgumentException("not a list of CPUs: \"" + list + "\"", malformed);
            }
        }
        return List.copyOf(cpus);
    }

    private static String read(String file) {
        try {
            return Files.readString(DIRECTORY.resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + DIRECTORY.resolve(file), unreadable);
        }
    }

    private static final class Possible {
        static final int COUNT = parse(read("possible")).getLast() + 1;
    }
}
