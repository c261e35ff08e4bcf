package dev.skep.compiler.ir;

/** How memory is touched: 1, 2, 4 or 8 bytes, zero-extended when loaded, in one region. */
public record Access(int bytes, Region region) {
    public Access {
        if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
            throw new IllegalArgumentException("access of " + bytes + " bytes");
        }
    }
}
