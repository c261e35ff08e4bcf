package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The smallest type information that lets a local storage map exist: the kernel insists on types for its key and value
 * ({@code bpf_local_storage_map_alloc_check}), so a spec without them gets {@code int} and an array of bytes.
 */
final class StorageBtf {
    static final int KEY_TYPE_ID = 1;
    static final int VALUE_TYPE_ID = 3;

    private static final int HEADER_BYTES = 24, TYPES_BYTES = 16 + 16 + 24;
    private static final int KIND_INT = 1 << 24, KIND_ARRAY = 3 << 24, INT_SIGNED = 1 << 24;

    private StorageBtf() {}

    static FileDescriptor load(int valueBytes) {
        try (Scratch scratch = Scratch.open()) {
            byte[] blob = blob(valueBytes);
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_LONG, BpfAttr.BtfLoad.BTF, scratch.copyOf(blob).address());
            attr.set(JAVA_INT, BpfAttr.BtfLoad.BTF_SIZE, blob.length);
            return Bpf.open(BpfCommand.BTF_LOAD, attr, "types of a local storage map");
        }
    }

    static byte[] blob(int valueBytes) {
        byte[] strings = "\0int\0byte\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out =
                ByteBuffer.allocate(HEADER_BYTES + TYPES_BYTES + strings.length).order(ByteOrder.nativeOrder());
        out.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
        out.putInt(0).putInt(TYPES_BYTES).putInt(TYPES_BYTES).putInt(strings.length);
        out.putInt(1).putInt(KIND_INT).putInt(4).putInt(INT_SIGNED | 32);
        out.putInt(5).putInt(KIND_INT).putInt(1).putInt(8);
        out.putInt(0).putInt(KIND_ARRAY).putInt(0).putInt(2).putInt(1).putInt(valueBytes);
        return out.put(strings).array();
    }
}
