package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/**
 * A packet, seen through views. A view is a plain class whose fields lie one after another as declared, without padding,
 * {@link BE} where they are in network order. Views are good until a method that moves the packet is called.
 */
public sealed interface Packet permits XdpPacket, Skb {
    /** The bytes from {@code offset} seen as a header, or null if the packet ends before it does. */
    <T> @Nullable T at(int offset, Class<T> view);

    /** Bytes that can be seen through views ({@code data_end - data}). */
    int length();

    /**
     * The bytes from {@code offset} on, exactly {@code length} of them (a constant), or null if the packet ends before.
     * Indexes below {@code length} need no check.
     */
    byte @Nullable [] bytes(int offset, int length);
}
