package dev.skep.bpf.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An ELF note of owner {@code "stapsdt"} and type 3, which the {@code DTRACE_PROBE}/{@code STAP_PROBE} macros of
 * {@code sys/sdt.h} leave in a binary for each place that can be probed.
 *
 * <pre>
 *   pc:64  base:64  semaphore:64  provider\0  name\0  arguments\0
 * </pre>
 *
 * @param pc        address of the nop that is the probe, as linked
 * @param base      address of section {@code .stapsdt.base} at that time: prelink moves code without notes
 * @param semaphore address of a 16-bit counter that says whether anybody listens; 0 for none
 * @param provider  who defined it, {@code "libc"}
 * @param name      the probe, {@code "memory_sbrk_more"}
 * @param arguments where the arguments are, see {@link UsdtArgument#parse}
 */
record UsdtNote(long pc, long base, long semaphore, String provider, String name, String arguments) {
    static final String OWNER = "stapsdt";
    static final int TYPE = 3;

    /**
     * Decodes a note's description.
     *
     * @throws IllegalArgumentException if it is cut short
     */
    static UsdtNote decode(ByteBuffer description) {
        ByteBuffer in = description.duplicate().order(description.order());
        if (in.remaining() < 3 * Long.BYTES) {
            throw new IllegalArgumentException("a stapsdt note of " + in.remaining() + " bytes");
        }
        return new UsdtNote(in.getLong(), in.getLong(), in.getLong(), string(in), string(in), string(in));
    }

    private static String string(ByteBuffer in) {
        int start = in.position();
        while (in.hasRemaining()) {
            if (in.get() == 0) {
                byte[] text = new byte[in.position() - start - 1];
                in.get(start, text);
                return new String(text, StandardCharsets.UTF_8);
            }
        }
        throw new IllegalArgumentException("a string in a stapsdt note has no end");
    }
}
