package dev.skep.lab.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
            "cls_bpf",
            "bridge",
            "tcp_diag",
            "udp_diag");

    private final KernelPackage kernel;
    private final Path cache;

    public Guest(KernelPackage kernel, Path cache) {
        this.kernel = kernel;
        this.cache = cache;
    }

    /**
     * What a guest may use.
     *
     * @param memoryMiB of its memory
     * @param total     of the host's clock, after which it is ended
     * @param silence   without a line on the console, after which it is taken for hanging and ended
     */
    public record Limits(int memoryMiB, Duration total, Duration silence) {}

    /**
     * How a guest ended.
     *
     * @param exitCode    of the command; -1 if the guest did not get to its end
     * @param bootSeconds of guest time from power-on to the command
     * @param death       why it did not get to its end; empty if it did
     * @param consoleTail the last lines of the console, a panic among them
     */
    public record Outcome(int exitCode, double bootSeconds, String death, List<String> consoleTail) {}

    /**
     * Boots, runs a shell script and powers off.
     *
     * @param script      run by {@code /bin/sh} in the guest; {@code /run/results} is {@code results} on the host
     * @param results     directory that the guest may write
     * @param limits      of the guest
     * @param console     sees each line of the console as it comes
     */
    public Outcome run(String script, Path results, Limits limits, Consumer<String> console) {
        try {
            Files.createDirectories(results);
            Files.writeString(results.resolve("command.sh"), script);
            Path vmlinux = kernelFile();
            Path initramfs = initramfsFile();
            Path sockets = Files.createTempDirectory("skep-guest-");
            try (FileServer host = FileServer.start(Path.of("/"), sockets.resolve("host"), true);
                    FileServer output = FileServer.start(results.toAbsolutePath(), sockets.resolve("results"), false)) {
                Process qemu = new ProcessBuilder(qemu(vmlinux, initramfs, limits.memoryMiB(), host, output))
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .start();
                return new Console(qemu, limits).watch(console);
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

    private Path kernelFile() throws IOException {
        byte[] image = Files.readAllBytes(kernel.bootImage());
        Path file = cache.resolve(kernel.release() + "-" + contentHash(image) + ".vmlinux");
        if (!Files.exists(file)) {
            writeWhole(file, KernelImage.elf(image));
        }
        return file;
    }

    private Path initramfsFile() throws IOException {
        byte[] init = resource("init.sh");
        byte[] busybox = Files.readAllBytes(Path.of("/bin/busybox"));
        byte[] modules = String.join(" ", MODULES).getBytes(StandardCharsets.UTF_8);
        byte[] image = Files.readAllBytes(kernel.bootImage());
        Path file = cache.resolve(kernel.release() + "-" + contentHash(init, busybox, modules, image) + ".initramfs");
        if (!Files.exists(file)) {
            CpioArchive archive = new CpioArchive();
            for (String name : List.of("bin", "modules", "proc", "sys", "dev", "lower", "overlay", "root")) {
                archive.directory(name);
            }
            archive.file("bin/busybox", busybox)
                    .link("bin/sh", "busybox")
                    .file("init", init)
                    .file("config", Files.readAllBytes(kernel.buildOptions()));
            Map<String, byte[]> files = new KernelModules(kernel.modules()).closure(MODULES);
            files.forEach((name, bytes) -> archive.file("modules/" + name + ".ko", bytes));
            archive.file("modules/order", (String.join("\n", files.keySet()) + "\n").getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(archive.finish());
            }
            writeWhole(file, packed.toByteArray());
        }
        return file;
    }

    /** Names a file after what it is made from: another content is another file. */
    private static String contentHash(byte[]... contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents) {
                digest.update(content);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
