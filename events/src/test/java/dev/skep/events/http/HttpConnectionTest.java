package dev.skep.events.http;

import static dev.skep.events.http.Flow.RECEIVED;
import static dev.skep.events.http.Flow.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.events.model.HttpExchange.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class HttpConnectionTest {
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";

    private final Wire wire = new Wire();

    @Test
    void servesOneRequest() {
        wire.received(GET).sent(OK);

        assertThat(wire.only())
                .isEqualTo(new Exchange(
                        Role.SERVER,
                        "GET",
                        "/a?b=c",
                        "example.org",
                        "1.1",
                        200,
                        GET.length(),
                        OK.length(),
                        1,
                        2,
                        2,
                        false,
                        ""));
    }

    @Test
    void knowsTheClientByTheRequestItSends() {
        wire.sent(GET).received(OK);

        assertThat(wire.only().role()).isEqualTo(Role.CLIENT);
    }

    @Test
    void latencyLastsFromFirstRequestByteToLastResponseByte() {
        wire.received("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n").received("ab");
        wire.sent("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n").sent("cd").sent("ef");

        Exchange exchange = wire.only();
        assertThat(exchange.startNanos()).isEqualTo(1);
        assertThat(exchange.firstByteNanos()).isEqualTo(3);
        assertThat(exchange.endNanos()).isEqualTo(5);
    }

    @Test
    void keepsAliveAndPipelines() {
        wire.received(GET + "DELETE /x HTTP/1.1\r\nHost: h\r\n\r\n" + "HEAD /y HTTP/1.1\r\n\r\n");
        wire.sent(OK + "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                .sent("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n");
        wire.received(GET).sent(EMPTY);

        assertThat(wire.summaries())
                .containsExactly("GET /a?b=c 200", "DELETE /x 404", "HEAD /y 200", "GET /a?b=c 204");
    }

    @Test
    void readsChunkedBodiesWithExtensionsAndTrailers() {
        String response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n"
                + "5;name=value\r\nhello\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nDigest: x\r\nOther: y\r\n\r\n";
        wire.received(GET).sent(response).received(GET).sent(EMPTY);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200", "GET /a?b=c 204");
        assertThat(wire.exchanges.getFirst().responseBytes()).isEqualTo(response.length());
    }

    @Test
    void bodyWithoutLengthLastsUntilTheConnectionEnds() {
        wire.sent("GET / HTTP/1.0\r\n\r\n")
                .received("HTTP/1.0 200 OK\r\n\r\nabc")
                .received("def");
        assertThat(wire.exchanges).isEmpty();
        wire.closed();

        Exchange exchange = wire.only();
        assertThat(exchange.version()).isEqualTo("1.0");
        assertThat(exchange.responseBytes()).isEqualTo("HTTP/1.0 200 OK\r\n\r\nabcdef".length());
        assertThat(exchange.endNanos()).as("last byte, not close").isEqualTo(3);
        assertThat(exchange.truncated()).isFalse();
    }

    @Test
    void interimResponsesBelongToTheFinalOne() {
        wire.received("PUT /f HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        wire.sent("HTTP/1.1 100 Continue\r\n\r\n").received("abc").sent("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
        wire.sent("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");

        assertThat(wire.summaries()).containsExactly("PUT /f 201");
        assertThat(wire.only().firstByteNanos()).isEqualTo(5);
    }

    @Test
    void recordsTheUpgradeAndStopsReading() {
        wire.received("GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        wire.sent("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        wire.received(GET).sent(OK).closed();

        assertThat(wire.only().upgrade()).isEqualTo("websocket");
        assertThat(wire.only().status()).isEqualTo(101);
        assertThat(wire.connection.finished()).isTrue();
    }

    @Test
    void anUpgradeThatIsRefusedIsNone() {
        wire.received("GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n")
                .sent(OK)
                .received(GET)
                .sent(OK);

        assertThat(wire.exchanges).extracting(Exchange::upgrade).containsExactly("", "");
    }

    @Test
    void connectBecomesATunnel() {
        wire.received("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
        wire.sent("HTTP/1.1 200 Connection established\r\n\r\n").received("\u0016\u0003\u0001 secret");

        assertThat(wire.only().target()).isEqualTo("example.org:443");
        assertThat(wire.only().upgrade()).isEqualTo("tunnel");
    }

    @Test
    void toleratesBareLineFeedsFoldedLinesAndLeadingEmptyLines() {
        wire.received("\r\n\nGET / HTTP/1.1\nX: a\n  Content-Length: 9\nHOST :ignored\nhost:\th \n\n");
        wire.sent("HTTP/1.1 200 OK\ncontent-LENGTH:  5  \n\nhello").received(GET);

        assertThat(wire.only().host()).isEqualTo("h");
        assertThat(wire.only().truncated()).isFalse();
    }

    @Test
    void aRequestWithoutResponseIsReportedWhenTheConnectionEnds() {
        wire.received(GET).closed().closed();

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 0");
        assertThat(wire.only().endNanos()).isEqualTo(2);
    }

    @Test
    void aResponseCutOffByTheEndOfTheConnectionIsTruncated() {
        wire.received(GET)
                .sent("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello")
                .closed();

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200 truncated");
    }

    @Test
    void skipsUncapturedBodiesByTheirDeclaredLength() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
        wire.received(GET).partly(SENT, head, head.length() + 400_000, "");
        wire.partly(SENT, "", 600_000, "").received(GET).sent(OK);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200", "GET /a?b=c 200");
        assertThat(wire.exchanges.getFirst().responseBytes()).isEqualTo(head.length() + 1_000_000);
    }

    @Test
    void skipsUncapturedChunksByTheirDeclaredSize() {
        wire.received(GET).sent("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        wire.partly(SENT, "10000\r\nabc", 7 + 0x10000 + 2, "").partly(SENT, "10\r\n", 4 + 0x10, "");
        wire.sent("\r\n0\r\n\r\n").received(GET).sent(OK);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200", "GET /a?b=c 200");
    }

    @Test
    void aChunkedBodyWithUnseenSizesEndsWithTheCallThatEndsWithTheLastChunk() {
        wire.sent(GET).received("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        wire.partly(RECEIVED, "10\r\nabcd", 5_000, "ghijklmn").partly(RECEIVED, "zzz", 3_000, "e\r\n0\r\n\r\n");

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200");
        assertThat(wire.only().endNanos()).isEqualTo(4);
    }

    @Test
    void aChunkedBodyWhoseEndWentUnseenEndsWithTheNextRequest() {
        wire.sent(GET).received("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        wire.partly(RECEIVED, "10\r\nabcd", 5_000, "").sent(GET).received(OK);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200 truncated", "GET /a?b=c 200");
        assertThat(wire.exchanges.getFirst().endNanos()).isEqualTo(3);
    }

    @Test
    void aHeadThatWasNotCapturedWholeIsTruncatedAndTheNextMessageIsFound() {
        wire.partly(RECEIVED, "GET /long HTTP/1.1\r\nHost: h\r\nCookie: aaaa", 3_000, "");
        wire.partly(SENT, "HTTP/1.1 200 OK\r\nSet-Cookie: a", 9_000, "").partly(SENT, "", 50, "");
        wire.received(GET).sent(OK);

        assertThat(wire.summaries()).containsExactly("GET /long 200 truncated", "GET /a?b=c 200");
        assertThat(wire.exchanges.getFirst().requestBytes()).isEqualTo(3_000);
        assertThat(wire.exchanges.getFirst().responseBytes()).isEqualTo(9_050);
        assertThat(wire.exchanges.getFirst().host()).isEqualTo("h");
    }

    @Test
    void joinsAConnectionInTheMiddleOfABody() {
        wire.received("rest of a body GET / HTTP/1.1 ")
                .partly(SENT, "", 10_000, "")
                .sent("end of something");
        wire.received(GET).sent(OK);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200");
    }

    @Test
    void aResponseToARequestBeforeSkepCameIsCountedAndNotPairedWithALaterOne() {
        wire.sent("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
                .received(GET)
                .sent(EMPTY);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 204");
        assertThat(wire.unmatched).isEqualTo(1);
    }

    @Test
    void aResponseSeenBeforeItsRequestWaitsForIt() {
        wire.sent(GET).received(OK).received("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
        wire.sentAt(wire.now, "HEAD /late HTTP/1.1\r\n\r\n").sent(GET).received(OK);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200", "HEAD /late 200", "GET /a?b=c 200");
        assertThat(wire.exchanges.get(1).startNanos())
                .isLessThanOrEqualTo(wire.exchanges.get(1).endNanos());
    }

    @Test
    void aClientJoinedBetweenRequestAndResponseIsNotShifted() {
        wire.received("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")
                .sent(GET)
                .received(OK)
                .sent(GET)
                .received(EMPTY);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200", "GET /a?b=c 204");
        assertThat(wire.unmatched).isEqualTo(1);
    }

    @Test
    void aLostResponseDoesNotShiftThoseAfterIt() {
        wire.at(RECEIVED, 0, GET).at(SENT, 0, OK);
        wire.at(RECEIVED, GET.length(), GET); // its response is lost
        wire.at(RECEIVED, 2L * GET.length(), "GET /third HTTP/1.1\r\n\r\n");
        wire.at(SENT, 2L * OK.length(), EMPTY);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200", "GET /a?b=c 0 truncated", "GET /third 204");
    }

    @Test
    void aLostRequestDoesNotShiftThoseAfterIt() {
        wire.at(SENT, 0, GET).at(RECEIVED, 0, OK);
        wire.at(RECEIVED, OK.length(), OK); // its request is lost
        wire.at(SENT, 2L * GET.length(), "GET /third HTTP/1.1\r\n\r\n");
        wire.at(RECEIVED, 2L * OK.length(), EMPTY);

        assertThat(wire.summaries()).containsExactly("GET /a?b=c 200", "GET /third 204");
        assertThat(wire.unmatched).isEqualTo(1);
    }

    @Test
    void aBodyThatIsRefusedMayNeverCome() {
        wire.received("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n");
        wire.sent("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n")
                .received(GET)
                .sent(OK);

        assertThat(wire.summaries()).containsExactly("POST / 417", "GET /a?b=c 200");
    }

    @Test
    void keepsAtMostSoManyRequestsWithoutResponse() {
        int sent = HttpConnection.MAX_OUTSTANDING + 10;
        wire.received(GET.repeat(sent))
                .sent(OK.repeat(sent))
                .received("GET /last HTTP/1.1\r\n\r\n")
                .sent(OK);

        assertThat(wire.exchanges).hasSize(HttpConnection.MAX_OUTSTANDING + 1);
        assertThat(wire.exchanges.getLast().target()).isEqualTo("/last");
        assertThat(wire.unmatched).isEqualTo(10);
    }

    @Test
    void aHeadBeyondTheLimitIsTruncated() {
        wire.received("GET /x HTTP/1.1\r\nHost: h\r\n");
        for (int i = 0; i < 40; i++) {
            wire.received("X: " + "y".repeat(1000) + "\r\n");
        }
        wire.received("\r\n").sent(OK).received(GET).sent(OK);

        assertThat(wire.summaries()).containsExactly("GET /x 200 truncated", "GET /a?b=c 200");
    }

    @Test
    void otherProtocolsAreNotHttp() {
        List<String> texts = new ArrayList<>(List.of(
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0016\u0003\u0001\u0002",
                "EHLO x\r\n",
                "*1\r\n$4\r\nPING\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GETEX key\r\n",
                "HTTP/2 200\r\n\r\n",
                "GET key\r\n\r\n",
                "POST"));
        for (String text : texts) {
            Wire other = new Wire();
            other.received(text).sent(text).received("x").closed();
            assertThat(other.exchanges).as(text).isEmpty();
        }
    }
}
