package dev.skep.bpf.link;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.SyscallException;

/** Programs on what the sockets of a sock map or sock hash send (sk_msg) and receive (sk_skb). */
public final class SockMapLink {
    private SockMapLink() {}

    /** Attaches a program, loaded here, to a map: sockets that are put into the map from now on are under it. */
    public static Link attach(Program program, BpfMap map) {
        ProgramSpec spec = program.spec();
        AttachType type = spec == null ? null : spec.attach().kind().expectedAttachType();
        if (type == null) {
            throw new IllegalArgumentException(program + " does not say what it is for: give the attach type");
        }
        return attach(program, map, type);
    }

    /**
     * Attaches a program to a map: by a link since Linux 6.10, else by {@code BPF_PROG_ATTACH}, which ends with the map.
     *
     * @param type {@code SK_MSG_VERDICT}, {@code SK_SKB_VERDICT}, {@code SK_SKB_STREAM_VERDICT} or
     *             {@code SK_SKB_STREAM_PARSER}
     */
    public static Link attach(Program program, BpfMap map, AttachType type) {
        String object = LinkCreate.quoted(program) + " on map \"" + map.name() + "\"";
        try {
            return LinkCreate.create(program, map.fd().number(), type, 0, object, attr -> {});
        } catch (SyscallException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            return attachWithoutLink(program, map, type);
        }
    }

    /** Attaches a program without a link, as kernels before 6.10 must; see {@link #attach}. */
    static Link attachWithoutLink(Program program, BpfMap map, AttachType type) {
        String object = LinkCreate.quoted(program) + " on map \"" + map.name() + "\"";
        FileDescriptor held = map.fd().duplicate();
        try {
            return Attachment.ofDescriptor(
                    ProgramAttachment.attach(program, held, type, 0, object, held::close), object);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }
}
