package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation says is so: links lead somewhere, commands are commands, and Java snippets are regions of files
 * that are compiled ({@code -Dskep.regenerate=true} copies them anew). A snippet names its region in a comment above it, {@code <!-- examples/ExecTracer.java#record -->}; the
 * region lies between {@code // tag::record} and {@code // end::record}.
 */
@Tag("unit")
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern SNIPPET =
            Pattern.compile("(?:<!-- (\\S+?)(?:#(\\S+))? -->\\s*\\n)?```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SHELL = Pattern.compile("```(?:sh|shell|console)?\\n(.*?)```", Pattern.DOTALL);
    private static final List<String> LAUNCHER_COMMANDS = List.of("run", "test", "bench", "build", "package");

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> examples = Files.walk(ROOT.resolve("examples"))) {
            Stream.of(top, docs, examples)
                    .flatMap(stream -> stream)
                    .filter(page -> page.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages.stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFiles(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            assertThat(page.resolveSibling(link.group(1)).normalize()).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void javaSnippetsAreRegionsOfCompiledFiles(Path page) throws IOException {
        if (Boolean.getBoolean("skep.regenerate")) {
            regenerate(page);
        }
        Matcher snippet = SNIPPET.matcher(Files.readString(page));
        while (snippet.find()) {
            assertThat(snippet.group(1))
                    .as("where this is from: " + snippet.group(3))
                    .isNotNull();
            assertThat(snippet.group(3)).isEqualTo(region(ROOT.resolve(snippet.group(1)), snippet.group(2)));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsAreUnderstood(Path page) throws IOException {
        for (String command : commands(Files.readString(page))) {
            String[] words = command.replaceAll("\\s+#.*", "").split("\\s+");
            if (words.length > 1 && LAUNCHER_COMMANDS.contains(words[1])) {
                continue; // the launcher's own; a kernel test runs them
            }
            String[] arguments =
                    Stream.of(words).skip(1).map(word -> word.replace("'", "")).toArray(String[]::new);
            assertThatCode(() -> Main.commandLine().parseArgs(arguments))
                    .as(command)
                    .doesNotThrowAnyException();
        }
    }

    private static List<String> commands(String page) {
        List<String> commands = new ArrayList<>();
        Matcher block = SHELL.matcher(page);
        while (block.find()) {
            block.group(1)
                    .lines()
                    .map(line -> line.replaceFirst("^[#$] ", "").strip())
                    .filter(line -> line.startsWith("./skep ") || line.startsWith("skep "))
                    .forEach(commands::add);
        }
        return commands;
    }

    private static void regenerate(Path page) throws IOException {
        StringBuilder text = new StringBuilder();
        Matcher snippet = SNIPPET.matcher(Files.readString(page));
        while (snippet.find()) {
            String whole = snippet.group();
            String code = region(ROOT.resolve(snippet.group(1)), snippet.group(2));
            String start = whole.substring(0, snippet.start(3) - snippet.start());
            snippet.appendReplacement(text, Matcher.quoteReplacement(start + code + "```"));
        }
        Files.writeString(page, snippet.appendTail(text));
    }

    private static String region(Path file, String name) throws IOException {
        assertThat(file).exists();
        List<String> lines = Files.readAllLines(file);
        if (name != null) {
            int from = indexOf(lines, "// tag::" + name, file);
            int to = indexOf(lines, "// end::" + name, file);
            lines = lines.subList(from + 1, to);
        }
        List<String> kept = lines.stream()
                .filter(line -> !line.strip().matches("// (tag|end)::.*"))
                .toList();
        int indent = kept.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        kept.forEach(line ->
                text.append(line.isBlank() ? "" : line.substring(indent)).append('\n'));
        return text.toString();
    }

    private static int indexOf(List<String> lines, String marker, Path file) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(marker)) {
                return i;
            }
        }
        throw new AssertionError("no '" + marker + "' in " + file);
    }
}
