package dev.skep.bpf.link;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an argument of a USDT probe is when the probe is hit, as the assembler of the traced program wrote it:
 * {@code size@operand} in AT&T syntax, a negative size for a signed argument.
 *
 * <pre>
 *   -4@$5                 the constant 5
 *   8@%rdi                a register (32, 16 and 8 bit names too: %edi, %di, %dil, %ah)
 *   4@-20(%rbp)           memory at a register and a displacement
 *   1@-96(%rbp,%rax,8)    memory at base + index × scale + displacement
 * </pre>
 *
 * Registers are named by their offset in {@code struct pt_regs} of x86-64, which is a probe's context.
 *
 * @see <a href="https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation">the notes' format</a>
 */
public sealed interface UsdtArgument {
    /** Size in bytes: 1, 2, 4 or 8. */
    int sizeBytes();

    /** Whether it is sign-extended when widened. */
    boolean signed();

    /** A value known when the program was built. */
    record Constant(int sizeBytes, boolean signed, long value) implements UsdtArgument {}

    /**
     * A value in a register.
     *
     * @param register where in {@code struct pt_regs} it is
     * @param shift    bits to shift right first: 8 for {@code %ah} and its like, else 0
     */
    record InRegister(int sizeBytes, boolean signed, PtRegister register, int shift) implements UsdtArgument {}

    /**
     * A value in user memory, at {@code base + index * scale + displacement}.
     *
     * @param index the second register, or null
     * @param scale 1, 2, 4 or 8
     */
    record InMemory(
            int sizeBytes,
            boolean signed,
            PtRegister base,
            @Nullable PtRegister index,
            int scale,
            long displacement) implements UsdtArgument {}

    /** Registers of x86-64 in {@code struct pt_regs} (arch/x86/include/asm/ptrace.h), eight bytes each, in its order. */
    enum PtRegister {
        R15,
        R14,
        R13,
        R12,
        RBP,
        RBX,
        R11,
        R10,
        R9,
        R8,
        RAX,
        RCX,
        RDX,
        RSI,
        RDI,
        ORIG_RAX,
        RIP,
        CS,
        FLAGS,
        RSP;

        /** Bytes from the start of {@code struct pt_regs}. */
        public int offsetBytes() {
            return ordinal() * 8;
        }
    }

    /**
     * Parses the arguments of one probe, separated by spaces.
     *
     * @throws IllegalArgumentException if one of them is of no known form; it names the argument
     */
    static List<UsdtArgument> parse(String specification) {
        return UsdtArgumentParser.parse(specification);
    }
}
