package dev.skep.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Usdt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Probes of a Python interpreter, whose notes say where their arguments are. */
@Tag("kernel")
class UsdtKernelTest {
    static final class Seen {
        int tgid;
        int generation;
        long collected;

        @Size(16) byte[] module = new byte[16];
    }

    static final class Probes {
        static final RingBuf<Seen> EVENTS = Maps.ringBuf(1 << 16);

        @Config
        static int ownTgid = (int) ProcessHandle.current().pid();

        private Probes() {}

        @Usdt("/usr/bin/python3:python:gc__start")
        static void collect(int generation) {
            Seen e = EVENTS.reserve();
            if (e == null) {
                return;
            }
            e.tgid = Bpf.tgid();
            e.generation = generation;
            Mem.zero(e.module);
            EVENTS.submit(e);
        }

        @Usdt("/usr/bin/python3:python:import__find__load__start")
        static void load(long module) {
            Seen e = EVENTS.reserve();
            if (e == null) {
                return;
            }
            e.tgid = Bpf.tgid();
            e.generation = -1;
            Mem.userStr(e.module, module);
            EVENTS.submit(e);
        }
    }

    static final class Unknown {
        private Unknown() {}

        @Usdt("/usr/bin/python3:python:no__such__probe")
        static void none(int n) {}
    }

    @Test
    void findsArgumentsWhereTheNotesSay() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no python3");
        List<Seen> seen = new ArrayList<>();
        try (Loaded loaded = Loaded.load(Probes.class).attachAll()) {
            loaded.onEvent(Probes.EVENTS, seen::add);
            Process python = new ProcessBuilder("/usr/bin/python3", "-c", "import gc, colorsys; gc.collect(1)").start();
            assertThat(python.waitFor()).isZero();
            loaded.poll(0);

            List<Seen> own = seen.stream().filter(e -> e.tgid == python.pid()).toList();
            assertThat(own).anyMatch(e -> e.generation == 1);
            assertThat(own).anyMatch(e -> e.generation == -1 && text(e.module).equals("colorsys"));
        }
    }

    private static String text(byte[] bytes) {
        String all = new String(bytes, StandardCharsets.US_ASCII);
        return all.substring(0, all.indexOf('\0'));
    }

    @Test
    void namesTheProbesThatThereAre() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no python3");
        assertThatThrownBy(() -> Compiler.compile(Unknown.class))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("UsdtKernelTest.java:")
                .hasMessageContaining("gc__start");
    }
}
