package dev.skep.agent.metrics;

import java.util.HashSet;
import java.util.Set;

/**
 * Admits a limited number of distinct values of a label. What a traced process chooses (its name, a Host header) must not
 * grow the agent or the server that scrapes it.
 */
final class LabelBudget<T> {
    private final Set<T> admitted = new HashSet<>();
    private final int limit;
    private final T other;

    /** Admits the first {@code limit} values; {@code other} stands for all beyond them. */
    LabelBudget(int limit, T other) {
        this.limit = limit;
        this.other = other;
    }

    T admit(T value) {
        if (admitted.contains(value)) {
            return value;
        }
        if (admitted.size() >= limit) {
            return other;
        }
        admitted.add(value);
        return value;
    }
}
