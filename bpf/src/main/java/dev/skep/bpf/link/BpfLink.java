package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.SyscallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kernel link ({@code bpf_link}): attached as long as a descriptor or a pin holds it. */
public final class BpfLink implements Link {
    private final FileDescriptor fd;
    private final String object;
    private @Nullable Path pin;

    BpfLink(FileDescriptor fd, String object) {
        this.fd = fd;
        this.object = object;
    }

    /** Opens a pinned link. */
    public static BpfLink fromPin(Path path) {
        BpfLink link = new BpfLink(Bpf.openPinned(path.toString()), "link pinned at " + path);
        link.pin = path;
        return link;
    }

    /** Opens the link with an id. */
    public static BpfLink fromId(int id) {
        String object = "link " + id;
        return new BpfLink(Bpf.openById(BpfCommand.LINK_GET_FD_BY_ID, id, object), object);
    }

    /** The descriptor, still owned by this. */
    public FileDescriptor fd() {
        return fd;
    }

    /** The link's id. */
    public int id() {
        return LinkInfo.of(fd, object).id();
    }

    @Override
    public Optional<LinkInfo> info() {
        return fd.isOpen() ? Optional.of(LinkInfo.of(fd, object)) : Optional.empty();
    }

    @Override
    public void update(Program program) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.LinkUpdate.LINK_FD, fd.number());
            attr.set(JAVA_INT, BpfAttr.LinkUpdate.NEW_PROG_FD, program.fd().number());
            Bpf.call(BpfCommand.LINK_UPDATE, attr, object + " to program \"" + program.name() + "\"");
        } catch (SyscallException e) {
            if (e.errno() == Errno.EINVAL && !canUpdate()) {
                throw new UnsupportedOperationException(
                        "a link of type " + LinkInfo.of(fd, object).type()
                                + " keeps its program: attach the new program, then close this link",
                        e);
            }
            throw e;
        }
    }

    private boolean canUpdate() {
        return switch (LinkInfo.of(fd, object).type()) {
            case CGROUP, ITER, NETNS, XDP, TCX, NETKIT, STRUCT_OPS, SOCKMAP, UNSPEC -> true;
            case RAW_TRACEPOINT, TRACING, PERF_EVENT, KPROBE_MULTI, UPROBE_MULTI, NETFILTER -> false;
        };
    }

    @Override
    public void pin(Path path) {
        Bpf.pin(fd, path.toString(), object);
        pin = path;
    }

    @Override
    public void unpin() {
        if (pin == null) {
            return;
        }
        try {
            Files.deleteIfExists(pin);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpin " + object, e);
        }
        pin = null;
    }

    /**
     * Takes the program off the hook now, even if others hold the link, where the kernel can (XDP, tcx, netkit, cgroups,
     * network namespaces); else closes it.
     */
    @Override
    public void detach() {
        if (!fd.isOpen()) {
            return;
        }
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.LinkDetach.LINK_FD, fd.number());
            Bpf.call(BpfCommand.LINK_DETACH, attr, object);
        } catch (SyscallException e) {
            if (e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
            unpin();
            close();
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return fd.isOpen() ? object : object + " (closed)";
    }
}
