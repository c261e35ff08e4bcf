package dev.skep.cli.print;

/** Colours of a terminal, or none where output is no terminal or {@code NO_COLOR} is set (no-color.org). */
public enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    BLUE("34"),
    MAGENTA("35"),
    CYAN("36"),
    REVERSE("7");

    /** Ends every style. */
    public static final String RESET = "\u001b[0m";

    private final String sequence;

    Style(String code) {
        this.sequence = code.isEmpty() ? "" : "\u001b[" + code + "m";
    }

    /** {@code text} in this style if {@code coloured}, else as it is. */
    public String apply(String text, boolean coloured) {
        return coloured && !sequence.isEmpty() && !text.isEmpty() ? sequence + text + RESET : text;
    }
}
