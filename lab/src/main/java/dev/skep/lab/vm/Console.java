package dev.skep.lab.vm;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A guest's serial console: reads it to its end, and ends the guest that says nothing or takes too long. */
final class Console {
    private static final int TAIL_LINES = 40;

    private final Process qemu;
    private final Guest.Limits limits;
    private final long startedNanos = System.nanoTime();
    private volatile long lastLineNanos = startedNanos;
    private volatile String death = "";

    Console(Process qemu, Guest.Limits limits) {
        this.qemu = qemu;
        this.limits = limits;
    }

    Guest.Outcome watch(Consumer<String> lines) throws IOException {
        Thread guard = Thread.ofVirtual().start(this::guard);
        Deque<String> tail = new ArrayDeque<>();
        int exitCode = -1;
        double boot = 0;
        try (BufferedReader reader = qemu.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lastLineNanos = System.nanoTime();
                if (line.startsWith("GUEST UP ")) {
                    boot = Double.parseDouble(
                            line.substring("GUEST UP ".length()).strip());
                } else if (line.startsWith("GUEST EXIT ")) {
                    exitCode = Integer.parseInt(
                            line.substring("GUEST EXIT ".length()).strip());
                } else {
                    lines.accept(line);
                }
                tail.addLast(line);
                if (tail.size() > TAIL_LINES) {
                    tail.removeFirst();
                }
            }
        } finally {
            guard.interrupt();
            qemu.destroyForcibly();
        }
        return new Guest.Outcome(exitCode, boot, exitCode >= 0 ? "" : death(tail), List.copyOf(tail));
    }

    private String death(Deque<String> tail) {
        if (!death.isEmpty()) {
            return death;
        }
        return tail.stream()
                .filter(line -> line.contains("Kernel panic"))
                .map(line -> line.substring(line.indexOf("Kernel panic")).strip())
                .findFirst()
                .orElse("the guest ended before its command did");
    }

    private void guard() {
        try {
            while (!qemu.waitFor(200, TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                if (now - startedNanos > limits.total().toNanos()) {
                    death = "the guest took more than " + limits.total().toSeconds() + " s";
                } else if (now - lastLineNanos > limits.silence().toNanos()) {
                    death = "the guest said nothing for " + limits.silence().toSeconds() + " s";
                } else {
                    continue;
                }
                qemu.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the console ended
        }
    }
}
