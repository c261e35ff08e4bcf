package dev.skep.lab.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** QEMU's {@code virtiofsd}: serves one directory of the host to one guest, and ends with it. */
final class FileServer implements AutoCloseable {
    private static final Path DAEMON = Path.of("/usr/lib/qemu/virtiofsd");
    private static final long START_TIMEOUT_MILLIS = 10_000;

    private final Process process;
    private final Path socket;

    private FileServer(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    static FileServer start(Path directory, Path socket, boolean cached) throws IOException {
        if (!Files.isExecutable(DAEMON)) {
            throw new LabException(DAEMON + " is missing; apt-get install qemu-system-common");
        }
        Process process = new ProcessBuilder(List.of(
                        DAEMON.toString(),
                        "--socket-path=" + socket,
                        "-o",
                        "source=" + directory,
                        "-o",
                        cached ? "cache=always" : "cache=none",
                        "-o",
                        "sandbox=chroot",
                        "-f"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_TIMEOUT_MILLIS);
        while (!Files.exists(socket)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new LabException(DAEMON + " does not serve " + directory);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new LabException("interrupted while starting " + DAEMON, e);
            }
        }
        return new FileServer(process, socket);
    }

    Path socket() {
        return socket;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(socket);
            Files.deleteIfExists(Path.of(socket + ".pid"));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new LabException("cannot remove " + socket, e);
        }
    }
}
