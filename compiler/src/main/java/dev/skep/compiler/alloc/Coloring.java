package dev.skep.compiler.alloc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Iterated register coalescing (George and Appel, 1996): nodes of low degree are taken out of the graph, copies whose ends
 * do not interfere are merged where that cannot make the graph harder, and what is left is coloured optimistically.
 *
 * <pre>
 *   build → simplify ⇄ coalesce ⇄ freeze ⇄ choose a spill → select colours
 * </pre>
 *
 * <p>Colours are the registers R0 to R9. A value that is live across a call interferes with R0 to R5 and so gets one of R6
 * to R9, where what the verifier knows about it survives.
 */
final class Coloring {
    private static final int COLORS = 10;
    private static final int MACHINE = 11;

    private record Move(int dst, int src) {}

    private final Interference graph;
    private final double[] spillCost;
    private final int n;
    private final int[] degree;
    private final int[] alias;
    private final int[] color;
    private final BitSet coalesced = new BitSet();
    private final BitSet onStack = new BitSet();
    private final Deque<Integer> stack = new ArrayDeque<>();
    private final Set<Integer> simplifyWork = new LinkedHashSet<>();
    private final Set<Integer> freezeWork = new LinkedHashSet<>();
    private final Set<Integer> spillWork = new LinkedHashSet<>();
    private final List<Set<Move>> movesOf = new ArrayList<>();
    private final Set<Move> worklistMoves = new LinkedHashSet<>();
    private final Set<Move> activeMoves = new HashSet<>();
    private final BitSet spilled = new BitSet();
    private final List<List<Integer>> adjacent = new ArrayList<>();

    Coloring(MachineCode code, Interference graph, double[] spillCost) {
        this.graph = graph;
        this.spillCost = spillCost;
        this.n = code.registers();
        this.degree = new int[n];
        this.alias = new int[n];
        this.color = new int[n];
        Arrays.fill(color, -1);
        BitSet mentioned = new BitSet();
        for (int i = 0; i < n; i++) {
            alias[i] = i;
            movesOf.add(new LinkedHashSet<>());
            adjacent.add(new ArrayList<>());
        }
        for (int i = 0; i < COLORS; i++) {
            color[i] = i;
            degree[i] = Integer.MAX_VALUE / 2;
        }
        code.blocks().forEach(block -> block.instructions().forEach(i -> note(i, mentioned)));
        for (int i = MACHINE; i < n; i++) {
            if (mentioned.get(i)) {
                Arrays.stream(graph.neighbours(i)).forEach(adjacent.get(i)::add);
                degree[i] = adjacent.get(i).size();
            }
        }
        mentioned.stream().filter(r -> r >= MACHINE).forEach(this::assignWorklist);
        run();
        selectColors();
    }

    private void note(MachineInstruction i, BitSet mentioned) {
        i.forEachUse(mentioned::set);
        if (i.defined() >= 0) {
            mentioned.set(i.defined());
        }
        if (i.isMove() && i.src() != MachineInstruction.FRAME && i.dst() != i.src()) {
            Move move = new Move(i.dst(), i.src());
            movesOf.get(i.dst()).add(move);
            movesOf.get(i.src()).add(move);
            worklistMoves.add(move);
        }
    }

    /** The register of a virtual register, or -1 if it must be spilled. */
    int colorOf(int register) {
        return register < MACHINE ? register : color[find(register)];
    }

    /** Registers to be spilled; empty if all have colours. */
    BitSet spilled() {
        return spilled;
    }

    private void assignWorklist(int node) {
        if (degree[node] >= COLORS) {
            spillWork.add(node);
        } else if (moveRelated(node)) {
            freezeWork.add(node);
        } else {
            simplifyWork.add(node);
        }
    }

    private void run() {
        while (true) {
            if (!simplifyWork.isEmpty()) {
                simplify(take(simplifyWork));
            } else if (!worklistMoves.isEmpty()) {
                Move move = worklistMoves.iterator().next();
                worklistMoves.remove(move);
                coalesce(move);
            } else if (!freezeWork.isEmpty()) {
                int node = take(freezeWork);
                simplifyWork.add(node);
                freezeMoves(node);
            } else if (!spillWork.isEmpty()) {
                chooseSpill();
            } else {
                return;
            }
        }
    }

    private static int take(Set<Integer> work) {
        int node = work.iterator().next();
        work.remove(node);
        return node;
    }

    private int find(int node) {
        int root = node;
        while (coalesced.get(root)) {
            root = alias[root];
        }
        return root;
    }

    private boolean moveRelated(int node) {
        for (Move move : movesOf.get(node)) {
            if (worklistMoves.contains(move) || activeMoves.contains(move)) {
                return true;
            }
        }
        return false;
    }

    private List<Integer> remaining(int node) {
        List<Integer> left = new ArrayList<>();
        for (int other : adjacent.get(node)) {
            if (!onStack.get(other) && !coalesced.get(other)) {
                left.add(other);
            }
        }
        return left;
    }

    private void simplify(int node) {
        stack.push(node);
        onStack.set(node);
        remaining(node).forEach(this::decrementDegree);
    }

    private void decrementDegree(int node) {
        if (node < MACHINE) {
            return;
        }
        int before = degree[node]--;
        if (before == COLORS) {
            enableMoves(node);
            remaining(node).forEach(this::enableMoves);
            spillWork.remove(node);
            if (moveRelated(node)) {
                freezeWork.add(node);
            } else {
                simplifyWork.add(node);
            }
        }
    }

    private void enableMoves(int node) {
        for (Move move : movesOf.get(node)) {
            if (activeMoves.remove(move)) {
                worklistMoves.add(move);
            }
        }
    }

    private void coalesce(Move move) {
        int x = find(move.dst());
        int y = find(move.src());
        int u = y < MACHINE ? y : x;
        int v = u == y ? x : y;
        if (u == v) {
            addToSimplify(u);
        } else if (v < MACHINE || interfere(u, v)) {
            addToSimplify(u);
            addToSimplify(v);
        } else if (u < MACHINE ? georgeHolds(u, v) : briggsHolds(u, v)) {
            combine(u, v);
            addToSimplify(u);
        } else {
            activeMoves.add(move);
        }
    }

    private boolean interfere(int a, int b) {
        return graph.interfere(a, b);
    }

    private void addToSimplify(int node) {
        if (node >= MACHINE && !moveRelated(node) && degree[node] < COLORS && freezeWork.remove(node)) {
            simplifyWork.add(node);
        }
    }

    private boolean georgeHolds(int machine, int v) {
        for (int t : remaining(v)) {
            if (t >= MACHINE && degree[t] >= COLORS && !interfere(t, machine)) {
                return false;
            }
        }
        return true;
    }

    private boolean briggsHolds(int u, int v) {
        Set<Integer> both = new HashSet<>(remaining(u));
        both.addAll(remaining(v));
        int significant = 0;
        for (int t : both) {
            boolean common = t >= MACHINE && interfere(t, u) && interfere(t, v);
            int effective = t < MACHINE ? COLORS : degree[t] - (common ? 1 : 0);
            if (effective >= COLORS) {
                significant++;
            }
        }
        return significant < COLORS;
    }

    private void combine(int u, int v) {
        if (!freezeWork.remove(v)) {
            spillWork.remove(v);
        }
        coalesced.set(v);
        alias[v] = u;
        movesOf.get(u).addAll(movesOf.get(v));
        enableMoves(v);
        spillCost[u] += spillCost[v];
        for (int t : remaining(v)) {
            addEdge(t, u);
            decrementDegree(t);
        }
        if (u >= MACHINE && degree[u] >= COLORS && freezeWork.remove(u)) {
            spillWork.add(u);
        }
    }

    private void addEdge(int a, int b) {
        if (a == b || interfere(a, b)) {
            return;
        }
        graph.add(a, b);
        link(a, b);
        link(b, a);
    }

    private void link(int a, int b) {
        if (a >= MACHINE) {
            adjacent.get(a).add(b);
            degree[a]++;
        }
    }

    private void freezeMoves(int node) {
        for (Move move : List.copyOf(movesOf.get(node))) {
            if (!activeMoves.remove(move) && !worklistMoves.remove(move)) {
                continue;
            }
            int x = find(move.dst());
            int y = find(move.src());
            int other = x == find(node) ? y : x;
            if (other >= MACHINE && !moveRelated(other) && degree[other] < COLORS && freezeWork.remove(other)) {
                simplifyWork.add(other);
            }
        }
    }

    /** The cheapest node to spill per edge that its removal takes away. */
    private void chooseSpill() {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int node : spillWork) {
            double cost = spillCost[node] / degree[node];
            if (cost < least || best < 0) {
                least = cost;
                best = node;
            }
        }
        spillWork.remove(best);
        simplifyWork.add(best);
        freezeMoves(best);
    }

    private void selectColors() {
        while (!stack.isEmpty()) {
            int node = stack.pop();
            BitSet free = new BitSet();
            free.set(0, COLORS);
            for (int other : adjacent.get(node)) {
                int root = find(other);
                if (color[root] >= 0) {
                    free.clear(color[root]);
                }
            }
            if (free.isEmpty()) {
                spilled.set(node);
            } else {
                color[node] = preferred(node, free);
            }
        }
        for (int i = coalesced.nextSetBit(0); i >= 0; i = coalesced.nextSetBit(i + 1)) {
            if (spilled.get(find(i))) {
                spilled.set(i);
            }
        }
    }

    /** The colour of something that this node is copied from or to, if that is free; else the lowest. */
    private int preferred(int node, BitSet free) {
        for (Move move : movesOf.get(node)) {
            int other = find(move.dst()) == node ? find(move.src()) : find(move.dst());
            if (color[other] >= 0 && free.get(color[other])) {
                return color[other];
            }
        }
        return free.nextSetBit(0);
    }
}
