package dev.skep.bpf.link;

import dev.skep.bpf.netlink.NetworkNamespace;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;

/** Programs of a whole network namespace: sk_lookup, which chooses the socket that a packet is for. */
public final class NamespaceLink {
    private NamespaceLink() {}

    /** Attaches a sk_lookup program to a network namespace, after those that are there. */
    public static BpfLink attach(Program program, NetworkNamespace namespace) {
        return LinkCreate.create(
                program,
                namespace.fd().number(),
                AttachType.SK_LOOKUP,
                0,
                "sk_lookup " + LinkCreate.quoted(program),
                attr -> {});
    }
}
