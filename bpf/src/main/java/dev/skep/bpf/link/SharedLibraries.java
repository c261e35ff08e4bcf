package dev.skep.bpf.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the file that a short name means, as the shell and the dynamic loader would: {@code "/usr/bin/bash"} is itself,
 * {@code "libc.so.6"}, {@code "libc"} and {@code "c"} are libraries, {@code "bash"} is a program on the path. A name that is
 * both ({@code "curl"}) is the program; {@code "libcurl"} is the library.
 */
public final class SharedLibraries {
    private static final Path CACHE = Path.of("/etc/ld.so.cache");
    private static final int X86_64 = 0x0303;
    private static final int AARCH64 = 0x0a03;
    private static final List<String> LIBRARY_DIRECTORIES = List.of(
            "/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu",
            "/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/lib64",
            "/usr/lib64",
            "/lib",
            "/usr/lib",
            "/usr/local/lib");
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private SharedLibraries() {}

    /** The file that a name means; empty where there is none. */
    public static Optional<Path> resolve(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (name.indexOf('/') >= 0) {
            Path path = Path.of(name);
            return Files.isRegularFile(path) ? Optional.of(path.toAbsolutePath()) : Optional.empty();
        }
        boolean saysLibrary = name.startsWith("lib") || name.contains(".so");
        return saysLibrary
                ? library(name).or(() -> program(name))
                : program(name).or(() -> library(name));
    }

    private static Optional<Path> library(String name) {
        List<String> sonames = sonames(name);
        Optional<Path> cached = fromCache(sonames);
        if (cached.isPresent()) {
            return cached;
        }
        for (String directory : LIBRARY_DIRECTORIES) {
            for (String soname : sonames) {
                Path file = Path.of(directory, soname);
                if (Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    /** What the loader may know the library as: the name itself, else with {@code lib} and {@code .so} around it. */
    static List<String> sonames(String name) {
        List<String> names = new ArrayList<>();
        names.add(name);
        if (!name.contains(".so")) {
            names.add(name + ".so");
            if (!name.startsWith("lib")) {
                names.add("lib" + name + ".so");
            }
        }
        return names;
    }

    private static Optional<Path> fromCache(List<String> sonames) {
        LdSoCache cache;
        try {
            cache = LdSoCache.parse(Files.readAllBytes(CACHE));
        } catch (IOException | IllegalArgumentException e) {
            // Hosts with musl or another loader have no such file: the standard directories remain.
            return Optional.empty();
        }
        int abi = System.getProperty("os.arch", "").equals("aarch64") ? AARCH64 : X86_64;
        for (String soname : sonames) {
            for (LdSoCache.Entry entry : cache.entries()) {
                boolean named = entry.soname().equals(soname)
                        || (soname.endsWith(".so") && entry.soname().startsWith(soname + "."));
                if (named && entry.flags() == abi && Files.isRegularFile(Path.of(entry.path()))) {
                    return Optional.of(Path.of(entry.path()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", DEFAULT_PATH);
        for (String directory : path.split(":", -1)) {
            Path file = Path.of(directory.isEmpty() ? "." : directory, name);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file.toAbsolutePath());
            }
        }
        return Optional.empty();
    }
}
