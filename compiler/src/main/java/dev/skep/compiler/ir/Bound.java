package dev.skep.compiler.ir;

/**
 * What must be proven of a number wherever it is demanded, or the program is refused: that it lies in a range, or for two
 * numbers that neither is negative and their sum not above {@code most}.
 *
 * @param problem what to tell the programmer
 * @param hint    and how to mend it
 */
public record Bound(long least, long most, String problem, String hint) {}
