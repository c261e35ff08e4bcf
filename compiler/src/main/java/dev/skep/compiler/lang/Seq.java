package dev.skep.compiler.lang;

/** The file that an iterator program writes to ({@code struct seq_file}); the first parameter of {@link Iter} methods. */
public interface Seq {
    /** Appends the bytes of a value: a record, or memory by reference ({@code bpf_seq_write}); 0 or a negative errno. */
    int write(Object value);

    /** Number of the object in this walk, from 0. */
    long number();
}
