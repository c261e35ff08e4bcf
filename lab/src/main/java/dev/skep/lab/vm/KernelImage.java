package dev.skep.lab.vm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the ELF kernel out of a bzImage. QEMU boots it through PVH, which saves the emulated decompression (2 s for a zstd
 * kernel).
 *
 * <pre>
 *   0x1f1 setup_sects   payload base = (setup_sects + 1) * 512
 *   0x248 payload_offset, 0x24c payload_length: relative to that base; the last four bytes are the unpacked size
 * </pre>
 *
 * @see <a href="https://docs.kernel.org/arch/x86/boot.html">The Linux/x86 boot protocol</a>
 */
final class KernelImage {
    private static final int SETUP_SECTS = 0x1f1;
    private static final int HEADER_MAGIC = 0x202;
    private static final int PAYLOAD_OFFSET = 0x248;
    private static final int PAYLOAD_LENGTH = 0x24c;
    private static final int LZ4_LEGACY = 0x184c2102;
    private static final int ZSTD = 0xfd2fb528;

    private KernelImage() {}

    /** The uncompressed ELF kernel inside a bzImage. */
    static byte[] elf(byte[] bzImage) {
        Payload payload = payload(bzImage);
        return Command.run(null, payload.bytes(), payload.decompressor());
    }

    record Payload(byte[] bytes, List<String> decompressor) {}

    static Payload payload(byte[] bzImage) {
        ByteBuffer image = ByteBuffer.wrap(bzImage).order(ByteOrder.LITTLE_ENDIAN);
        if (bzImage.length < 0x260 || image.getInt(HEADER_MAGIC) != 0x53726448) {
            throw new LabException("not a Linux boot image: no HdrS header");
        }
        int setupSectors = bzImage[SETUP_SECTS] == 0 ? 4 : bzImage[SETUP_SECTS] & 0xff;
        int start = (setupSectors + 1) * 512 + image.getInt(PAYLOAD_OFFSET);
        int end = start + image.getInt(PAYLOAD_LENGTH) - Integer.BYTES;
        if (start < 0 || end <= start || end > bzImage.length) {
            throw new LabException("the boot image's payload lies outside of it: " + start + ".." + end);
        }
        int magic = image.getInt(start);
        List<String> tool = switch (magic) {
            case LZ4_LEGACY -> List.of("lz4", "-dc");
            case ZSTD -> List.of("zstd", "-dc");
            default ->
                throw new LabException(
                        "the kernel is packed in a way that is not known here: " + Integer.toHexString(magic));
        };
        return new Payload(Arrays.copyOfRange(bzImage, start, end), tool);
    }
}
