package dev.skep.agent.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One file of the page, from the class path, read when it is first asked for; a browser that has it gets 304. */
final class StaticContent implements Handler {
    /** The files of the page, by path. Nothing else of the class path can be reached. */
    static final Map<String, StaticContent> PAGE = Map.of(
            "/", new StaticContent("index.html", "text/html; charset=UTF-8"),
            "/style.css", new StaticContent("style.css", "text/css; charset=UTF-8"),
            "/app.js", new StaticContent("app.js", "text/javascript; charset=UTF-8"),
            "/table.js", new StaticContent("table.js", "text/javascript; charset=UTF-8"),
            "/chart.js", new StaticContent("chart.js", "text/javascript; charset=UTF-8"),
            "/panels.js", new StaticContent("panels.js", "text/javascript; charset=UTF-8"),
            "/stream.js", new StaticContent("stream.js", "text/javascript; charset=UTF-8"),
            "/format.js", new StaticContent("format.js", "text/javascript; charset=UTF-8"),
            "/icon.svg", new StaticContent("icon.svg", "image/svg+xml"));

    private final String resource;
    private final String type;
    private volatile @Nullable Content content;

    private record Content(byte[] bytes, String tag) {}

    private StaticContent(String resource, String type) {
        this.resource = resource;
        this.type = type;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Content file = content();
        response.header(HeaderNames.ETAG, file.tag)
                .header(HeaderNames.CACHE_CONTROL, "no-cache")
                .header(HeaderNames.CONTENT_TYPE, type);
        if (request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").contains(file.tag)) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else {
            response.send(file.bytes);
        }
    }

    private Content content() {
        Content known = content;
        if (known == null) {
            content = known = read();
        }
        return known;
    }

    private Content read() {
        try (InputStream in = StaticContent.class.getResourceAsStream("/dev/skep/agent/web/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + resource);
            }
            byte[] bytes = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Content(bytes, '"' + HexFormat.of().formatHex(digest, 0, 8) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
