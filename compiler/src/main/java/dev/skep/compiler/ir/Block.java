package dev.skep.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A basic block: phis, then operations, then one terminator. */
public final class Block {
    private final int id;
    private final List<Value> phis = new ArrayList<>();
    private final List<Value> body = new ArrayList<>();
    private final List<Block> predecessors = new ArrayList<>();
    private final List<Block> successors = new ArrayList<>();
    private @Nullable Value terminator;
    private boolean unlikely;

    Block(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public List<Value> phis() {
        return phis;
    }

    /** Operations in order, without phis and the terminator. */
    public List<Value> body() {
        return body;
    }

    /** Blocks that lead here, in the order of phi operands. A block may stand here twice. */
    public List<Block> predecessors() {
        return predecessors;
    }

    /** One for a JUMP, two for a BRANCH, none for a RETURN. */
    public List<Block> successors() {
        return successors;
    }

    public Value terminator() {
        if (terminator == null) {
            throw new IllegalStateException(this + " has no terminator yet");
        }
        return terminator;
    }

    public boolean terminated() {
        return terminator != null;
    }

    /** Laid out away from the straight path: what is rarely run, such as counting a lost event. */
    public boolean unlikely() {
        return unlikely;
    }

    public void markUnlikely() {
        unlikely = true;
    }

    /** Appends an operation. */
    public void append(Value value) {
        value.place(this);
        body.add(value);
    }

    /** Inserts an operation before the one at an index of the body. */
    public void insert(int index, Value value) {
        value.place(this);
        body.add(index, value);
    }

    public void addPhi(Value phi) {
        phi.place(this);
        phis.add(phi);
    }

    /** Ends the block and tells the successors. Phi operands for the new edges are the caller's business. */
    public void terminate(Value value, Block... to) {
        if (terminator != null) {
            throw new IllegalStateException(this + " is terminated already");
        }
        value.place(this);
        terminator = value;
        for (Block successor : to) {
            successors.add(successor);
            successor.predecessors.add(this);
        }
    }

    void terminateUnlinked(Value value, Block to) {
        value.place(this);
        terminator = value;
        successors.add(to);
    }

    /** Removes the terminator and its edges with their phi operands. */
    public void unterminate() {
        for (Block successor : successors) {
            successor.removeEdge(this);
        }
        successors.clear();
        terminator = null;
    }

    /** Forgets one edge from a predecessor, with its phi operands. */
    public void removeEdge(Block from) {
        int index = predecessors.indexOf(from);
        predecessors.remove(index);
        for (Value phi : phis) {
            phi.args().remove(index);
        }
    }

    /** Lets one edge to a successor go to another, whose phis the caller extends. */
    public void redirect(Block oldTo, Block newTo) {
        int index = successors.indexOf(oldTo);
        oldTo.removeEdge(this);
        successors.set(index, newTo);
        newTo.predecessors.add(this);
    }

    /** In a successor's list of predecessors, lets another block stand in this one's place; phi operands stay. */
    public void replacePredecessor(Block old, Block by) {
        predecessors.set(predecessors.indexOf(old), by);
    }

    /** Takes over what the only successor does, whose only predecessor this is. */
    public void absorb(Block next) {
        next.body.forEach(this::append);
        next.body.clear();
        successors.clear();
        terminator = next.terminator;
        terminator().place(this);
        for (Block successor : next.successors) {
            successors.add(successor);
            successor.replacePredecessor(next, this);
        }
        next.successors.clear();
        next.predecessors.clear();
        next.terminator = null;
        unlikely &= next.unlikely;
    }

    /** Moves the operations from an index on, with the terminator and its edges, to a new block; this one has none then. */
    public void split(int from, Block rest) {
        List<Value> tail = body.subList(from, body.size());
        tail.forEach(rest::append);
        tail.clear();
        rest.terminator = terminator;
        rest.terminator().place(rest);
        for (Block successor : successors) {
            rest.successors.add(successor);
            successor.replacePredecessor(this, rest);
        }
        successors.clear();
        terminator = null;
        rest.unlikely = unlikely;
    }

    @Override
    public String toString() {
        return "b" + id;
    }
}
