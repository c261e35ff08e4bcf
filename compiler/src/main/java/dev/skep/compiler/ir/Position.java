package dev.skep.compiler.ir;

/** A line of source: the file's name without its directory, and the 1-based line, 0 where unknown. */
public record Position(String file, int line) {
    /** Where nothing better is known. */
    public static final Position UNKNOWN = new Position("", 0);

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
