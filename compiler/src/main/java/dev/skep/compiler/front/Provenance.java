package dev.skep.compiler.front;

import dev.skep.compiler.ir.Region;

/** Where a pointer comes from, and so how what it points at is read. */
enum Provenance {
    STACK(Region.STACK),
    MAP(Region.MAP),
    RING(Region.RING),
    PACKET(Region.PACKET),
    /** The program's context: loads and stores as wide as the kernel's field. */
    CONTEXT(Region.CONTEXT),
    GLOBAL(Region.GLOBAL),
    CONSTANT(Region.CONSTANT),
    /** A pointer that BTF describes and the verifier lets programs follow. */
    TRUSTED(Region.KERNEL),
    /** A number that is believed to be an address: read through {@code bpf_probe_read_kernel}. */
    UNTRUSTED(Region.KERNEL);

    private final Region region;

    Provenance(Region region) {
        this.region = region;
    }

    Region region() {
        return region;
    }

    boolean kernel() {
        return this == TRUSTED || this == UNTRUSTED;
    }
}
