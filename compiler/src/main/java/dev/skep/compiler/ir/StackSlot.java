package dev.skep.compiler.ir;

/** A piece of the 512-byte frame, aligned to eight bytes. Identity, not contents, makes it what it is. */
public final class StackSlot {
    private final int number;
    private final int bytes;

    StackSlot(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /** Order of creation, from 0. */
    public int number() {
        return number;
    }

    /** Size, not rounded. */
    public int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "slot" + number + "[" + bytes + "]";
    }
}
