package dev.skep.lab.vm;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * One virtual machine: a kernel, the host's files, one shell command. QEMU emulates (TCG); one CPU and a single translation
 * thread, since a guest of two was seen to panic under load.
 */
public final class Guest {
    private static final List<String> MODULES = List.of(
            "virtio_pci",
            "virtiofs",
            "overlay",
            "veth",
            "dummy",
            "ipip",
            "fou",
            "wireguard",
            "vxlan",
            "geneve",
            "sch_fq",
            "sch_ingress",
            "cls_bpf");
    private static final int CONSOLE_TAIL_LINES = 40;

    private final KernelPackage kernel;
    private final Path cache;

    public Guest(KernelPackage kernel, Path cache) {
        this.kernel = kernel;
        this.cache = cache;
    }

    /**
     * How a guest ended.
     *
     * @param exitCode    of the command; -1 if the guest did not get to its end
     * @param bootSeconds of guest time from power-on to the command
     * @param consoleTail the last lines of the console, a panic among them
     */
    public record Outcome(int exitCode, double bootSeconds, List<String> consoleTail) {}

    /**
     * Boots, runs a shell script and powers off.
     *
     * @param script      run by {@code /bin/sh} in the guest; {@code /run/results} is {@code results} on the host
     * @param results     directory that the guest may write
     * @param memoryMiB   of the guest
     * @param timeout     of the host's clock, after which the guest is ended
     * @param console     sees each line of the console as it comes
     */
    public Outcome run(String script, Path results, int memoryMiB, Duration timeout, Consumer<String> console) {
        try {
            Files.createDirectories(results);
            Files.writeString(results.resolve("command.sh"), script);
            Path vmlinux = kernelFile();
            Path initramfs = initramfsFile();
            Path sockets = Files.createTempDirectory("skep-guest-");
            try (FileServer host = FileServer.start(Path.of("/"), sockets.resolve("host"), true);
                    FileServer output = FileServer.start(results.toAbsolutePath(), sockets.resolve("results"), false)) {
                Process qemu = new ProcessBuilder(qemu(vmlinux, initramfs, memoryMiB, host, output))
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .start();
                return watch(qemu, timeout, console);
            } finally {
                Files.deleteIfExists(sockets);
            }
        } catch (IOException e) {
            throw new LabException("the guest " + kernel.release() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static List<String> qemu(Path vmlinux, Path initramfs, int memoryMiB, FileServer host, FileServer results) {
        List<String> words = new ArrayList<>(List.of(
                "qemu-system-x86_64", "-M", "q35,memory-backend=mem", "-accel", "tcg,thread=single", "-cpu", "max"));
        words.addAll(List.of("-object", "memory-backend-memfd,id=mem,share=on,size=" + memoryMiB + "M"));
        words.addAll(List.of("-m", Integer.toString(memoryMiB), "-smp", "1", "-nodefaults", "-display", "none"));
        words.addAll(List.of("-serial", "stdio", "-no-reboot", "-kernel", vmlinux.toString()));
        words.addAll(List.of("-initrd", initramfs.toString(), "-append"));
        words.add("console=ttyS0 quiet panic=-1 nokaslr norandmaps mitigations=off");
        for (Map.Entry<String, FileServer> share : List.of(Map.entry("host", host), Map.entry("results", results))) {
            words.addAll(List.of(
                    "-chardev",
                    "socket,id=" + share.getKey() + ",path=" + share.getValue().socket()));
            words.addAll(List.of("-device", "vhost-user-fs-pci,chardev=" + share.getKey() + ",tag=" + share.getKey()));
        }
        return words;
    }

    private static Outcome watch(Process qemu, Duration timeout, Consumer<String> console) throws IOException {
        Thread killer = Thread.ofVirtual().start(() -> {
            try {
                if (!qemu.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    qemu.destroyForcibly();
                }
            } catch (InterruptedException e) {
                qemu.destroyForcibly();
            }
        });
        Deque<String> tail = new ArrayDeque<>();
        int exitCode = -1;
        double boot = 0;
        try (BufferedReader lines = qemu.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("GUEST UP ")) {
                    boot = Double.parseDouble(
                            line.substring("GUEST UP ".length()).strip());
                } else if (line.startsWith("GUEST EXIT ")) {
                    exitCode = Integer.parseInt(
                            line.substring("GUEST EXIT ".length()).strip());
                } else {
                    console.accept(line);
                }
                tail.addLast(line);
                if (tail.size() > CONSOLE_TAIL_LINES) {
                    tail.removeFirst();
                }
            }
        } finally {
            killer.interrupt();
            qemu.destroyForcibly();
        }
        return new Outcome(exitCode, boot, List.copyOf(tail));
    }

    private Path kernelFile() throws IOException {
        Path file = cache.resolve(kernel.release() + ".vmlinux");
        if (!Files.exists(file)) {
            writeWhole(file, KernelImage.elf(Files.readAllBytes(kernel.bootImage())));
        }
        return file;
    }

    private Path initramfsFile() throws IOException {
        byte[] init = resource("init.sh");
        String version = Integer.toHexString(java.util.Arrays.hashCode(init) * 31 + MODULES.hashCode());
        Path file = cache.resolve(kernel.release() + "-" + version + ".initramfs");
        if (!Files.exists(file)) {
            CpioArchive archive = new CpioArchive();
            for (String name : List.of("bin", "modules", "proc", "sys", "dev", "lower", "overlay", "root")) {
                archive.directory(name);
            }
            archive.file("bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")))
                    .link("bin/sh", "busybox")
                    .file("init", init);
            Map<String, byte[]> modules = new KernelModules(kernel.modules()).closure(MODULES);
            modules.forEach((name, bytes) -> archive.file("modules/" + name + ".ko", bytes));
            archive.file(
                    "modules/order", (String.join("\n", modules.keySet()) + "\n").getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(archive.finish());
            }
            writeWhole(file, packed.toByteArray());
        }
        return file;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Guest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new LabException("the resource " + name + " is missing from the lab");
            }
            return in.readAllBytes();
        }
    }

    private static void writeWhole(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        Files.write(part, content);
        Files.move(part, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
