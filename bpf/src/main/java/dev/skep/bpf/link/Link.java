package dev.skep.bpf.link;

import dev.skep.bpf.prog.Program;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A program that is attached to a hook. Closing detaches it; closing twice does nothing.
 *
 * <p>Most are kernel links ({@code bpf_link}): a descriptor owns them, so they end with this process however it ends, unless
 * they are {@linkplain #pin pinned}. Where a kernel has no link for a hook there is an attachment by older means, which is
 * undone on close, and by a shutdown hook where it would outlive the process; each factory says where that is so.
 */
public sealed interface Link extends AutoCloseable permits BpfLink, Attachment, LinkGroup, IteratorLink {
    /** What the kernel says about it; empty for an attachment that is not a kernel link, or no longer attached. */
    Optional<LinkInfo> info();

    /**
     * Puts another program in the place of the attached one: in one step, without a moment in which none is attached, where
     * the kernel can.
     *
     * @throws UnsupportedOperationException if this hook cannot; it says what to do instead
     * @throws dev.skep.bpf.sys.SyscallException if the kernel refuses the program
     */
    void update(Program program);

    /**
     * Keeps it attached beyond this process, under a name in bpffs, until it is {@linkplain #unpin unpinned}.
     *
     * @throws UnsupportedOperationException if it is not a kernel link
     */
    void pin(Path path);

    /** Removes the name that {@link #pin} gave it; it stays attached until it is closed. */
    void unpin();

    /** Takes the program off the hook now, even if others hold the link. */
    void detach();

    /** Detaches, unless it is pinned. */
    @Override
    void close();

    /** Opens a pinned link. */
    static BpfLink fromPin(Path path) {
        return BpfLink.fromPin(path);
    }
}
