package dev.skep.bpf.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Netlink attributes ({@code struct nlattr}): {@code length:16 type:16 value}, each padded to four bytes. The two top
 * bits of the type are flags ({@code NLA_F_NESTED}, {@code NLA_F_NET_BYTEORDER}). Immutable; where a type occurs more
 * than once the last one counts, as in the kernel's own {@code nla_parse}.
 */
public final class Attributes {
    private static final int NESTED = 0x8000;
    private static final int TYPE_MASK = 0x3fff;
    private static final int HEADER_BYTES = 4;

    private final Map<Integer, byte[]> values;

    private Attributes(Map<Integer, byte[]> values) {
        this.values = values;
    }

    /**
     * Parses the attributes from an offset to the end.
     *
     * @throws IllegalArgumentException if an attribute's length goes past the end
     */
    public static Attributes parse(byte[] bytes, int offset) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        in.position(Math.min(offset, bytes.length));
        Map<Integer, byte[]> values = new LinkedHashMap<>();
        while (in.remaining() >= HEADER_BYTES) {
            int start = in.position();
            int length = Short.toUnsignedInt(in.getShort());
            int type = Short.toUnsignedInt(in.getShort()) & TYPE_MASK;
            if (length < HEADER_BYTES || length > bytes.length - start) {
                throw new IllegalArgumentException("attribute " + type + " of " + length + " bytes at " + start + " of "
                        + bytes.length + " bytes");
            }
            values.put(type, Arrays.copyOfRange(bytes, start + HEADER_BYTES, start + length));
            in.position(Math.min(start + NetlinkMessage.aligned(length), bytes.length));
        }
        return new Attributes(values);
    }

    /** The raw value of a type. */
    public Optional<byte[]> bytes(int type) {
        return Optional.ofNullable(values.get(type));
    }

    /** A number of one, two or four bytes, unsigned below four. */
    public OptionalInt number(int type) {
        byte[] value = values.get(type);
        if (value == null) {
            return OptionalInt.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        return switch (value.length) {
            case 1 -> OptionalInt.of(Byte.toUnsignedInt(in.get()));
            case 2 -> OptionalInt.of(Short.toUnsignedInt(in.getShort()));
            case 4 -> OptionalInt.of(in.getInt());
            default ->
                throw new IllegalArgumentException(
                        "attribute " + type + " of " + value.length + " bytes is not a number");
        };
    }

    /** A string, without the zero byte that ends it. */
    public Optional<String> string(int type) {
        return bytes(type).map(value -> {
            int length = 0;
            while (length < value.length && value[length] != 0) {
                length++;
            }
            return new String(value, 0, length, StandardCharsets.UTF_8);
        });
    }

    /** The attributes inside an attribute; none if it is absent. */
    public Attributes nested(int type) {
        return bytes(type).map(value -> parse(value, 0)).orElseGet(() -> new Attributes(Map.of()));
    }

    /** Starts a list of attributes after a family header. */
    static Writer after(byte[] header) {
        return new Writer().raw(header);
    }

    /** Builds a payload: a family header and the attributes after it. */
    public static final class Writer {
        private ByteBuffer out = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

        /** Bytes without an attribute header, padded to four. */
        public Writer raw(byte[] bytes) {
            reserve(NetlinkMessage.aligned(bytes.length)).put(bytes);
            return pad();
        }

        /** An attribute of raw bytes. */
        public Writer bytes(int type, byte[] value) {
            if (HEADER_BYTES + value.length > 0xffff) {
                throw new IllegalArgumentException("attribute " + type + " of " + value.length + " bytes is too long");
            }
            reserve(NetlinkMessage.aligned(HEADER_BYTES + value.length))
                    .putShort((short) (HEADER_BYTES + value.length))
                    .putShort((short) type)
                    .put(value);
            return pad();
        }

        /** A four-byte number. */
        public Writer u32(int type, int value) {
            return bytes(type, word(value));
        }

        /** A string, ended by a zero byte. */
        public Writer string(int type, String value) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            return bytes(type, Arrays.copyOf(text, text.length + 1));
        }

        /** Attributes inside an attribute. */
        public Writer nest(int type, Consumer<Writer> content) {
            Writer inner = new Writer();
            content.accept(inner);
            return bytes(type | NESTED, inner.toBytes());
        }

        /** What was written so far. */
        public byte[] toBytes() {
            return Arrays.copyOf(out.array(), out.position());
        }

        private Writer pad() {
            while ((out.position() & 3) != 0) {
                out.put((byte) 0);
            }
            return this;
        }

        private ByteBuffer reserve(int bytes) {
            if (out.remaining() < bytes) {
                ByteBuffer larger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes))
                        .order(ByteOrder.nativeOrder());
                out = larger.put(out.flip());
            }
            return out;
        }

        private static byte[] word(int value) {
            return ByteBuffer.allocate(4)
                    .order(ByteOrder.nativeOrder())
                    .putInt(value)
                    .array();
        }
    }
}
