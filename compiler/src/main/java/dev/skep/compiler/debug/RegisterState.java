package dev.skep.compiler.debug;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the verifier prints of a register, in words. Its notation has changed: {@code inv5} became {@code 5}, {@code umax_value}
 * became {@code umax}, and equal bounds are joined, {@code smin=smin32=0} (linux v6.12 {@code kernel/bpf/log.c
 * print_reg_state}).
 */
final class RegisterState {
    private static final Pattern CALL = Pattern.compile("([a-z_A-Z0-9]+?)(?:\\((.*)\\))?");
    private static final Pattern NUMBER = Pattern.compile("P?(?:inv|scalar)?(-?\\d+|0x[0-9a-f]+)");
    private static final Pattern STACK_BYTES = Pattern.compile("[0mrw?di]{8}");

    private RegisterState() {}

    static String inWords(String state) {
        if (STACK_BYTES.matcher(state).matches()) {
            return stackBytes(state);
        }
        Matcher number = NUMBER.matcher(state);
        if (number.matches()) {
            return "the number " + number.group(1);
        }
        if (state.startsWith("fp-") || state.equals("fp0")) {
            return "an address on the stack";
        }
        Matcher call = CALL.matcher(state);
        if (!call.matches()) {
            return state;
        }
        Map<String, String> facts = facts(call.group(2) == null ? "" : call.group(2));
        return kind(call.group(1), facts);
    }

    private static String kind(String kind, Map<String, String> facts) {
        boolean maybeNull = kind.endsWith("_or_null") || kind.contains("ptr_or_null_");
        String plain = kind.replace("_or_null_", "_").replace("_or_null", "");
        String what = switch (plain) {
            case "scalar", "inv", "unknown" -> number(facts);
            case "ctx" -> "the program's context";
            case "fp" -> "an address on the stack";
            case "map_ptr" -> map(facts);
            case "map_value" -> "a value of " + map(facts) + size(facts, "vs") + offset(facts);
            case "map_key" -> "a key of " + map(facts) + offset(facts);
            case "pkt" -> "an address in the packet" + offset(facts) + checked(facts);
            case "pkt_end" -> "the end of the packet";
            case "pkt_meta" -> "an address in the packet's metadata" + offset(facts);
            case "mem", "alloc_mem", "ringbuf_mem", "rdonly_mem" ->
                "memory" + size(facts, "sz", "mem_size") + offset(facts);
            case "buf", "rdonly_buf" -> "a buffer" + offset(facts);
            case "sock", "sock_common", "tcp_sock", "xdp_sock" -> "a socket";
            case "func" -> "a function";
            case "dynptr_ptr" -> "a dynptr";
            default -> kernelPointer(plain);
        };
        return maybeNull ? "null or " + what + ": it has not been tested for null" : what;
    }

    private static String kernelPointer(String kind) {
        int ptr = kind.indexOf("ptr_");
        if (ptr < 0) {
            return kind;
        }
        String type = kind.substring(ptr + "ptr_".length());
        String trust = kind.substring(0, ptr);
        String adjective = switch (trust) {
            case "trusted_" -> "a trusted pointer to ";
            case "untrusted_" -> "an untrusted pointer to ";
            case "rcu_" -> "a pointer, valid under RCU, to ";
            default -> "a pointer to ";
        };
        return adjective + "struct " + type;
    }

    private static String number(Map<String, String> facts) {
        String least = first(facts, "umin", "umin_value");
        String most = first(facts, "umax", "umax_value");
        String signedLeast = first(facts, "smin", "smin_value");
        String signedMost = first(facts, "smax", "smax_value");
        if (!most.isEmpty()) {
            return "a number from " + (least.isEmpty() ? "0" : least) + " to " + most;
        }
        if (!signedLeast.isEmpty() || !signedMost.isEmpty()) {
            return "a number" + (signedLeast.isEmpty() ? "" : " of at least " + signedLeast)
                    + (signedMost.isEmpty() ? "" : (signedLeast.isEmpty() ? "" : " and") + " of at most " + signedMost);
        }
        String most32 = first(facts, "umax32", "u32_max", "u32_max_value");
        if (!most32.isEmpty()) {
            return "a number whose low half is at most " + most32;
        }
        return least.isEmpty() ? "a number of which nothing is known" : "a number of at least " + least;
    }

    private static String map(Map<String, String> facts) {
        String name = facts.getOrDefault("map", "");
        return name.isEmpty() ? "a map" : "map " + name;
    }

    private static String size(Map<String, String> facts, String... names) {
        String bytes = first(facts, names);
        return bytes.isEmpty() ? "" : " (" + bytes + " bytes)";
    }

    private static String offset(Map<String, String> facts) {
        String fixed = facts.getOrDefault("off", "0");
        String most = first(facts, "umax", "umax_value");
        String least = first(facts, "smin", "smin_value");
        String variable = "";
        if (!most.isEmpty()) {
            variable = " plus up to " + most;
        } else if (!least.isEmpty() || facts.containsKey("var_off")) {
            variable = " plus an unbounded number";
        }
        return fixed.equals("0") && variable.isEmpty() ? "" : " at byte " + fixed + variable;
    }

    private static String checked(Map<String, String> facts) {
        String range = facts.getOrDefault("r", "");
        return range.isEmpty()
                ? ""
                : range.equals("0") ? ", of which none is checked" : ", checked up to byte " + range;
    }

    private static String stackBytes(String bytes) {
        if (bytes.chars().allMatch(c -> c == '0')) {
            return "eight zero bytes";
        }
        long unwritten = bytes.chars().filter(c -> c == '?').count();
        return unwritten == 0 ? "eight bytes that were written" : unwritten + " bytes not written, the others were";
    }

    private static String first(Map<String, String> facts, String... names) {
        for (String name : names) {
            String value = facts.get(name);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    /** {@code id=1,smin=smin32=0,var_off=(0x0; 0xff)} by name. */
    private static Map<String, String> facts(String text) {
        Map<String, String> facts = new LinkedHashMap<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                fact(text.substring(start, i), facts);
                start = i + 1;
            }
        }
        return facts;
    }

    private static void fact(String text, Map<String, String> into) {
        int value = text.lastIndexOf('=');
        if (value < 0) {
            return;
        }
        for (String name : text.substring(0, value).split("=")) {
            into.put(name.strip(), text.substring(value + 1));
        }
    }
}
