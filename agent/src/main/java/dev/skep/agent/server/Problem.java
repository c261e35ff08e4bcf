package dev.skep.agent.server;

import dev.skep.agent.json.JsonWriter;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer that says what was wrong with the request (RFC 9457). */
final class Problem {
    private Problem() {}

    static void send(ServerResponse response, Status status, @Nullable String detail) {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out)
                .object()
                .field("title", status.reasonPhrase())
                .field("status", status.code())
                .field("detail", detail)
                .endObject();
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .send(out.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
}
