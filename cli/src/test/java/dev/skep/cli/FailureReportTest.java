package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class FailureReportTest {
    @Test
    void printsOneLineAndTheHint() {
        assertThat(printed(new UserError("no such thing", "make one\nor two"), false))
                .isEqualTo("skep: no such thing\n      make one\n      or two\n");
    }

    @Test
    void findsTheUsersErrorBelowWhatWrapsIt() {
        assertThat(printed(new IllegalStateException("boom", new UserError("busy", "")), false))
                .startsWith("skep: busy\n");
    }

    @Test
    void explainsABusyPort() {
        assertThat(printed(new IllegalStateException(new BindException("Address already in use")), false))
                .contains("skep: cannot listen: address already in use")
                .contains("--port");
    }

    @Test
    void explainsAFullDisk() {
        assertThat(printed(new IOException("/x/y: No space left on device"), false))
                .startsWith("skep: no space left: /x/y");
    }

    @Test
    void showsNoTraceUnlessAsked() {
        RuntimeException failure = new RuntimeException("odd");
        assertThat(printed(failure, false)).doesNotContain("\tat ").contains("SKEP_DEBUG=1");
        assertThat(printed(failure, true)).contains("\tat ");
    }

    private static String printed(Throwable failure, boolean traces) {
        StringWriter text = new StringWriter();
        new FailureReport(new PrintWriter(text), traces).print(failure);
        return text.toString();
    }
}
