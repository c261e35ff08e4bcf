package dev.skep.compiler.pass;

/** A range of signed numbers, both ends included. */
record Range(long low, long high) {
    static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
    static final Range INT = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);

    boolean isEmpty() {
        return low > high;
    }

    boolean within(long least, long most) {
        return low >= least && high <= most;
    }

    Range intersect(Range other) {
        return new Range(Math.max(low, other.low), Math.min(high, other.high));
    }

    Range union(Range other) {
        return isEmpty()
                ? other
                : other.isEmpty() ? this : new Range(Math.min(low, other.low), Math.max(high, other.high));
    }
}
