package dev.skep.bpf.btf;

/**
 * Writes types in C: {@code struct sock *}, {@code int (*)(struct file *, unsigned int)}, or the whole definition of a
 * struct with the offset of each member.
 */
public final class BtfFormat {
    private final Btf btf;

    private BtfFormat(Btf btf) {
        this.btf = btf;
    }

    /** A printer of these types. */
    public static BtfFormat of(Btf btf) {
        return new BtfFormat(btf);
    }

    /** A type without a variable: {@code "const char *"}. */
    public String name(int typeId) {
        return new BtfPrinter(btf).declare(typeId, "");
    }

    /** A variable of a type: {@code "char comm[16]"}. */
    public String declare(int typeId, String variable) {
        return new BtfPrinter(btf).declare(typeId, variable);
    }

    /** A type's definition in C, members of anonymous structs inside; for a function its prototype. */
    public String definition(int typeId) {
        return new BtfPrinter(btf).definition(typeId);
    }
}
