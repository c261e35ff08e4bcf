package dev.skep.agent.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps web pages of others away from the API. A page can make its visitor's browser send requests to 127.0.0.1; what stops
 * it from reading the answers is the same-origin policy, and what stops it from renaming itself to 127.0.0.1 (DNS rebinding)
 * is that the Host header must be an address or a name that no resolver is asked for. Requests that a browser marks as
 * another site's are refused as well, so that they cannot even occupy a stream.
 */
final class HostGuard implements Filter {
    private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final HeaderName CONTENT_SECURITY_POLICY = HeaderNames.create("Content-Security-Policy");
    private static final HeaderName CONTENT_TYPE_OPTIONS = HeaderNames.create("X-Content-Type-Options");
    private static final HeaderName REFERRER_POLICY = HeaderNames.create("Referrer-Policy");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");

    private final String servedHost;

    /** Admits {@code localhost}, addresses, and the name that the user chose to serve on. */
    HostGuard(String servedHost) {
        this.servedHost = servedHost.toLowerCase(Locale.ROOT);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        response.header(CONTENT_SECURITY_POLICY, POLICY)
                .header(CONTENT_TYPE_OPTIONS, "nosniff")
                .header(REFERRER_POLICY, "no-referrer");
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        String site = request.headers().first(SEC_FETCH_SITE).orElse("none");
        if (!admitsHost(host)) {
            refuse(response, "Skep answers to addresses and to localhost only, not to '" + host + "'.");
        } else if (!admitsSite(site, request.path().path())) {
            refuse(response, "Skep's API is not for other sites' pages.");
        } else {
            chain.proceed();
        }
    }

    boolean admitsHost(String header) {
        String host = header.toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        if (colon > host.lastIndexOf(']')) {
            host = host.substring(0, colon);
        }
        return host.equals("localhost")
                || host.equals(servedHost)
                || ADDRESS.matcher(host).matches();
    }

    /** A link to the page may stand anywhere; what the page loads comes from itself. */
    static boolean admitsSite(String site, String path) {
        return site.equals("none") || site.equals("same-origin") || path.equals("/");
    }

    private static void refuse(RoutingResponse response, String why) {
        response.status(Status.FORBIDDEN_403)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8")
                .send(why.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
