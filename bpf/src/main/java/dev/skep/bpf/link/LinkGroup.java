package dev.skep.bpf.link;

import dev.skep.bpf.prog.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One program on several places of one hook, as one link: a sampling event per CPU, the places of a USDT probe. */
public final class LinkGroup implements Link {
    private final List<Link> links;

    LinkGroup(List<Link> links) {
        this.links = List.copyOf(links);
    }

    /** Makes links one after the other; if one fails, those made before are closed again. */
    static LinkGroup ofAll(List<? extends java.util.function.Supplier<? extends Link>> factories) {
        List<Link> made = new ArrayList<>();
        try {
            for (java.util.function.Supplier<? extends Link> factory : factories) {
                made.add(factory.get());
            }
            return new LinkGroup(made);
        } catch (RuntimeException e) {
            made.reversed().forEach(Link::close);
            throw e;
        }
    }

    /** Its parts, in the order in which they were attached. */
    public List<Link> links() {
        return links;
    }

    /** What the kernel says about the first part. */
    @Override
    public Optional<LinkInfo> info() {
        return links.isEmpty() ? Optional.empty() : links.getFirst().info();
    }

    /** Updates part by part: for a moment some run the old program and some the new. */
    @Override
    public void update(Program program) {
        links.forEach(link -> link.update(program));
    }

    /** Pins each part under its number in a directory that is made for them. */
    @Override
    public void pin(Path directory) {
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for pins", e);
        }
        for (int i = 0; i < links.size(); i++) {
            links.get(i).pin(directory.resolve(Integer.toString(i)));
        }
    }

    @Override
    public void unpin() {
        links.forEach(Link::unpin);
    }

    @Override
    public void detach() {
        links.reversed().forEach(Link::detach);
    }

    @Override
    public void close() {
        links.reversed().forEach(Link::close);
    }

    @Override
    public String toString() {
        return links.size() + " × " + (links.isEmpty() ? "nothing" : links.getFirst());
    }
}
