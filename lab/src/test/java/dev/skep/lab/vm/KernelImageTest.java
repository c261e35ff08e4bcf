package dev.skep.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class KernelImageTest {
    @Test
    void findsThePayloadBehindTheSetupSectors() {
        ByteBuffer image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        image.put(0x1f1, (byte) 2);
        image.putInt(0x202, 0x53726448).putInt(0x248, 16).putInt(0x24c, 24);
        image.putInt(3 * 512 + 16, 0xfd2fb528);

        KernelImage.Payload payload = KernelImage.payload(image.array());

        assertThat(payload.bytes()).as("without the size at its end").hasSize(20);
        assertThat(payload.decompressor()).isEqualTo(List.of("zstd", "-dc"));
    }

    @Test
    void refusesWhatIsNoBootImage() {
        assertThatThrownBy(() -> KernelImage.payload(new byte[8192]))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("HdrS");
    }
}
