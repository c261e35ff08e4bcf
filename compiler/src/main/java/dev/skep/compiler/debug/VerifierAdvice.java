package dev.skep.compiler.debug;

import dev.skep.bpf.prog.VerifierLog;
import java.util.List;
import java.util.regex.Pattern;

/** What to change in the Java, by the verifier's reason. The first rule that fits speaks. */
final class VerifierAdvice {
    private record Rule(Pattern reason, String advice) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    "_or_null|invalid mem access 'map_value_or_null'|NULL pointer",
                    "test it for null first: if (x == null) return ...;"),
            rule(
                    "invalid access to packet|outside of the packet",
                    "the view does not reach that far, or the packet moved since it was checked: call packet.at(...) again and"
                            + " test it for null"),
            rule(
                    "invalid access to map value|invalid access to memory|(min|max) value is outside|unbounded memory access"
                            + "|min value is negative|value is outside of the allowed memory range",
                    "bound the index right before it is used, best by a mask: array[i & 15]"),
            rule(
                    "invalid mem access '(scalar|inv)'",
                    "this is a number to the verifier, not an address: read such memory by Mem.kernel or Mem.user"),
            rule(
                    "back-edge|infinite loop|loop detected",
                    "count the loop towards a constant: for (int i = 0; i < 64; i++); older kernels want to see that i changes on"
                            + " every path"),
            rule(
                    "program is too large|too many (instructions|states)|jumps is too complex|complexity|processed 1000001",
                    "bound the loops tighter, or move their body into a method with @Function, which is verified once"),
            rule("unreachable insn", "this is the compiler's mistake, please report it with the log"),
            rule(
                    "stack.*(too large|exceeds)|combined stack size|stack limit",
                    "the stack has 512 bytes over all functions: reserve the event first and fill it in place, or keep the"
                            + " object in a PerCpuArray"),
            rule(
                    "unknown func|helper call is not allowed|program of this type cannot use helper",
                    "this kernel, or this kind of program, does not have that helper; skep doctor tells which are there"),
            rule(
                    "calling kernel function .* is not allowed|kernel function .* is not (found|allowed)",
                    "this kind of program may not call that kernel function on this kernel"),
            rule("cannot call GPL|GPL", "declare a licence compatible with the GPL"),
            rule("R\\d+ type=.* expected=", "the helper takes another kind of argument here; see what it is above"),
            rule("misaligned", "place the field at a multiple of its size, or read it byte by byte"),
            rule(
                    "leaks addr|pointer comparison prohibited|pointer arithmetic|partial copy of pointer"
                            + "|R\\d+ pointer [-+|&^*]=",
                    "addresses must stay addresses: they can be compared with null, and their fields read"),
            rule(
                    "Unreleased reference|reference has not been|reference leak",
                    "submit or discard what was reserved on every path to the end"),
            rule(
                    "invalid (indirect )?(read from|access to) stack|invalid read from stack|uninitialized",
                    "not all of these bytes were written: fill the whole object before it is handed to the kernel"),
            rule("!read_ok", "a variable is read on a path on which nothing was written to it"),
            rule(
                    "invalid bpf_context access|cannot write into ctx|dereference of modified ctx",
                    "this kind of program may not touch that part of its context"),
            rule("only read is supported|cannot write|write into", "this memory can only be read by programs"),
            rule(
                    "At program exit the register R0|At (callback|subprogram) return|should have been in",
                    "return one of the values that the hook knows"),
            rule(
                    "arg#\\d+|Caller passes invalid args",
                    "a @Function of its own takes numbers and the context; other arguments need @Inline"),
            rule(
                    "EPERM|Operation not permitted|not permitted|permission",
                    "loading needs CAP_BPF and CAP_PERFMON (network hooks: CAP_NET_ADMIN); run as root, or see skep doctor"));

    private VerifierAdvice() {}

    private static Rule rule(String reason, String advice) {
        return new Rule(Pattern.compile(reason), advice);
    }

    /** One clause, or empty if nothing fits. */
    static String of(String reason, VerifierLog log) {
        boolean stackRegister = reason.contains("invalid mem access") && blamedIsOrNull(log);
        if (stackRegister) {
            return RULES.getFirst().advice;
        }
        for (Rule rule : RULES) {
            if (rule.reason.matcher(reason).find()) {
                return rule.advice;
            }
        }
        return "";
    }

    private static boolean blamedIsOrNull(VerifierLog log) {
        String blamed = log.blamed();
        return blamed != null && blamed.contains("or_null");
    }
}
