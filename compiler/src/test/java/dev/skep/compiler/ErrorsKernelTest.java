package dev.skep.compiler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.compiler.lang.Function;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.TpBtf;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is outside the language is refused with its line and a way out. Compiling needs the kernel's BTF. */
@Tag("kernel")
class ErrorsKernelTest {
    static final class Words {
        int a;
        int b;

        @Size(16) byte[] bytes;
    }

    static final class Big {
        @Size(480) byte[] bytes;
    }

    static final Hash<Integer, Words> WORDS = Maps.hash(8);
    static final RingBuf<Words> RING = Maps.ringBuf(4096);

    @Kernel("task_struct")
    static class Task {
        int no_such_field;
    }

    static final class Index {
        private Index() {}

        @Xdp
        static int run(XdpPacket p) {
            Words w = p.at(0, Words.class);
            return w == null ? 0 : w.bytes[w.a];
        }
    }

    static final class MaybeNull {
        private MaybeNull() {}

        @Xdp
        static int run(XdpPacket p) {
            Words w = WORDS.get(1);
            return w.a;
        }
    }

    static final class Unchecked {
        private Unchecked() {}

        @Xdp
        static int run(XdpPacket p) {
            return p.at(0, Words.class).a;
        }
    }

    static final class Recursive {
        private Recursive() {}

        static int again(int n) {
            return n == 0 ? 1 : n * again(n - 1);
        }

        @Xdp
        static int run(XdpPacket p) {
            return again(p.ifindex());
        }
    }

    static final class Catching {
        private Catching() {}

        @Xdp
        static int run(XdpPacket p) {
            try {
                return p.ifindex();
            } catch (RuntimeException e) {
                return 0;
            }
        }
    }

    static final class Floating {
        private Floating() {}

        @Xdp
        static int run(XdpPacket p) {
            return (int) (p.ifindex() * 1.5);
        }
    }

    static final class Instance {
        @Xdp
        int run(XdpPacket p) {
            return 1;
        }
    }

    static final class MissingField {
        private MissingField() {}

        @TpBtf("sched_process_exec")
        static void run(Task task) {
            WORDS.delete(task.no_such_field);
        }
    }

    static final class UnknownMethod {
        private UnknownMethod() {}

        @Xdp
        static int run(XdpPacket p) {
            return String.valueOf(p.ifindex()).length();
        }
    }

    static final class Length {
        private Length() {}

        @TpBtf("sys_enter")
        static void run(long regs, long n) {
            Words w = RING.reserve();
            if (w == null) {
                return;
            }
            Mem.user(w.bytes, 0, n, (int) n);
            RING.discard(w);
        }
    }

    static final class Division {
        private Division() {}

        @Xdp
        static int run(XdpPacket p) {
            Words w = p.at(0, Words.class);
            return w == null ? 0 : w.a / w.b;
        }
    }

    static final class Stacked {
        private Stacked() {}

        static int two(Words w) {
            byte[] a = new byte[256];
            byte[] b = new byte[256];
            byte[] c = new byte[64];
            a[w.a & 255] = 1;
            b[w.a & 255] = 1;
            c[w.b & 63] = 2;
            return a[w.b & 255] + b[3] + c[1];
        }

        @Xdp
        static int run(XdpPacket p) {
            Words w = p.at(0, Words.class);
            return w == null ? 0 : two(w);
        }
    }

    static final class Returning {
        private Returning() {}

        @Function
        static Words words() {
            return WORDS.get(1);
        }

        @Xdp
        static int run(XdpPacket p) {
            Words w = words();
            return w == null ? 0 : 1;
        }
    }

    static final class NotAHook {
        private NotAHook() {}

        @TpBtf("no_such_tracepoint")
        static void run(long n) {}
    }

    private static AbstractThrowableAssert<?, ?> refused(Class<?> programs) {
        return assertThatThrownBy(() -> Compiler.compile(programs, CompileOptions.baseline()))
                .isInstanceOf(CompileException.class)
                .hasMessageMatching("(?s)ErrorsKernelTest\\.java:\\d+: error: .*");
    }

    @Test
    void refusesAnIndexWithoutBounds() {
        refused(Index.class).hasMessageContaining("out of an array of 16").hasMessageContaining("i & 15");
    }

    @Test
    void asksForNullTests() {
        refused(MaybeNull.class).hasMessageContaining("may be null").hasMessageContaining("if (x == null)");
        refused(Unchecked.class).hasMessageContaining("beyond the end of the packet");
    }

    @Test
    void refusesWhatTheKernelCannotDo() {
        refused(Recursive.class).hasMessageContaining("calls itself");
        refused(Catching.class).hasMessageContaining("catches exceptions");
        refused(Floating.class).hasMessageContaining("no floating point");
        refused(Division.class).hasMessageContaining("divideUnsigned");
        refused(UnknownMethod.class).hasMessageContaining("String.valueOf");
        refused(Stacked.class).hasMessageContaining("bytes of stack");
    }

    @Test
    void refusesWrongDeclarations() {
        refused(Instance.class).hasMessageContaining("is not static");
        refused(MissingField.class).hasMessageContaining("no_such_field").hasMessageContaining("Ksyms.fieldExists");
        refused(NotAHook.class).hasMessageContaining("no_such_tracepoint");
        refused(Returning.class).hasMessageContaining("remove @Function");
    }

    @Test
    void refusesALengthWithoutBounds() {
        refused(Length.class).hasMessageContaining("length");
    }
}
