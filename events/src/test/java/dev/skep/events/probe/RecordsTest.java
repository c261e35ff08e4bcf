package dev.skep.events.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.layout.Layout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class RecordsTest {
    @Test
    void headersAreAsLongAsTheProgramsSay() {
        assertThat(Layout.of(Records.Image.class).field("text").offset()).isEqualTo(ProcessProbe.HEADER_BYTES);
        assertThat(Layout.of(Records.Fork.class).bytes()).isEqualTo(ProcessProbe.FORK_BYTES);
        assertThat(Layout.of(Records.Exit.class).bytes()).isEqualTo(ProcessProbe.EXIT_BYTES);
        assertThat(Layout.of(Records.Tcp.class).bytes()).isEqualTo(TcpProbe.RECORD_BYTES);
        assertThat(Layout.of(Records.Moved.class).field("data").offset()).isEqualTo(SocketProbe.HEADER_BYTES);
        assertThat(Layout.of(Records.CgroupMade.class).field("path").offset()).isEqualTo(CgroupProbe.HEADER_BYTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200",
                "GET /",
                "POST /",
                "HEAD /",
                "PUT /",
                "DELETE /",
                "OPTIONS *",
                "PATCH /",
                "CONNECT h:1",
                "TRACE /",
                "PROPFIND /",
                "PROPPATCH /",
                "REPORT /",
                "SEARCH /",
                "QUERY /",
                "MKCOL /",
                "MKCALENDAR /",
                "COPY /",
                "MOVE /",
                "LOCK /",
                "UNLOCK /",
                "PURGE /"
            })
    void theSnifferKnowsWhatMessagesStartWith(String text) {
        assertThat(HttpSniffer.starts(firstFour(text))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'GETX'", "'get /'", "'SSH-'", "'PRI * HTTP/2.0'", "'EHLO'", "'\u0016\u0003\u0001\u0002'"})
    void theSnifferKnowsWhatTheyDoNot(String text) {
        assertThat(HttpSniffer.starts(firstFour(text))).isFalse();
    }

    private static int firstFour(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 24;
    }
}
