package dev.skep.events.probe;

import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.Compiler;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was compiled, so that the second start on a kernel compiles nothing: translating in a cold JVM takes longer
 * than all else on the way to the first event.
 *
 * <p>A compilation is taken from the cache only if everything that it depended on is the same: the code of probes and
 * compiler, the kernel's build, the options. All of that is the key, which stands at the head of the file; the file's name
 * is only its hash. What is read here is loaded into the kernel, so a folder that anybody else may write is not used. A
 * cache that cannot be read or written costs time and nothing else.
 */
final class ProbeCache {
    private static final Path DIRECTORY = Path.of("/var/cache/skep");
    private static final int MOST_FILES = 64;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final @Nullable Path directory;
    private final String identity;

    private ProbeCache(@Nullable Path directory, String identity) {
        this.directory = directory;
        this.identity = identity;
    }

    /** The cache of this host; one that never holds anything where the code does not come from jars or no folder is safe. */
    static ProbeCache ofHost() {
        String code = codeIdentity(List.of(ProbeCache.class, Compiler.class));
        String kernel = kernelIdentity();
        boolean usable = !code.isEmpty() && !kernel.isEmpty() && prepare(DIRECTORY);
        return new ProbeCache(usable ? DIRECTORY : null, code + kernel);
    }

    /** A cache in a folder of the caller's. */
    static ProbeCache in(Path directory, String identity) {
        return new ProbeCache(prepare(directory) ? directory : null, identity);
    }

    /** The compilation of a probe class, kept or new. */
    CompiledProbe get(Class<?> probe, CompileOptions options, Supplier<CompiledProbe> compile) {
        if (directory == null) {
            return compile.get();
        }
        String key = probe.getName() + "\n" + options.isaV4() + options.rdonlyCast() + options.alwaysWake() + "\n"
                + new TreeMap<>(options.config()) + "\n" + identity;
        Path file = directory.resolve(probe.getSimpleName() + "-" + Long.toHexString(fnv(key)));
        CompiledProbe kept = read(file, key);
        if (kept != null) {
            return kept;
        }
        CompiledProbe compiled = compile.get();
        keep(file, key, compiled);
        return compiled;
    }

    private static @Nullable CompiledProbe read(Path file, String key) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            return in.readUTF().equals(key) ? CompiledProbe.read(in) : null;
        } catch (IOException absentOrDamaged) {
            return null;
        }
    }

    private void keep(Path file, String key, CompiledProbe compiled) {
        Path part = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            try (DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
                out.writeUTF(key);
                compiled.write(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            prune();
        } catch (IOException full) {
            // A disk without room for the cache is no reason not to start; the next start compiles again.
            part.toFile().delete();
        }
    }

    private void prune() throws IOException {
        Path kept = directory;
        if (kept == null) {
            return;
        }
        try (Stream<Path> files = Files.list(kept)) {
            List<Path> newestFirst = files.sorted(
                            Comparator.comparing(ProbeCache::modified).reversed())
                    .toList();
            for (Path old : newestFirst.stream().skip(MOST_FILES).toList()) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /** Whether the folder is there and only this user may write it. */
    private static boolean prepare(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
            Object owner = Files.getAttribute(directory, "unix:uid");
            Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return owner.equals(self)
                    && !permissions.contains(PosixFilePermission.GROUP_WRITE)
                    && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Size and age of the jars that hold the classes; empty if one comes from a folder, where classes come and go. */
    private static String codeIdentity(List<Class<?>> classes) {
        StringBuilder identity = new StringBuilder();
        try {
            for (Class<?> type : classes) {
                CodeSource source = type.getProtectionDomain().getCodeSource();
                if (source == null) {
                    return "";
                }
                Path jar = Path.of(source.getLocation().toURI());
                if (!Files.isRegularFile(jar)) {
                    return "";
                }
                identity.append(jar).append(' ').append(Files.size(jar)).append(' ');
                identity.append(modified(jar)).append('\n');
            }
            return identity.toString();
        } catch (IOException | URISyntaxException e) {
            return "";
        }
    }

    /** The kernel's release and build id ({@code /sys/kernel/notes}); the same build has the same BTF. */
    private static String kernelIdentity() {
        try {
            byte[] notes = Files.readAllBytes(Path.of("/sys/kernel/notes"));
            return System.getProperty("os.version") + " " + HexFormat.of().formatHex(notes);
        } catch (IOException e) {
            return "";
        }
    }

    private static long fnv(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
