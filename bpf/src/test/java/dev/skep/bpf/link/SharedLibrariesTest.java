package dev.skep.bpf.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SharedLibrariesTest {
    private static final byte[] CACHE = cache();

    @Test
    void readsTheEntriesOfACache() {
        assertThat(LdSoCache.parse(CACHE).entries())
                .containsExactly(new LdSoCache.Entry(0x0303, "libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6", 0));
    }

    @Test
    void readsACacheBehindAnOldTable() {
        ByteBuffer old = ByteBuffer.allocate(32 + CACHE.length).order(ByteOrder.LITTLE_ENDIAN);
        old.put("ld.so-1.7.0\0".getBytes(StandardCharsets.US_ASCII)).putInt(1);
        old.put(32, CACHE);
        assertThat(LdSoCache.parse(old.array()).entries()).hasSize(1);
    }

    @Test
    void refusesDamagedFilesWithoutReadingOutsideThem() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = Arrays.copyOf(CACHE, random.nextInt(CACHE.length + 1));
            for (int j = 0; j < 3 && damaged.length > 0; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                LdSoCache.parse(damaged);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("ld.so.cache");
            }
        }
        assertThatThrownBy(() -> LdSoCache.parse(new byte[60])).hasMessage("not a glibc ld.so.cache of format 1.1");
    }

    @Test
    void resolvesLibrariesAndProgramsByShortNames() {
        for (String name : new String[] {"c", "libc", "libc.so.6"}) {
            assertThat(SharedLibraries.resolve(name))
                    .hasValueSatisfying(
                            path -> assertThat(path.getFileName().toString()).isEqualTo("libc.so.6"));
        }
        assertThat(SharedLibraries.resolve("bash"))
                .hasValueSatisfying(path -> assertThat(path).hasFileName("bash"));
        assertThat(SharedLibraries.resolve("/bin/sh")).isPresent();
        assertThat(SharedLibraries.resolve("no-such-thing")).isEmpty();
        assertThat(SharedLibraries.resolve("")).isEmpty();
    }

    private static byte[] cache() {
        byte[] strings = "libc.so.6\0/lib/x86_64-linux-gnu/libc.so.6\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(48 + 24 + strings.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII))
                .putInt(1)
                .putInt(strings.length);
        out.position(48)
                .putInt(0x0303)
                .putInt(72)
                .putInt(82)
                .putInt(0)
                .putLong(0)
                .put(strings);
        return out.array();
    }
}
