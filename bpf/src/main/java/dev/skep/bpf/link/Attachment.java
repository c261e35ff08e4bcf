package dev.skep.bpf.link;

import dev.skep.bpf.prog.Program;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A program attached by other means than a kernel link: a perf event's ioctl, {@code BPF_PROG_ATTACH}, netlink. */
final class Attachment implements Link {
    /** How it was attached, and so how that is undone. */
    interface Means {
        /** Puts another program in the attached one's place. */
        void replace(Program program);

        /** Takes the program off the hook and releases what was held for that. */
        void undo();
    }

    private final Means means;
    private final String object;
    private final AtomicBoolean attached = new AtomicBoolean(true);
    private final @Nullable Thread shutdownHook;

    private Attachment(Means means, String object, boolean outlivesProcess) {
        this.means = means;
        this.object = object;
        this.shutdownHook = outlivesProcess ? new Thread(this::undoAtShutdown, "skep-detach " + object) : null;
    }

    /** One that the kernel undoes when the process ends. */
    static Attachment ofDescriptor(Means means, String object) {
        return new Attachment(means, object, false);
    }

    /** One that would stay: a shutdown hook undoes it, which only {@code SIGKILL} prevents. */
    static Attachment outlivingProcess(Means means, String object) {
        Attachment attachment = new Attachment(means, object, true);
        if (attachment.shutdownHook != null) {
            Runtime.getRuntime().addShutdownHook(attachment.shutdownHook);
        }
        return attachment;
    }

    private void undoAtShutdown() {
        if (attached.compareAndSet(true, false)) {
            means.undo();
        }
    }

    @Override
    public Optional<LinkInfo> info() {
        return Optional.empty();
    }

    @Override
    public void update(Program program) {
        if (!attached.get()) {
            throw new IllegalStateException(object + " is detached");
        }
        means.replace(program);
    }

    @Override
    public void pin(Path path) {
        throw new UnsupportedOperationException(
                object + " is not a kernel link and cannot be pinned: this kernel has none for its hook");
    }

    @Override
    public void unpin() {}

    @Override
    public void detach() {
        close();
    }

    @Override
    public void close() {
        if (!attached.compareAndSet(true, false)) {
            return;
        }
        if (shutdownHook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(shutdownHook);
            } catch (IllegalStateException shuttingDown) {
                // The hook itself finds nothing to do any more.
            }
        }
        means.undo();
    }

    @Override
    public String toString() {
        return attached.get() ? object : object + " (closed)";
    }
}
