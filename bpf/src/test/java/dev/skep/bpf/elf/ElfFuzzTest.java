package dev.skep.bpf.elf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.Seeded;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged files give {@link ElfException} and nothing else, and always end. */
@Tag("unit")
class ElfFuzzTest {
    @Test
    void survivesDamage() throws Exception {
        byte[] sound = Files.readAllBytes(ElfFileTest.LAUNCHER);
        int sections =
                (int) ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getLong(ElfLayout.SECTIONS);
        Seeded.check(4_000, random -> readAll(damage(sound, sections, random)));
    }

    private static void readAll(byte[] raw) {
        tolerate(() -> {
            try (ElfFile elf = ElfFile.parse(MemorySegment.ofArray(raw))) {
                tolerate(elf::buildId);
                tolerate(elf::debugLink);
                tolerate(elf::dynamic);
                tolerate(() -> elf.symbol("main"));
                tolerate(() -> elf.symbolAt(elf.entry()));
                tolerate(() -> elf.dynamicSymbols()
                        .forEachDefined(symbol -> assertThat(symbol.name()).isNotNull()));
                for (ElfSection section : elf.sections()) {
                    tolerate(() -> elf.bytes(section));
                }
                tolerate(() -> elf.read(elf.entry(), 16));
            }
        });
    }

    private static void tolerate(Runnable question) {
        try {
            question.run();
        } catch (ElfException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    /** Half of the damage hits the headers, where it tells. */
    private static byte[] damage(byte[] sound, int sections, SplittableRandom random) {
        byte[] raw = sound.clone();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int at = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(16, 700);
                case 1 -> random.nextInt(sections, sound.length);
                default -> random.nextInt(sound.length);
            };
            if (at < raw.length) {
                raw[at] = (byte) (random.nextBoolean() ? random.nextInt() : raw[at] ^ 1 << random.nextInt(8));
            }
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(raw, random.nextInt(raw.length)) : raw;
    }
}
