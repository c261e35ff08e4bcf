package dev.skep.bpf.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A netlink message: {@code struct nlmsghdr} of {@code include/uapi/linux/netlink.h} and what follows it. Numbers are in
 * the machine's byte order, as the kernel wants them.
 *
 * <pre>
 *   0       4      6       8          12      16
 *   length  type   flags   sequence   port    payload …  padded to 4 bytes
 * </pre>
 *
 * @param type     what is asked or told: {@code RTM_*} or {@code NLMSG_*}
 * @param flags    {@code NLM_F_*}
 * @param sequence the number that an answer repeats
 * @param port     the socket it comes from; 0 for the kernel
 * @param payload  a family header and its attributes
 */
public record NetlinkMessage(int type, int flags, int sequence, int port, byte[] payload) {
    /** Bytes of the header. */
    public static final int HEADER_BYTES = 16;

    /** {@code NLMSG_ERROR}: an error, or with errno 0 an acknowledgement. */
    public static final int ERROR = 2;

    /** {@code NLMSG_DONE}: the end of a dump. */
    public static final int DONE = 3;

    /** {@code NLM_F_REQUEST}. */
    public static final int REQUEST = 0x1;

    /** {@code NLM_F_MULTI}: part of a dump. */
    public static final int MULTI = 0x2;

    /** {@code NLM_F_ACK}. */
    public static final int ACK = 0x4;

    /** {@code NLM_F_ECHO}: answer with the object as it was made. */
    public static final int ECHO = 0x8;

    /** {@code NLM_F_DUMP}: all objects, not one. */
    public static final int DUMP = 0x300;

    /** {@code NLM_F_REPLACE}: change what is there. */
    public static final int REPLACE = 0x100;

    /** {@code NLM_F_EXCL}: fail if it is there. */
    public static final int EXCLUSIVE = 0x200;

    /** {@code NLM_F_CREATE}. */
    public static final int CREATE = 0x400;

    /** {@code NLM_F_CAPPED}: an error that repeats the request's header only. */
    static final int CAPPED = 0x100;

    /** {@code NLM_F_ACK_TLVS}: an error that carries attributes. */
    static final int ACK_TLVS = 0x200;

    /** The message as the kernel reads it, padded to four bytes. */
    public byte[] encode() {
        ByteBuffer out =
                ByteBuffer.allocate(aligned(HEADER_BYTES + payload.length)).order(ByteOrder.nativeOrder());
        out.putInt(HEADER_BYTES + payload.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(port)
                .put(payload);
        return out.array();
    }

    /**
     * The messages in one datagram.
     *
     * @throws IllegalArgumentException if a header's length goes past the datagram's end
     */
    public static List<NetlinkMessage> decode(byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        while (in.remaining() >= HEADER_BYTES) {
            int start = in.position();
            int length = in.getInt();
            if (length < HEADER_BYTES || length > datagram.length - start) {
                throw new IllegalArgumentException(
                        "a netlink message of " + length + " bytes at " + start + " of " + datagram.length + " bytes");
            }
            int type = Short.toUnsignedInt(in.getShort());
            int flags = Short.toUnsignedInt(in.getShort());
            int sequence = in.getInt();
            int port = in.getInt();
            byte[] payload = new byte[length - HEADER_BYTES];
            in.get(payload);
            messages.add(new NetlinkMessage(type, flags, sequence, port, payload));
            in.position(Math.min(start + aligned(length), datagram.length));
        }
        return messages;
    }

    static int aligned(int length) {
        return (length + 3) & ~3;
    }
}
