package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.AutoComplete;
import picocli.CommandLine;

@Tag("unit")
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec --pid abc            | skep: invalid value for option '--pid': 'abc' is not an int",
                "exec --duration 5x        | skep: invalid value for option '--duration': '5x' is no duration: write 500ms, 5s, 1m30s or 2h",
                "exec -n 0 --duration 1ms  | skep: --max-events is at least 1, not 0",
                "tcp --container xyz       | skep: 'xyz' is no container id: give at least its first 4 hexadecimal digits",
                "agent --port 70000        | skep: --port is 0 to 65535, not 70000",
                "--frobnicate              | skep: unknown option: '--frobnicate'",
                "exec --jsno               | skep: unknown option: '--jsno'",
                "exce                      | skep: unknown command: 'exce'",
                "exec now                  | skep: unexpected: 'now'"
            })
    void wrongUsageIsToldInOneLineWithItsOwnExitCode(String arguments, String expected) {
        assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines().findFirst()).contains(expected);
        assertThat(err.toString().lines().count()).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void suggestsWhatWasMeant() {
        run("exce");
        assertThat(err.toString()).contains("did you mean exec?");
    }

    @Test
    void withoutCommandItShowsWhatThereIs() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Usage: skep", "doctor", "Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "agent", "exec", "tcp", "http", "doctor", "version", "completion"})
    void everyCommandHasHelp(String command) {
        assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("Usage: skep " + command);
    }

    @Test
    void completionKnowsEveryCommandAndOption() {
        String script = AutoComplete.bash("skep", Main.commandLine());
        assertThat(script).contains("doctor", "--container", "--max-events", "complete -F");
    }

    private int run(String... arguments) {
        CommandLine command = Main.commandLine(arguments);
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }
}
