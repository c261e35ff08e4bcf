package dev.skep.bpf.link;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small C process of our own to attach to; {@code subjects/subject.c} says what it does. */
final class Subject implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("target", "subjects");

    private final Process process;
    private final Writer input;
    private final BufferedReader output;

    private Subject(Process process) {
        this.process = process;
        this.input = process.outputWriter();
        this.output = process.inputReader();
    }

    /** Compiles the subject if that was not done, and answers the program's file. */
    static synchronized Path program() {
        Path binary = DIRECTORY.resolve("subject").toAbsolutePath();
        try (InputStream source = Subject.class.getResourceAsStream("/subjects/subject.c")) {
            Files.createDirectories(DIRECTORY);
            Path file = DIRECTORY.resolve("subject.c");
            byte[] text = source.readAllBytes();
            if (Files.exists(binary) && Files.exists(file) && java.util.Arrays.equals(text, Files.readAllBytes(file))) {
                return binary;
            }
            Files.write(file, text);
            Process gcc = new ProcessBuilder("gcc", "-O1", "-g", "-o", binary.toString(), file.toString())
                    .redirectErrorStream(true)
                    .start();
            String words = new String(gcc.getInputStream().readAllBytes());
            if (gcc.waitFor() != 0) {
                throw new IllegalStateException("gcc: " + words);
            }
            return binary;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot compile the subject", e);
        }
    }

    static Subject start() {
        try {
            return new Subject(new ProcessBuilder(program().toString()).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int pid() {
        return (int) process.pid();
    }

    /** Lets it do its work once; answers the value of its semaphore. */
    int work() {
        try {
            input.write("go\n");
            input.flush();
            String[] answer = output.readLine().split(" ");
            if (!answer[0].equals("43")) {
                throw new IllegalStateException("the subject calculates " + answer[0]);
            }
            return Integer.parseInt(answer[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            input.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
