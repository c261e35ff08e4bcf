package dev.skep.cli.doctor;

import dev.skep.agent.json.JsonWriter;
import dev.skep.bpf.feature.FeatureResult.State;
import dev.skep.cli.print.Style;
import dev.skep.cli.print.TerminalText;
import java.util.List;
import java.util.Locale;

/** A diagnosis for people, and for programs. */
public final class DiagnosisText {
    private static final int TITLE_COLUMNS = 50;

    private DiagnosisText() {}

    /** Two lists and the verdict, in lines. */
    public static String columns(Diagnosis diagnosis, String system, boolean coloured) {
        StringBuilder out = new StringBuilder(system).append("\n\n");
        out.append(Style.BOLD.apply("What Skep shows here", coloured)).append('\n');
        diagnosis.jobs().forEach(finding -> append(finding, coloured, out));
        out.append('\n')
                .append(Style.BOLD.apply("What this kernel can do", coloured))
                .append('\n');
        diagnosis.features().forEach(finding -> append(finding, coloured, out));
        long missing = diagnosis.features().stream()
                .filter(finding -> finding.state() != State.WORKS)
                .count();
        out.append('\n')
                .append(diagnosis.works() ? "Skep works here" : "Skep cannot do all of its work here")
                .append(missing == 0 ? "." : "; " + missing + " features are missing or unknown.")
                .append('\n');
        return out.toString();
    }

    private static void append(Finding finding, boolean coloured, StringBuilder out) {
        String state = finding.state().name().toLowerCase(Locale.ROOT);
        Style style = switch (finding.state()) {
            case WORKS -> Style.GREEN;
            case MISSING -> Style.RED;
            case UNKNOWN -> Style.YELLOW;
        };
        out.append("  ")
                .append(style.apply(TerminalText.fit(state, 7), coloured))
                .append("  ");
        if (finding.reason().isEmpty()) {
            out.append(finding.title()).append('\n');
            return;
        }
        out.append(TerminalText.fit(finding.title(), TITLE_COLUMNS))
                .append("  ")
                .append(TerminalText.escape(finding.reason().replace('\n', ' ')))
                .append('\n');
        if (!finding.instead().isEmpty()) {
            out.append(" ".repeat(11))
                    .append("instead: ")
                    .append(finding.instead())
                    .append('\n');
        }
    }

    /** One JSON object without a line break. */
    public static String json(Diagnosis diagnosis, String skep, String kernel) {
        StringBuilder out = new StringBuilder();
        JsonWriter json = new JsonWriter(out)
                .object()
                .field("skep", skep)
                .field("kernel", kernel)
                .field("works", diagnosis.works());
        list(json.array("jobs"), diagnosis.jobs());
        list(json.array("features"), diagnosis.features());
        json.endObject();
        return out.toString();
    }

    private static void list(JsonWriter json, List<Finding> findings) {
        for (Finding finding : findings) {
            json.object()
                    .field("name", finding.key())
                    .field("title", finding.title())
                    .field("state", finding.state().name().toLowerCase(Locale.ROOT))
                    .field("reason", finding.reason())
                    .field("instead", finding.instead())
                    .endObject();
        }
        json.endArray();
    }
}
