package dev.skep.compiler.agree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.prog.TestRun;
import dev.skep.compiler.Loaded;
import dev.skep.compiler.jvm.JvmMachine;
import dev.skep.compiler.jvm.JvmRun;
import dev.skep.compiler.jvm.JvmSkb;
import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import dev.skep.compiler.lang.Skb;
import dev.skep.compiler.layout.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class SkbKernelTest {
    private final Loaded loaded = Loaded.load(SkbPrograms.class);

    @BeforeEach
    void empty() {
        Machine.reset();
    }

    @AfterEach
    void close() {
        loaded.close();
    }

    @Test
    void copiesInAndOutAgree() {
        agree("copies", SkbPrograms::copies);
    }

    @Test
    void viewsAndFieldsAgree() {
        agree("views", SkbPrograms::views);
    }

    @Test
    void tailCallsAgree() {
        byte[] descriptor = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(loaded.program("views").fd().number())
                .array();
        loaded.raw(SkbPrograms.NEXT).update(Layout.of(Integer.class).encode(2), descriptor);
        MapContents.set(SkbPrograms.NEXT, 2, skb -> SkbPrograms.views((Skb) skb));

        agree("calls", SkbPrograms::calls);
    }

    private void agree(String program, ToIntFunction<Skb> onJvm) {
        long seed = Long.getLong("skep.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] packet = new byte[15 + random.nextInt(100)];
            random.nextBytes(packet);
            TestRun.Result kernel =
                    loaded.program(program).testRun(TestRun.ofData(packet).withContext(new byte[192]));
            JvmSkb skb = new JvmSkb(packet);
            JvmRun jvm = JvmRun.skb(new JvmMachine(), skb, onJvm);
            assertThat(new JvmRun(kernel.returnValue(), kernel.data()))
                    .as(
                            "%s -Dskep.seed=%d, packet %d: %s",
                            program, seed, i, HexFormat.of().formatHex(packet))
                    .isEqualTo(jvm);
            int mark = ByteBuffer.wrap(kernel.context())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt(8);
            assertThat(mark).as("mark").isEqualTo(skb.mark());
        }
    }
}
