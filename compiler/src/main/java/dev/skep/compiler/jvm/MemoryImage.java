package dev.skep.compiler.jvm;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Bytes at addresses: what a program may read behind pointers. */
final class MemoryImage {
    /** {@code -EFAULT} of {@code include/uapi/asm-generic/errno-base.h}. */
    static final int EFAULT = -14;

    private final TreeMap<Long, byte[]> regions = new TreeMap<>(Long::compareUnsigned);

    void put(long address, byte[] bytes) {
        regions.put(address, bytes);
    }

    /** As {@code bpf_probe_read_kernel}: all or zeros. */
    int read(byte[] destination, int offset, long address, int length) {
        for (int i = 0; i < length; i++) {
            int value = at(address + i);
            if (value < 0) {
                Arrays.fill(destination, offset, offset + length, (byte) 0);
                return EFAULT;
            }
            destination[offset + i] = (byte) value;
        }
        return 0;
    }

    /** As {@code bpf_probe_read_kernel_str}: cut short strings end with NUL too. */
    int readString(byte[] destination, int offset, long address, int length) {
        for (int i = 0; i < length; i++) {
            int value = i == length - 1 ? 0 : at(address + i);
            if (value < 0) {
                Arrays.fill(destination, offset, offset + length, (byte) 0);
                return EFAULT;
            }
            destination[offset + i] = (byte) value;
            if (value == 0) {
                return i + 1;
            }
        }
        return 0;
    }

    long number(long address, int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            int value = at(address + i);
            if (value < 0) {
                return 0;
            }
            number |= (long) value << 8 * i;
        }
        return number;
    }

    private int at(long address) {
        Map.Entry<Long, byte[]> region = regions.floorEntry(address);
        if (region == null || Long.compareUnsigned(address - region.getKey(), region.getValue().length) >= 0) {
            return -1;
        }
        return region.getValue()[(int) (address - region.getKey())] & 0xff;
    }
}
