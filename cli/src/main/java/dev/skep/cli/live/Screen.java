package dev.skep.cli.live;

import dev.skep.cli.print.TerminalText;
import java.util.List;

/**
 * What is on the terminal, so that only lines that changed are written again. A frame goes out as one write between the
 * marks of a synchronised update (terminals that do not know them ignore them), therefore nothing flickers.
 */
final class Screen {
    /** Alternate screen, cursor hidden, no line wrap. */
    static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";

    static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";

    private static final String BEGIN_UPDATE = "\u001b[?2026h";
    private static final String END_UPDATE = "\u001b[?2026l";
    private static final String CLEAR_TO_END = "\u001b[K";

    private List<String> shown = List.of();
    private Terminal.Size size = new Terminal.Size(0, 0);

    /** Forgets what is shown: the next frame is drawn whole. */
    void invalidate() {
        size = new Terminal.Size(0, 0);
    }

    /** What to write to the terminal so that it shows {@code lines}; empty if it does already. */
    String update(List<String> lines, Terminal.Size now) {
        boolean whole = !now.equals(size);
        StringBuilder out = new StringBuilder();
        if (whole) {
            out.append("\u001b[2J");
        }
        for (int row = 0; row < now.rows(); row++) {
            String line = row < lines.size() ? TerminalText.cut(lines.get(row), now.columns()) : "";
            String before = whole || row >= shown.size() ? "" : TerminalText.cut(shown.get(row), now.columns());
            if (!line.equals(before)) {
                out.append("\u001b[").append(row + 1).append(";1H").append(line).append(CLEAR_TO_END);
            }
        }
        shown = List.copyOf(lines);
        size = now;
        return out.isEmpty() ? "" : BEGIN_UPDATE + out + END_UPDATE;
    }
}
