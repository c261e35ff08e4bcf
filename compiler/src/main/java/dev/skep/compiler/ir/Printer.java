package dev.skep.compiler.ir;

import java.util.stream.Collectors;

/** A graph as text, for people who debug the compiler. */
final class Printer {
    private Printer() {}

    static String print(Graph graph) {
        StringBuilder out = new StringBuilder(graph.name()).append(":\n");
        for (Block block : graph.blocks()) {
            out.append(block)
                    .append(block.unlikely() ? " (unlikely)" : "")
                    .append(" <- ")
                    .append(block.predecessors())
                    .append('\n');
            block.phis().forEach(value -> line(out, value));
            block.body().forEach(value -> line(out, value));
            if (block.terminated()) {
                line(out, block.terminator());
                out.setLength(out.length() - 1);
                out.append(" -> ").append(block.successors()).append('\n');
            }
        }
        return out.toString();
    }

    private static void line(StringBuilder out, Value value) {
        out.append("  ");
        if (value.type() != Type.VOID) {
            out.append(value).append(':').append(value.type()).append(" = ");
        }
        out.append(value.op());
        if (value.aux() instanceof Callee callee) {
            out.append(' ').append(callee.name());
        } else if (value.aux() != null) {
            out.append(' ').append(value.aux());
        }
        out.append(value.args().stream().map(Printer::operand).collect(Collectors.joining(", ", "(", ")")));
        if (value.imm() != 0) {
            out.append(" +").append(value.imm());
        }
        out.append("    ; ").append(value.position()).append('\n');
    }

    private static String operand(Value value) {
        return switch (value.op()) {
            case STACK -> "&" + value.aux() + "+" + value.imm();
            case MAP, MAP_VALUE, KSYM, FUNCTION -> value.op() + ":" + value.aux() + "+" + value.imm();
            case PARAM -> "param" + value.imm();
            default -> value.toString();
        };
    }
}
