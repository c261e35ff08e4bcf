package dev.skep.bpf.asm;

import java.util.List;
import java.util.Locale;

/**
 * Prints instructions in the words of the kernel's own dump ({@code linux kernel/bpf/disasm.c print_bpf_insn}, which is
 * what {@code bpftool prog dump xlated} and the verifier log show): {@code r1 = *(u64 *)(r1 +0)}, {@code if r0 == 0x0
 * goto pc+3}, {@code w0 = 2}, {@code call bpf_map_lookup_elem#1}. What an instruction refers to by name is printed by
 * name: {@code r1 = map[events]}.
 */
public final class Disassembler {
    private static final String[] ALU_OPERATORS = {
        "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian", "", ""
    };
    private static final String[] CONDITIONS = {
        "jmp", "==", ">", ">=", "&", "!=", "s>", "s>=", "call", "exit", "<", "<=", "s<", "s<=", "may_goto", ""
    };
    private static final String[] SIZES = {"u32", "u16", "u8", "u64"};
    private static final String[] SIGNED_SIZES = {"s32", "s16", "s8", "s64"};

    private Disassembler() {}

    /** One line per instruction, {@code "   0: (b7) r0 = 2"}: the first slot, the opcode and the text. */
    public static String disassemble(List<Instruction> instructions) {
        StringBuilder out = new StringBuilder();
        int slot = 0;
        for (Instruction instruction : instructions) {
            out.append(String.format(Locale.ROOT, "%4d: (%02x) ", slot, instruction.opcode()))
                    .append(disassemble(instruction))
                    .append('\n');
            slot += instruction.slots();
        }
        return out.toString();
    }

    /** The text of one instruction, without slot and opcode. */
    public static String disassemble(Instruction i) {
        return switch (i.opcodeClass()) {
            case Opcode.ALU, Opcode.ALU64 -> arithmetic(i);
            case Opcode.JMP, Opcode.JMP32 -> jump(i);
            case Opcode.LDX -> "%s = *(%s *)(%s %+d)".formatted(i.dst(), loadType(i), i.src(), i.offset());
            case Opcode.ST -> store(i);
            case Opcode.STX -> storeRegister(i);
            default -> load(i);
        };
    }

    private static String arithmetic(Instruction i) {
        int operation = i.opcode() & 0xf0;
        boolean is64 = i.opcodeClass() == Opcode.ALU64;
        boolean fromRegister = (i.opcode() & Opcode.X) != 0;
        String dst = name(i.dst(), is64);
        if (operation == Opcode.END) {
            String order = is64 ? "bswap" : fromRegister ? "be" : "le";
            return "%s = %s%d %s".formatted(i.dst(), order, i.immediate(), i.dst());
        }
        if (operation == Opcode.NEG) {
            return dst + " = -" + dst;
        }
        boolean signed = i.offset() == 1 && (operation == Opcode.DIV || operation == Opcode.MOD);
        String operator = (signed ? "s" : "") + ALU_OPERATORS[operation >> 4];
        if (!fromRegister) {
            return "%s %s %d".formatted(dst, operator, i.immediate());
        }
        if (operation == Opcode.MOV && is64 && i.offset() == 1) {
            return "%s = addr_space_cast(%s, %d, %d)"
                    .formatted(dst, i.src(), i.immediate() >>> 16 & 0xffff, i.immediate() & 0xffff);
        }
        if (operation == Opcode.MOV && is64 && i.offset() == -1) {
            return "%s = &(void __percpu *)(%s)".formatted(dst, i.src());
        }
        String extension = operation == Opcode.MOV && i.offset() != 0 ? "(s" + i.offset() + ")" : "";
        return "%s %s %s%s".formatted(dst, operator, extension, name(i.src(), is64));
    }

    private static String jump(Instruction i) {
        int operation = i.opcode() & 0xf0;
        boolean is64 = i.opcodeClass() == Opcode.JMP;
        if (operation == Opcode.CALL && is64) {
            return call(i);
        }
        if (operation == Opcode.EXIT && is64) {
            return "exit";
        }
        if (operation == Opcode.JA) {
            return is64 ? "goto pc%+d".formatted(i.offset()) : "gotol pc%+d".formatted(i.immediate());
        }
        if (operation == Opcode.JCOND) {
            return "may_goto pc%+d".formatted(i.offset());
        }
        String right =
                (i.opcode() & Opcode.X) != 0 ? name(i.src(), is64) : "0x" + Integer.toHexString((int) i.immediate());
        return "if %s %s %s goto pc%+d".formatted(name(i.dst(), is64), CONDITIONS[operation >> 4], right, i.offset());
    }

    private static String call(Instruction i) {
        switch (i.reference()) {
            case Reference.Function(String name) -> {
                return "call " + name;
            }
            case Reference.Kfunc(String name) -> {
                return "call " + name;
            }
            case null, default -> {}
        }
        if (i.src().number() == Opcode.PSEUDO_CALL) {
            return "call pc%+d".formatted(i.immediate());
        }
        if (i.src().number() == Opcode.PSEUDO_KFUNC_CALL) {
            return "call kernel-function#" + i.immediate();
        }
        Helper helper = Helper.of((int) i.immediate());
        return "call " + (helper == null ? "unknown" : helper.kernelName()) + "#" + i.immediate();
    }

    private static String store(Instruction i) {
        if ((i.opcode() & 0xe0) == Opcode.ATOMIC) {
            return "nospec";
        }
        return "*(%s *)(%s %+d) = %d".formatted(size(i), i.dst(), i.offset(), i.immediate());
    }

    private static String storeRegister(Instruction i) {
        String place = "*)(%s %+d)".formatted(i.dst(), i.offset());
        String type = size(i);
        if ((i.opcode() & 0xe0) != Opcode.ATOMIC) {
            return "*(%s %s = %s".formatted(type, place, i.src());
        }
        int operation = (int) i.immediate();
        String width = (i.opcode() & 0x18) == Opcode.DW ? "64" : "";
        return switch (operation) {
            case Opcode.XCHG -> "%s = atomic%s_xchg((%s %s, %s)".formatted(i.src(), width, type, place, i.src());
            case Opcode.CMPXCHG -> "r0 = atomic%s_cmpxchg((%s %s, r0, %s)".formatted(width, type, place, i.src());
            case Opcode.LOAD_ACQ -> "%s = load_acquire((%s *)(%s %+d))".formatted(i.dst(), type, i.src(), i.offset());
            case Opcode.STORE_REL -> "store_release((%s %s, %s)".formatted(type, place, i.src());
            default -> atomicArithmetic(i, operation, width, type, place);
        };
    }

    private static String atomicArithmetic(Instruction i, int operation, String width, String type, String place) {
        String name = switch (operation & ~Opcode.FETCH) {
            case Opcode.ADD -> "add";
            case Opcode.AND -> "and";
            case Opcode.OR -> "or";
            case Opcode.XOR -> "xor";
            default -> "unknown";
        };
        if ((operation & Opcode.FETCH) != 0) {
            return "%s = atomic%s_fetch_%s((%s %s, %s)".formatted(i.src(), width, name, type, place, i.src());
        }
        String operator = name.equals("unknown") ? "?=" : ALU_OPERATORS[operation >> 4];
        return "lock *(%s %s %s %s".formatted(type, place, operator, i.src());
    }

    private static String load(Instruction i) {
        return switch (i.opcode() & 0xe0) {
            case Opcode.ABS -> "r0 = *(%s *)skb[%d]".formatted(size(i), i.immediate());
            case Opcode.IND -> "r0 = *(%s *)skb[%s + %d]".formatted(size(i), i.src(), i.immediate());
            default ->
                i.opcode() == Opcode.LD_IMM64 ? i.dst() + " = " + wideOperand(i) : "BUG_ld_%02x".formatted(i.opcode());
        };
    }

    private static String wideOperand(Instruction i) {
        switch (i.reference()) {
            case Reference.Map(String name) -> {
                return "map[" + name + "]";
            }
            case Reference.MapValue(String name, int offset) -> {
                return "map[" + name + "][0]+" + offset;
            }
            case Reference.Function(String name) -> {
                return "subprog[" + name + "]";
            }
            case Reference.KernelVariable(String name) -> {
                return "&" + name;
            }
            case Reference.Kfunc(String name) -> {
                return "&" + name;
            }
            case null -> {}
        }
        int low = (int) i.immediate();
        return switch (i.src().number()) {
            case Opcode.PSEUDO_MAP_FD -> "map[fd:" + low + "]";
            case Opcode.PSEUDO_MAP_VALUE -> "map[fd:" + low + "][0]+" + (i.immediate() >>> 32);
            case Opcode.PSEUDO_FUNC -> "subprog[%+d]".formatted(low);
            default -> "0x" + Long.toHexString(i.immediate());
        };
    }

    private static String loadType(Instruction i) {
        boolean signed = (i.opcode() & 0xe0) == Opcode.MEMSX;
        return (signed ? SIGNED_SIZES : SIZES)[i.opcode() >> 3 & 3];
    }

    private static String size(Instruction i) {
        return SIZES[i.opcode() >> 3 & 3];
    }

    private static String name(Register register, boolean is64) {
        return (is64 ? "r" : "w") + register.number();
    }
}
