package dev.skep.cli.live;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallNumber;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The terminal at standard input and output, by its ioctls: how large it is, and whether it echoes what is typed
 * (asm-generic/ioctls.h, asm-generic/termbits.h).
 */
public final class Terminal implements AutoCloseable {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;

    private static final int TCGETS = 0x5401;
    private static final int TCSETS = 0x5402;
    private static final int TCSETSF = 0x5404;
    private static final int TIOCGWINSZ = 0x5413;

    private static final long TERMIOS_BYTES = 64;
    private static final long LFLAG_OFFSET = 12;
    private static final int ICANON = 0x2;
    private static final int ECHO = 0x8;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment original = arena.allocate(TERMIOS_BYTES, 8);
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private boolean keysTaken;
    private boolean closed;

    /**
     * How many characters fit.
     *
     * @param columns at least 1
     * @param rows    at least 1
     */
    public record Size(int columns, int rows) {}

    /** Whether standard output is a terminal. */
    public static boolean atOutput() {
        try (Scratch scratch = Scratch.open()) {
            return !Syscall.failed(ioctl(STDOUT, TIOCGWINSZ, scratch.allocate(8, 8)));
        }
    }

    /** Whether this process may draw on the terminal: it is at standard output, and we are in its foreground. */
    public static boolean ours() {
        return atOutput() && !"dumb".equals(System.getenv("TERM")) && inForeground();
    }

    private static boolean inForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            // proc_pid_stat(5), counted after the name, which may hold anything: state ppid pgrp session tty_nr tpgid
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[2].equals(fields[5]);
        } catch (IOException e) {
            return false;
        }
    }

    /** The size now; 80 × 24 where the terminal does not know. */
    public Size size() {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment winsize = scratch.allocate(8, 8);
            long result = ioctl(STDOUT, TIOCGWINSZ, winsize);
            int rows = Short.toUnsignedInt(winsize.get(JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(winsize.get(JAVA_SHORT, 2));
            return Syscall.failed(result) || rows == 0 || columns == 0 ? new Size(80, 24) : new Size(columns, rows);
        }
    }

    /** Has keys delivered as they are typed and not shown; undone by {@link #close}. Does nothing without a keyboard. */
    public void takeKeys() {
        if (Syscall.failed(ioctl(STDIN, TCGETS, original))) {
            return;
        }
        keysTaken = true;
        try (Scratch scratch = Scratch.open()) {
            MemorySegment changed = scratch.allocate(TERMIOS_BYTES, 8).copyFrom(original);
            changed.set(JAVA_INT, LFLAG_OFFSET, changed.get(JAVA_INT, LFLAG_OFFSET) & ~(ICANON | ECHO));
            Syscall.check(ioctl(STDIN, TCSETS, changed), "ioctl(TCSETS)", "the terminal");
        }
    }

    /** Writes at once. */
    public void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (keysTaken) {
            long _ = ioctl(STDIN, TCSETSF, original); // the terminal may be gone by now
        }
        arena.close();
    }

    private static long ioctl(int descriptor, int request, MemorySegment argument) {
        return Syscall.call(SyscallNumber.IOCTL, descriptor, request, argument.address());
    }
}
