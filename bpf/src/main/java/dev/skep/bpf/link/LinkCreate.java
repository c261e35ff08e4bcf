package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** {@code BPF_LINK_CREATE}. */
final class LinkCreate {
    private LinkCreate() {}

    /**
     * Attaches a program.
     *
     * @param target descriptor or interface index; 0 where the program knows its target
     * @param object the link in words, for messages: {@code "XDP program \"guard\" on interface 3"}
     * @param rest   fills what is particular to the kind of link
     */
    static BpfLink create(
            Program program, int target, AttachType type, int flags, String object, Consumer<MemorySegment> rest) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.LinkCreate.PROG_FD, program.fd().number());
            attr.set(JAVA_INT, BpfAttr.LinkCreate.TARGET_FD, target);
            attr.set(JAVA_INT, BpfAttr.LinkCreate.ATTACH_TYPE, type.number());
            attr.set(JAVA_INT, BpfAttr.LinkCreate.FLAGS, flags);
            rest.accept(attr);
            return new BpfLink(Bpf.open(BpfCommand.LINK_CREATE, attr, object), object);
        }
    }

    /** A program's name as messages have it. */
    static String quoted(Program program) {
        return "program \"" + program.name() + "\"";
    }
}
