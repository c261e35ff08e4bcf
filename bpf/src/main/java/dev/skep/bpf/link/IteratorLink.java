package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An iterator: each {@linkplain #open() reading} of it walks the kernel's objects anew, runs the program once per object,
 * and yields what the program wrote.
 */
public final class IteratorLink implements Link {
    private final BpfLink link;
    private final String object;

    private IteratorLink(BpfLink link, String object) {
        this.link = link;
        this.object = object;
    }

    /** Attaches a program to the iterator that it was loaded for. */
    public static IteratorLink attach(Program program) {
        return attach(program, IteratorTarget.all());
    }

    /** Attaches a program to the iterator that it was loaded for, over some objects. */
    public static IteratorLink attach(Program program, IteratorTarget target) {
        String object = LinkCreate.quoted(program) + " on its iterator";
        try (Scratch scratch = Scratch.open()) {
            MemorySegment info = scratch.allocate(IteratorInfo.BYTES, 8);
            try (IteratorInfo written = IteratorInfo.write(target, info)) {
                BpfLink link = LinkCreate.create(program, 0, AttachType.TRACE_ITER, 0, object, attr -> {
                    if (written.present()) {
                        attr.set(JAVA_LONG, BpfAttr.LinkCreate.ITER_INFO, info.address());
                        attr.set(JAVA_INT, BpfAttr.LinkCreate.ITER_INFO_LEN, IteratorInfo.BYTES);
                    }
                });
                return new IteratorLink(link, object);
            }
        }
    }

    /**
     * Starts a walk. Read large pieces: within one read of the kernel's the objects are seen under one lock.
     *
     * @return what the program writes, to its end; reading may throw an IOException that names the errno
     */
    public InputStream open() {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.IterCreate.LINK_FD, link.fd().number());
            FileDescriptor fd = Bpf.open(BpfCommand.ITER_CREATE, attr, object);
            return new DescriptorInputStream(fd, object);
        }
    }

    /** Walks once and answers all that the program wrote. */
    public byte[] readAll() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<LinkInfo> info() {
        return link.info();
    }

    @Override
    public void update(Program program) {
        link.update(program);
    }

    /** Pins the iterator: {@code cat} of the path walks it. */
    @Override
    public void pin(Path path) {
        link.pin(path);
    }

    @Override
    public void unpin() {
        link.unpin();
    }

    @Override
    public void detach() {
        link.detach();
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public String toString() {
        return link.toString();
    }
}
