package dev.skep.lab.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Debian kernel package, downloaded and unpacked (not installed) in a cache.
 *
 * @param series  what the matrix calls it: {@code "6.1"}, {@code "6.12"}
 * @param release what {@code uname -r} will say
 * @param tree    the unpacked package: {@code boot/} and {@code lib/modules/}
 */
public record KernelPackage(String series, String release, Path tree) {

    /** The series that the matrix runs, oldest first, with the meta package that depends on the newest build of each. */
    public static final List<String> SERIES = List.of("6.1", "6.12");

    /** The newest build of a series that apt offers, from the cache if it was fetched before. */
    public static KernelPackage fetch(String series, Path cache) {
        String name = imagePackage(series, cache);
        Path tree = cache.resolve(name);
        try {
            if (!Files.isDirectory(tree.resolve("boot"))) {
                Files.createDirectories(cache);
                Path download = Files.createTempDirectory(cache, "fetch-");
                Command.run(download, null, List.of("apt-get", "download", "-qq", name));
                Path unpacked = download.resolve("tree");
                try (Stream<Path> files = Files.list(download)) {
                    Path deb = files.filter(file -> file.toString().endsWith(".deb"))
                            .findFirst()
                            .orElseThrow(() -> new LabException("apt-get download " + name + " left no package"));
                    Command.run(null, null, List.of("dpkg-deb", "-x", deb.toString(), unpacked.toString()));
                    Files.delete(deb);
                }
                Files.move(unpacked, tree);
                Files.delete(download);
            }
            return new KernelPackage(series, name.substring("linux-image-".length()), tree);
        } catch (IOException e) {
            throw new LabException("cannot keep the kernel " + name + " in " + cache + ": " + e.getMessage(), e);
        }
    }

    /** What apt offers now; where apt knows nothing, what the cache has. */
    private static String imagePackage(String series, Path cache) {
        String meta = series.equals("6.1") ? "linux-image-cloud-amd64" : "linux-image-" + series + "-cloud-amd64";
        try {
            Optional<String> offered = Command.text(List.of("apt-cache", "depends", "--important", meta))
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("Depends: linux-image-" + series))
                    .map(line -> line.substring("Depends: ".length()))
                    .findFirst();
            return offered.orElseThrow(() -> new LabException(meta + " depends on no kernel"));
        } catch (LabException unknown) {
            return cached(series, cache)
                    .orElseThrow(() -> new LabException(
                            "apt knows no kernel package for " + series + " (" + meta + "); run apt-get update",
                            unknown));
        }
    }

    private static Optional<String> cached(String series, Path cache) {
        if (!Files.isDirectory(cache)) {
            return Optional.empty();
        }
        try (Stream<Path> trees = Files.list(cache)) {
            return trees.map(tree -> tree.getFileName().toString())
                    .filter(name -> name.startsWith("linux-image-" + series + "."))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new LabException("cannot list " + cache + ": " + e.getMessage(), e);
        }
    }

    Path bootImage() {
        return tree.resolve("boot/vmlinuz-" + release);
    }

    /** The {@code .config} that it was built with. */
    Path buildOptions() {
        return tree.resolve("boot/config-" + release);
    }

    Path modules() {
        return tree.resolve("lib/modules/" + release);
    }
}
