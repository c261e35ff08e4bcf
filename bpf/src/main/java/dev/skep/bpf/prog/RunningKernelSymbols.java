package dev.skep.bpf.prog;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks in the running kernel first, and, what it does not have, in each of its modules. */
enum RunningKernelSymbols implements KernelSymbols {
    INSTANCE;

    private static final Path DIRECTORY = Path.of("/sys/kernel/btf");
    private static final String KERNEL = "vmlinux";

    @Override
    public Optional<KernelSymbol> find(BtfKind kind, String name) {
        int colon = name.indexOf(':');
        if (colon >= 0) {
            return find(name.substring(0, colon), kind, name.substring(colon + 1));
        }
        Optional<KernelSymbol> found = find(KERNEL, kind, name);
        if (found.isPresent()) {
            return found;
        }
        for (String module : modules()) {
            Optional<KernelSymbol> inModule = find(module, kind, name);
            if (inModule.isPresent()) {
                return inModule;
            }
        }
        return Optional.empty();
    }

    private static Optional<KernelSymbol> find(String module, BtfKind kind, String name) {
        if (module.equals(KERNEL)) {
            int id = Btf.vmlinux().findByName(kind, name);
            return id == 0 ? Optional.empty() : Optional.of(new KernelSymbol(id, ""));
        }
        if (!Files.exists(DIRECTORY.resolve(module))) {
            return Optional.empty();
        }
        int id = Btf.module(module).findByName(kind, name);
        return id <= Btf.vmlinux().lastId() ? Optional.empty() : Optional.of(new KernelSymbol(id, module));
    }

    private static List<String> modules() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(KERNEL))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot list " + DIRECTORY, unreadable);
        }
    }
}
