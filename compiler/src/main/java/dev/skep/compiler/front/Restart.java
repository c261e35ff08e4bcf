package dev.skep.compiler.front;

/** The translation assumed something about a loop that turned out wrong; begin again, the hint now known. */
final class Restart extends RuntimeException {
    private static final long serialVersionUID = 1;

    Restart() {
        super(null, null, false, false);
    }
}
