package dev.skep.agent.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.agent.Samples;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessStarted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writes docs/reference/events.md from what the writer really writes; fails when the page and the writer drift apart. */
@Tag("unit")
class EventReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/events.md");
    private static final Path MEANINGS = Path.of("src/test/resources/dev/skep/agent/json/event-fields.properties");

    private final Properties meanings = new Properties();
    private final TreeSet<String> unused = new TreeSet<>();

    @Test
    void referenceTellsEveryField() throws Exception {
        try (var reader = Files.newBufferedReader(MEANINGS)) {
            meanings.load(reader);
        }
        unused.addAll(meanings.stringPropertyNames());
        String page = page();
        if (Boolean.getBoolean("skep.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(unused).as("described but never written").isEmpty();
        assertThat(page).as("run with -Dskep.regenerate=true").isEqualTo(Files.readString(PAGE));
    }

    private String page() {
        StringBuilder page = new StringBuilder("""
                # Events

                One JSON object per line: what `skep exec|tcp|http --json` prints, what `GET /api/events` streams, and what the
                lists of `GET /api/snapshot` hold. Names are stable: fields are added, never renamed. A reader passes over
                fields and types that it does not know, and over blank lines, which are a stream's sign of life.

                Times are UTC with nine decimals (RFC 3339); fields that end in `_ns` are nanoseconds, in `_us` microseconds.
                Text that a process chose is passed on as it is, but control characters are escaped, so that a line is
                harmless to a terminal.

                This page is made by `EventReferenceTest` from what the writer writes.

                """);
        Map<String, String> processFields = new LinkedHashMap<>();
        List<Event> samples = new ArrayList<>(Samples.oneOfEach());
        samples.set(0, new ProcessStarted(Samples.TIME, Samples.NGINX, false));
        for (Event event : samples) {
            StringBuilder line = new StringBuilder();
            EventJson.write(event, line);
            section(page, EventJson.type(event), line.toString(), processFields);
        }
        StringBuilder loss = new StringBuilder();
        EventJson.write(new Loss("tp_btf/sched_process_exec", 3, "ring_full", 17), Samples.TIME, loss);
        section(page, "loss", loss.toString(), processFields);
        page.append("## `process`\n\n").append(meaning("process")).append("\n\n");
        rows(page, processFields);
        return page.toString();
    }

    private void section(StringBuilder page, String type, String line, Map<String, String> processFields) {
        page.append("## `").append(type).append("`\n\n").append(meaning(type)).append("\n\n");
        Map<String, String> fields = new LinkedHashMap<>();
        flatten("", (Map<?, ?>) JsonReader.read(line), fields);
        fields.remove("type");
        Map<String, String> own = new LinkedHashMap<>();
        fields.forEach((name, kind) -> {
            if (name.startsWith("process.")) {
                processFields.putIfAbsent(name, kind);
                own.put("process", "object");
            } else {
                own.put(name, kind);
            }
        });
        rows(page, own);
        page.append("```json\n").append(line).append("\n```\n\n");
    }

    private void rows(StringBuilder page, Map<String, String> fields) {
        page.append("| field | type | meaning |\n|---|---|---|\n");
        fields.forEach((name, kind) -> page.append("| `")
                .append(name)
                .append("` | ")
                .append(kind)
                .append(" | ")
                .append(name.equals("process") ? "who did it, see [process](#process)" : meaning(name))
                .append(" |\n"));
        page.append('\n');
    }

    private String meaning(String name) {
        unused.remove(name);
        String meaning = meanings.getProperty(name);
        assertThat(meaning).as("meaning of %s, in %s", name, MEANINGS).isNotNull();
        return meaning;
    }

    private static void flatten(String prefix, Map<?, ?> object, Map<String, String> fields) {
        object.forEach((name, value) -> {
            switch (value) {
                case Map<?, ?> inner -> flatten(prefix + name + ".", inner, fields);
                case List<?> _ -> fields.put(prefix + name, "strings");
                case Long _ -> fields.put(prefix + name, "number");
                case Boolean _ -> fields.put(prefix + name, "boolean");
                case String _ -> fields.put(prefix + name, "string");
                case null, default -> {} // an absent object: another sample has it
            }
        });
    }
}
