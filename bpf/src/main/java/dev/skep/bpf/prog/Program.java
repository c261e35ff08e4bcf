package dev.skep.bpf.prog;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.FileDescriptor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A program in the kernel. It lives on while it is attached, pinned, or held by a program array; closing (idempotent)
 * gives up this process's hold.
 */
public final class Program implements AutoCloseable {
    private final FileDescriptor fd;
    private final String name;
    private final ProgramType type;
    private final @Nullable ProgramSpec spec;
    private final String log;

    Program(FileDescriptor fd, String name, ProgramType type, @Nullable ProgramSpec spec, String log) {
        this.fd = fd;
        this.name = name;
        this.type = type;
        this.spec = spec;
        this.log = log;
    }

    /** Opens the program that is pinned at a path in bpffs. */
    public static Program fromPin(Path pin) {
        return adopt(Bpf.openPinned(pin.toString()));
    }

    /** Opens the program with an id. */
    public static Program fromId(int id) {
        return adopt(Bpf.openById(BpfCommand.PROG_GET_FD_BY_ID, id, "program id " + id));
    }

    private static Program adopt(FileDescriptor fd) {
        try {
            ProgramInfo info = ProgramInfo.read(fd);
            return new Program(fd, info.name(), info.type(), null, "");
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    /** The descriptor; it stays owned by this program. */
    public FileDescriptor fd() {
        return fd;
    }

    /** The full name if it was loaded here, else what the kernel kept of it. */
    public String name() {
        return name;
    }

    public ProgramType type() {
        return type;
    }

    /** What it was loaded from; null for a program that was opened by id or pin. */
    public @Nullable ProgramSpec spec() {
        return spec;
    }

    /** What the verifier wrote when it was loaded; empty unless a log level was asked for. */
    public String log() {
        return log;
    }

    /** What the kernel says about it now. */
    public ProgramInfo info() {
        return ProgramInfo.read(fd);
    }

    /** The id, unique on this host while it lives. */
    public int id() {
        return info().id();
    }

    /** Hash of the instructions, 16 hexadecimal digits. */
    public String tag() {
        return info().tag();
    }

    /** Pins it at a path in bpffs: it outlives this process. */
    public void pin(Path path) {
        Bpf.pin(fd, path.toString(), toString());
    }

    /** Runs it in the kernel without attaching it. */
    public TestRun.Result testRun(TestRun request) {
        return request.run(fd, type, toString());
    }

    @Override
    public void close() {
        fd.close();
    }

    /** {@code program "onExec" (TRACING)}. */
    @Override
    public String toString() {
        return "program \"" + name + "\" (" + type + ")";
    }
}
