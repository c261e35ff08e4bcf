package dev.skep.bpf.prog;

import java.util.List;
import java.util.regex.Pattern;

/** What to do about a verifier's reason, in the words of somebody who writes the program. */
final class VerifierHint {
    private record Rule(Pattern reason, String hint) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    "invalid mem access '(map_value|mem|ringbuf_mem|sock|ptr|rdonly_mem)\\w*_or_null'",
                    "compare with null before using it"),
            rule(
                    "invalid mem access 'scalar'|invalid mem access 'inv'",
                    "the verifier does not know this as a pointer: read kernel or user memory through a copy"),
            rule(
                    "invalid access to packet|outside of the packet",
                    "compare with the end of the packet before this access"),
            rule(
                    "invalid access to map value|invalid access to memory|min value is negative|unbounded memory access"
                            + "|(min|max) value is outside",
                    "bound the index or length from both sides just before it is used"),
            rule("!read_ok", "a variable is read on a path on which nothing was written to it"),
            rule(
                    "invalid (indirect )?read from stack|invalid access to stack|uninitialized",
                    "write all bytes, padding too, before they are handed to a helper"),
            rule("invalid bpf_context access", "this program type may not touch that part of the context"),
            rule(
                    "Unreleased reference|reference has not been|reference leak",
                    "submit, discard or release what was reserved or acquired on every path to the end"),
            rule(
                    "back-edge|infinite loop detected|loop detected",
                    "let the loop count towards a bound that the verifier can see"),
            rule(
                    "program is too large|too many (instructions|states)|complexity",
                    "bound loops tighter, or move work into a global function, which is verified once"),
            rule("stack.*too large|combined stack size", "the stack has 512 bytes: keep large data in a map"),
            rule(
                    "unknown func|invalid func|helper call is not allowed|program of this type cannot use helper",
                    "this kernel, or this program type, does not have that helper"),
            rule("cannot call GPL", "declare a GPL-compatible licence"),
            rule("calling kernel function .* is not allowed", "this program type may not call that kernel function"),
            rule(
                    "At program exit the register R0|R0 !read_ok|should have been in",
                    "return a value that the hook allows"),
            rule(
                    "leaks addr|pointer comparison prohibited|R\\d+ pointer (arithmetic|[-+|&^]=)",
                    "a pointer may not be used as a number here"),
            rule("unreachable insn", "remove the code that no path reaches"),
            rule(
                    "failed to find the address for kernel symbol",
                    "this kernel was built to keep the addresses of functions only (no CONFIG_KALLSYMS_ALL)"),
            rule("misaligned", "place the field at a multiple of its size"));

    private VerifierHint() {}

    private static Rule rule(String reason, String hint) {
        return new Rule(Pattern.compile(reason), hint);
    }

    /** One clause, or empty if nothing fits. */
    static String of(String reason) {
        for (Rule rule : RULES) {
            if (rule.reason.matcher(reason).find()) {
                return rule.hint;
            }
        }
        return "";
    }
}
