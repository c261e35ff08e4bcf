package dev.skep.events.pipeline;

import dev.skep.bpf.ring.RecordHandler;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes records to a file as they pass to another handler, so that they can be decoded again later and elsewhere:
 *
 * <pre>
 *   "SKEPREC1"
 *   per record: length (4 bytes, little endian), then that many bytes
 * </pre>
 */
public final class Recording implements RecordHandler, Closeable {
    private static final byte[] MAGIC = {'S', 'K', 'E', 'P', 'R', 'E', 'C', '1'};

    private final RecordHandler next;
    private final DataOutputStream out;
    private byte[] copy = new byte[4096];

    /**
     * Begins a recording.
     *
     * @param next gets each record after it was written
     */
    public Recording(Path file, RecordHandler next) throws IOException {
        this.next = next;
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        out.write(MAGIC);
    }

    @Override
    public void onRecord(MemorySegment ring, long offset, int length) {
        if (length > copy.length) {
            copy = new byte[length];
        }
        MemorySegment.copy(ring, ValueLayout.JAVA_BYTE, offset, copy, 0, length);
        try {
            out.writeInt(Integer.reverseBytes(length));
            out.write(copy, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the recording", e);
        }
        next.onRecord(ring, offset, length);
    }

    /**
     * Hands every record of a recording over.
     *
     * @throws IOException if the file cannot be read or is no recording; what was whole was handed over before
     */
    public static void replay(Path file, RecordHandler handler) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[Math.min(MAGIC.length, bytes.remaining())];
        bytes.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException(file + " is no recording");
        }
        MemorySegment records = MemorySegment.ofArray(bytes.array());
        while (bytes.remaining() >= Integer.BYTES) {
            int length = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw new IOException(file + " ends in the middle of a record");
            }
            handler.onRecord(records.asSlice(bytes.position(), length), 0, length);
            bytes.position(bytes.position() + length);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
