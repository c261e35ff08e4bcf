package dev.skep.compiler.front;

import dev.skep.bpf.asm.Helper;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Region;

/** The kernel's helpers that the language stands on, with what they do to memory. */
final class Helpers {
    static final Callee LOOKUP = Callee.helper(Helper.MAP_LOOKUP_ELEM);
    static final Callee UPDATE = Callee.helper(Helper.MAP_UPDATE_ELEM, Region.MAP);
    static final Callee DELETE = Callee.helper(Helper.MAP_DELETE_ELEM, Region.MAP);
    static final Callee PUSH = Callee.helper(Helper.MAP_PUSH_ELEM, Region.MAP);
    static final Callee POP = Callee.helper(Helper.MAP_POP_ELEM, Region.MAP, Region.STACK);
    static final Callee PEEK = Callee.helper(Helper.MAP_PEEK_ELEM, Region.MAP, Region.STACK);
    static final Callee PROBE_KERNEL = Callee.helper(Helper.PROBE_READ_KERNEL, Region.STACK, Region.MAP, Region.RING);
    static final Callee PROBE_KERNEL_STR =
            Callee.helper(Helper.PROBE_READ_KERNEL_STR, Region.STACK, Region.MAP, Region.RING);
    static final Callee PROBE_USER = Callee.helper(Helper.PROBE_READ_USER, Region.STACK, Region.MAP, Region.RING);
    static final Callee PROBE_USER_STR =
            Callee.helper(Helper.PROBE_READ_USER_STR, Region.STACK, Region.MAP, Region.RING);
    static final Callee RESERVE = Callee.helper(Helper.RINGBUF_RESERVE);
    static final Callee SUBMIT = Callee.helper(Helper.RINGBUF_SUBMIT);
    static final Callee DISCARD = Callee.helper(Helper.RINGBUF_DISCARD);
    static final Callee OUTPUT = Callee.helper(Helper.RINGBUF_OUTPUT);
    static final Callee QUERY = Callee.helper(Helper.RINGBUF_QUERY);
    static final Callee PERF_OUTPUT = Callee.helper(Helper.PERF_EVENT_OUTPUT);
    static final Callee RDONLY_CAST = Callee.kfunc("bpf_rdonly_cast", true);

    /** {@code BPF_NOEXIST}. */
    static final int NOEXIST = 1;

    private Helpers() {}

    /** A helper that writes memory behind its pointer arguments. */
    static Callee filling(Helper helper) {
        return Callee.helper(helper, Region.STACK, Region.MAP, Region.RING);
    }

    /** A helper after which all views of the packet are void. */
    static Callee movingPacket(Helper helper) {
        return Callee.helper(helper, Region.PACKET, Region.CONTEXT);
    }
}
