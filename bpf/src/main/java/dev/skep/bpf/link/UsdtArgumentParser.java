package dev.skep.bpf.link;

import dev.skep.bpf.link.UsdtArgument.PtRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of USDT arguments, see {@link UsdtArgument}. */
final class UsdtArgumentParser {
    private static final Pattern ARGUMENT = Pattern.compile("(-?)([1248])@(.+)");
    private static final Pattern MEMORY =
            Pattern.compile("([+-]?[0-9a-fA-Fx]+)?\\(\\s*%(\\w+)\\s*(?:,\\s*%(\\w+)\\s*(?:,\\s*([1248])\\s*)?)?\\)");
    private static final Map<String, PtRegister> LEGACY = Map.ofEntries(
            Map.entry("ax", PtRegister.RAX),
            Map.entry("bx", PtRegister.RBX),
            Map.entry("cx", PtRegister.RCX),
            Map.entry("dx", PtRegister.RDX),
            Map.entry("si", PtRegister.RSI),
            Map.entry("di", PtRegister.RDI),
            Map.entry("bp", PtRegister.RBP),
            Map.entry("sp", PtRegister.RSP),
            Map.entry("ip", PtRegister.RIP));

    private UsdtArgumentParser() {}

    static List<UsdtArgument> parse(String specification) {
        List<UsdtArgument> arguments = new ArrayList<>();
        for (String argument : split(specification.strip())) {
            arguments.add(argument(argument));
        }
        return arguments;
    }

    /** Splits at spaces outside parentheses: some assemblers write {@code (%rax, %rbx)}. */
    private static List<String> split(String specification) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= specification.length(); i++) {
            char c = i == specification.length() ? ' ' : specification.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (Character.isWhitespace(c) && depth <= 0) {
                if (i > start) {
                    parts.add(specification.substring(start, i));
                }
                start = i + 1;
            }
        }
        return parts;
    }

    private static UsdtArgument argument(String text) {
        Matcher sized = ARGUMENT.matcher(text);
        if (!sized.matches()) {
            throw unknown(text, null);
        }
        boolean signed = !sized.group(1).isEmpty();
        int size = Integer.parseInt(sized.group(2));
        String operand = sized.group(3);
        try {
            if (operand.startsWith("$")) {
                return new UsdtArgument.Constant(size, signed, number(operand.substring(1)));
            }
            if (operand.startsWith("%")) {
                String name = operand.substring(1);
                boolean high = name.length() == 2 && name.charAt(1) == 'h';
                return new UsdtArgument.InRegister(size, signed, register(name), high ? 8 : 0);
            }
            return memory(text, size, signed, operand);
        } catch (NumberFormatException e) {
            throw unknown(text, e);
        }
    }

    private static UsdtArgument memory(String text, int size, boolean signed, String operand) {
        Matcher memory = MEMORY.matcher(operand);
        if (!memory.matches()) {
            throw unknown(text, null);
        }
        String index = memory.group(3);
        String scale = memory.group(4);
        String displacement = memory.group(1);
        return new UsdtArgument.InMemory(
                size,
                signed,
                register(memory.group(2)),
                index == null ? null : register(index),
                scale == null ? 1 : Integer.parseInt(scale),
                displacement == null ? 0 : number(displacement));
    }

    private static long number(String text) {
        return Long.decode(text);
    }

    /** Any width's name of a register: {@code rdi edi di dil}, {@code r8 r8d r8w r8b}. */
    private static PtRegister register(String name) {
        if (name.matches("r(8|9|1[0-5])[dwb]?")) {
            return PtRegister.valueOf("R" + name.replaceAll("[^0-9]", ""));
        }
        String base = name;
        if (base.length() == 3 && (base.charAt(0) == 'r' || base.charAt(0) == 'e')) {
            base = base.substring(1);
        } else if (base.length() == 3 && base.charAt(2) == 'l') {
            base = base.substring(0, 2);
        } else if (base.length() == 2 && "abcd".indexOf(base.charAt(0)) >= 0 && "lh".indexOf(base.charAt(1)) >= 0) {
            base = base.charAt(0) + "x";
        }
        PtRegister register = LEGACY.get(base);
        if (register == null) {
            throw new IllegalArgumentException("%" + name + " is not a register of x86-64");
        }
        return register;
    }

    private static IllegalArgumentException unknown(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException("USDT argument \"" + text + "\" is of no known form", cause);
    }
}
