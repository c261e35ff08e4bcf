package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.skep.bpf.sys.FileDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;

/** The common {@link Codec}s: numbers in native order, bytes, text, and records of these. */
public final class Codecs {
    /** One byte. */
    public static final Codec<Byte> BYTE = fixed(
            1,
            (value, into, offset) -> into.set(JAVA_BYTE, offset, value),
            (from, offset) -> from.get(JAVA_BYTE, offset));

    /** Two bytes. */
    public static final Codec<Short> SHORT = fixed(
            2,
            (value, into, offset) -> into.set(JAVA_SHORT_UNALIGNED, offset, value),
            (from, offset) -> from.get(JAVA_SHORT_UNALIGNED, offset));

    /** Four bytes. */
    public static final Codec<Integer> INT = fixed(
            4,
            (value, into, offset) -> into.set(JAVA_INT_UNALIGNED, offset, value),
            (from, offset) -> from.get(JAVA_INT_UNALIGNED, offset));

    /** Eight bytes. */
    public static final Codec<Long> LONG = fixed(
            8,
            (value, into, offset) -> into.set(JAVA_LONG_UNALIGNED, offset, value),
            (from, offset) -> from.get(JAVA_LONG_UNALIGNED, offset));

    /**
     * The number of a descriptor: the key of local storage (pidfd, socket, file, cgroup directory). It cannot be decoded,
     * since the kernel does not answer descriptors.
     */
    public static final Codec<FileDescriptor> DESCRIPTOR =
            fixed(4, (value, into, offset) -> into.set(JAVA_INT_UNALIGNED, offset, value.number()), (from, offset) -> {
                throw new UnsupportedOperationException("the kernel does not answer descriptors");
            });

    private Codecs() {}

    /** Exactly {@code length} bytes. */
    public static Codec<byte[]> bytes(int length) {
        return fixed(
                length,
                (value, into, offset) -> {
                    checkLength(value.length, length);
                    MemorySegment.copy(value, 0, into, JAVA_BYTE, offset, length);
                },
                (from, offset) -> from.asSlice(offset, length).toArray(JAVA_BYTE));
    }

    /** Text of at most {@code length} − 1 UTF-8 bytes, ended and filled by zeros. */
    public static Codec<String> text(int length) {
        return fixed(
                length,
                (value, into, offset) -> {
                    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                    if (utf8.length >= length) {
                        throw new IllegalArgumentException("\"" + value + "\" does not fit " + (length - 1) + " bytes");
                    }
                    into.asSlice(offset, length).fill((byte) 0);
                    MemorySegment.copy(utf8, 0, into, JAVA_BYTE, offset, utf8.length);
                },
                (from, offset) -> {
                    byte[] field = from.asSlice(offset, length).toArray(JAVA_BYTE);
                    int end = 0;
                    while (end < length && field[end] != 0) {
                        end++;
                    }
                    return new String(field, 0, end, StandardCharsets.UTF_8);
                });
    }

    /**
     * A record as a C struct: components in order, each aligned to its size, the whole padded to the largest alignment.
     * Components are {@code byte}, {@code short}, {@code char}, {@code int}, {@code long}, {@code boolean}, or records of
     * these.
     *
     * @param lookup can see the record: {@code MethodHandles.lookup()} of the caller
     * @throws IllegalArgumentException if a component has another type
     */
    public static <R extends Record> Codec<R> ofRecord(MethodHandles.Lookup lookup, Class<R> type) {
        return new RecordCodec<>(lookup, type);
    }

    private static void checkLength(int actual, int expected) {
        if (actual != expected) {
            throw new IllegalArgumentException("expected " + expected + " bytes, not " + actual);
        }
    }

    @FunctionalInterface
    private interface Encoder<T> {
        void encode(T value, MemorySegment into, long offset);
    }

    @FunctionalInterface
    private interface Decoder<T> {
        T decode(MemorySegment from, long offset);
    }

    private static <T> Codec<T> fixed(int bytes, Encoder<T> encoder, Decoder<T> decoder) {
        return new Codec<>() {
            @Override
            public int bytes() {
                return bytes;
            }

            @Override
            public void encode(T value, MemorySegment into, long offset) {
                encoder.encode(value, into, offset);
            }

            @Override
            public T decode(MemorySegment from, long offset) {
                return decoder.decode(from, offset);
            }
        };
    }
}
