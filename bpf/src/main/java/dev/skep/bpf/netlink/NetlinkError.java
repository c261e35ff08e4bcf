package dev.skep.bpf.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's answer to a request: {@code struct nlmsgerr}, with the words that it adds since 4.12 ("extended ack").
 *
 * <pre>
 *   0            4                  20 (or after the request's payload, unless NLM_F_CAPPED)
 *   -errno       request header     attributes: 1 message, 2 offset of the wrong attribute
 * </pre>
 *
 * @param errno  positive error number; 0 acknowledges
 * @param words  what the kernel says about it; empty where it says nothing
 * @param offset byte of the request that it complains about; -1 where it does not say
 */
record NetlinkError(int errno, String words, int offset) {
    private static final int MESSAGE = 1;
    private static final int OFFSET = 2;

    /** Decodes {@code NLMSG_ERROR}, or {@code NLMSG_DONE} at the end of a dump, which carries the same. */
    static NetlinkError decode(NetlinkMessage message) {
        byte[] payload = message.payload();
        if (payload.length < 4) {
            return new NetlinkError(0, "", -1);
        }
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
        int errno = -in.getInt(0);
        if ((message.flags() & NetlinkMessage.ACK_TLVS) == 0) {
            return new NetlinkError(errno, "", -1);
        }
        int attributes = 4;
        if (message.type() == NetlinkMessage.ERROR) {
            boolean capped = (message.flags() & NetlinkMessage.CAPPED) != 0;
            attributes += capped ? NetlinkMessage.HEADER_BYTES : NetlinkMessage.aligned(in.getInt(4));
        }
        Attributes tail = Attributes.parse(payload, attributes);
        return new NetlinkError(
                errno, tail.string(MESSAGE).orElse(""), tail.number(OFFSET).orElse(-1));
    }
}
