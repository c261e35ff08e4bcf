package dev.skep.compiler.alloc;

import java.util.Arrays;
import java.util.BitSet;

/** Which registers are live at the same time. The frame pointer interferes with nothing: it is never assigned. */
final class Interference {
    private static final int MACHINE = 11;

    private final BitSet[] matrix;
    private int[][] neighbours;
    private final int[] degree;

    Interference(MachineCode code) {
        int n = code.registers();
        matrix = new BitSet[n];
        neighbours = new int[n][];
        degree = new int[n];
        for (int i = 0; i < n; i++) {
            matrix[i] = new BitSet();
            neighbours[i] = new int[8];
        }
        Liveness liveness = new Liveness(code);
        for (MachineBlock block : code.blocks()) {
            scan(block, (BitSet) liveness.out(block).clone());
        }
    }

    private void scan(MachineBlock block, BitSet live) {
        for (MachineInstruction i : block.instructions().reversed()) {
            int defined = i.defined();
            if (i.isMove()) {
                live.clear(i.src());
            }
            if (defined >= 0) {
                define(defined, live);
            }
            if (i.isCall()) {
                for (int r = 0; r < 6; r++) {
                    define(r, live);
                }
                live.clear(0, 6);
            }
            if (defined >= 0) {
                live.clear(defined);
            }
            i.forEachUse(live::set);
        }
    }

    private void define(int register, BitSet live) {
        for (int l = live.nextSetBit(0); l >= 0; l = live.nextSetBit(l + 1)) {
            add(register, l);
        }
    }

    void add(int a, int b) {
        if (a == b || a == MachineInstruction.FRAME || b == MachineInstruction.FRAME || matrix[a].get(b)) {
            return;
        }
        matrix[a].set(b);
        matrix[b].set(a);
        if (a >= MACHINE) {
            append(a, b);
        }
        if (b >= MACHINE) {
            append(b, a);
        }
    }

    private void append(int a, int b) {
        if (degree[a] == neighbours[a].length) {
            neighbours[a] = Arrays.copyOf(neighbours[a], degree[a] * 2);
        }
        neighbours[a][degree[a]++] = b;
    }

    boolean interfere(int a, int b) {
        return matrix[a].get(b);
    }

    /** The registers that interfere with a virtual one. */
    int[] neighbours(int a) {
        return Arrays.copyOf(neighbours[a], degree[a]);
    }
}
