package dev.skep.lab.vm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the archive that the kernel unpacks as its first root file system: cpio, "newc" format, 13 fields of eight
 * hexadecimal digits before each name (kernel {@code Documentation/driver-api/early-userspace/buffer-format.rst}).
 */
final class CpioArchive {
    private static final int DIRECTORY = 0040755;
    private static final int EXECUTABLE = 0100755;
    private static final int SYMBOLIC_LINK = 0120777;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int inode = 1;

    CpioArchive directory(String path) {
        return entry(path, DIRECTORY, new byte[0]);
    }

    CpioArchive file(String path, byte[] content) {
        return entry(path, EXECUTABLE, content);
    }

    CpioArchive link(String path, String target) {
        return entry(path, SYMBOLIC_LINK, target.getBytes(StandardCharsets.UTF_8));
    }

    byte[] finish() {
        entry("TRAILER!!!", 0, new byte[0]);
        return bytes.toByteArray();
    }

    private CpioArchive entry(String path, int mode, byte[] content) {
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        int[] fields = {inode++, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append(String.format("%08X", field));
        }
        bytes.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(name);
        pad();
        bytes.writeBytes(content);
        pad();
        return this;
    }

    private void pad() {
        while (bytes.size() % 4 != 0) {
            bytes.write(0);
        }
    }
}
