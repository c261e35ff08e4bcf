package dev.skep.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.events.EventFilter.Kind;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.HttpExchange.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers and clients, in a cgroup of their own. */
@Tag("kernel")
class HttpKernelTest {
    /** Runs a server of Python's own, then a script with its port in {@code $PORT}. */
    private static final String PYTHON_SERVER = """
            import http.server, os, subprocess, sys, threading, time
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = 'HTTP/1.1'
                def log_message(self, *a): pass
                def do_GET(self):
                    if self.path == '/slow': time.sleep(0.2)
                    if self.path == '/empty':
                        self.send_response(204); self.end_headers(); return
                    if self.path == '/chunked':
                        self.send_response(200); self.send_header('Transfer-Encoding', 'chunked'); self.end_headers()
                        for n in (5, 3000, 200000):
                            self.wfile.write(b'%x\\r\\n' % n + b'y' * n + b'\\r\\n')
                        self.wfile.write(b'0\\r\\n\\r\\n'); return
                    size = int(self.path[len('/size/'):]) if self.path.startswith('/size/') else 2
                    self.send_response(404 if self.path == '/missing' else 200)
                    self.send_header('Content-Length', str(size)); self.end_headers()
                    if self.command != 'HEAD': self.wfile.write(b'z' * size)
                do_HEAD = do_GET
                def do_POST(self):
                    self.rfile.read(int(self.headers['Content-Length'])); self.do_GET()
                do_PUT = do_POST
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            subprocess.run(['/bin/sh', '-c', sys.argv[1]], env=dict(os.environ, PORT=str(server.server_port)))
            server.server_close()
            os._exit(0)
            """;

    private final TestScope scope = new TestScope();
    private final Seen seen = new Seen();
    private final EventSource source = HostTracer.start(scope.filter(Kind.HTTP), seen);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        source.close();
        scope.close();
    }

    private void withPython(String script) throws IOException {
        Path server = Files.writeString(directory.resolve("server.py"), PYTHON_SERVER);
        scope.run("exec /usr/bin/python3 " + server + " '" + script + "'");
    }

    private HttpExchange one(Role role, Predicate<HttpExchange> fits) {
        return seen.await(HttpExchange.class, e -> e.role() == role && fits.test(e));
    }

    private List<String> summaries(Role role) {
        return seen.all(HttpExchange.class).stream()
                .filter(e -> e.role() == role)
                .map(e -> e.method() + " " + e.target() + " " + e.status() + (e.truncated() ? " truncated" : ""))
                .toList();
    }

    @Test
    void seesBothSidesOfARequest() throws IOException {
        withPython("curl -s -o /dev/null http://127.0.0.1:$PORT/slow?x=1; true");

        HttpExchange client = one(Role.CLIENT, e -> true);
        HttpExchange server = one(Role.SERVER, e -> true);
        assertThat(client.process().comm()).isEqualTo("curl");
        assertThat(server.process().comm()).startsWith("python3");
        for (HttpExchange exchange : List.of(client, server)) {
            assertThat(exchange.method()).isEqualTo("GET");
            assertThat(exchange.target()).isEqualTo("/slow?x=1");
            assertThat(exchange.host()).startsWith("127.0.0.1:");
            assertThat(exchange.version()).isEqualTo("1.1");
            assertThat(exchange.status()).isEqualTo(200);
            assertThat(exchange.truncated()).isFalse();
        }
        assertThat(client.requestBytes()).isEqualTo(server.requestBytes());
        assertThat(client.responseBytes()).isEqualTo(server.responseBytes());
        assertThat(client.connection().remote()).isEqualTo(server.connection().local());
    }

    @Test
    void latencyIsThatOfTheServer() throws IOException {
        withPython("curl -s -o /dev/null http://127.0.0.1:$PORT/slow");

        assertThat(one(Role.CLIENT, e -> true).latencyNanos()).isBetween(200_000_000L, 3_000_000_000L);
        assertThat(one(Role.SERVER, e -> true).latencyNanos()).isBetween(200_000_000L, 3_000_000_000L);
    }

    @Test
    void followsAConnectionThatIsKeptAlive() throws IOException {
        withPython("U=http://127.0.0.1:$PORT; curl -s -o /dev/null $U/a -o /dev/null $U/missing -o /dev/null $U/empty "
                + "-o /dev/null $U/size/1000000 -o /dev/null $U/chunked -o /dev/null $U/z");

        one(Role.CLIENT, e -> e.target().equals("/z"));
        one(Role.SERVER, e -> e.target().equals("/z"));
        for (Role role : Role.values()) {
            assertThat(summaries(role))
                    .containsExactly(
                            "GET /a 200",
                            "GET /missing 404",
                            "GET /empty 204",
                            "GET /size/1000000 200",
                            "GET /chunked 200",
                            "GET /z 200");
        }
        assertThat(seen.all(HttpExchange.class).stream()
                        .map(e -> e.connection().id())
                        .distinct())
                .hasSize(2);
        assertThat(one(Role.CLIENT, e -> e.target().equals("/size/1000000")).responseBytes())
                .isBetween(1_000_000L, 1_000_400L);
        assertThat(source.losses()).isEmpty();
    }

    @Test
    void seesRequestBodiesAndHead() throws IOException {
        withPython("U=http://127.0.0.1:$PORT; head -c 300000 /dev/zero > /tmp/skep-body-$$; "
                + "curl -s -o /dev/null --data-binary @/tmp/skep-body-$$ $U/up --next -s -o /dev/null -T /tmp/skep-body-$$ $U/put; "
                + "curl -s -I -o /dev/null $U/size/5000; rm /tmp/skep-body-$$");

        one(Role.SERVER, e -> e.method().equals("HEAD"));
        assertThat(summaries(Role.SERVER)).containsExactly("POST /up 200", "PUT /put 200", "HEAD /size/5000 200");
        assertThat(one(Role.SERVER, e -> e.method().equals("POST")).requestBytes())
                .isBetween(300_000L, 300_500L);
        assertThat(one(Role.SERVER, e -> e.method().equals("HEAD")).responseBytes())
                .isLessThan(500);
    }

    @Test
    void followsPipelinedRequests() throws IOException {
        withPython(
                "/usr/bin/python3 -c \"import socket,os; s=socket.create_connection((\\\"127.0.0.1\\\", int(os.environ[\\\"PORT\\\"]))); "
                        + "s.sendall(b\\\"\\\".join(b\\\"GET /p%d HTTP/1.1\\\\r\\\\nHost: h\\\\r\\\\n\\\\r\\\\n\\\" % i for i in range(5))); "
                        + "d=b\\\"\\\"\nwhile d.count(b\\\"zz\\\") < 5: d+=s.recv(4096)\"");

        seen.await(HttpExchange.class, 10, e -> true);
        for (Role role : Role.values()) {
            assertThat(summaries(role))
                    .containsExactly("GET /p0 200", "GET /p1 200", "GET /p2 200", "GET /p3 200", "GET /p4 200");
        }
    }

    @Test
    void aConnectionThatEndsEarlyLeavesARequestWithoutAnswer() throws IOException {
        withPython("curl -s -m 0.05 http://127.0.0.1:$PORT/slow; sleep 0.3");

        assertThat(one(Role.CLIENT, e -> true).status()).isZero();
    }

    @Test
    void seesNginxWithItsVectorsAndSendfile() throws IOException {
        int port = freePort();
        Files.writeString(directory.resolve("big.bin"), "b".repeat(700_000));
        Files.writeString(directory.resolve("small.txt"), "small");
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off; master_process off; user root; pid %1$s/nginx.pid; error_log %1$s/error.log;
                events { worker_connections 64; }
                http { access_log off; sendfile on; gzip on; gzip_min_length 10; gzip_types text/plain;
                  server { listen 127.0.0.1:%2$d; root %1$s; default_type text/plain; } }
                """.formatted(directory, port));
        Process nginx = scope.start("nginx", "-c", configuration.toString(), "-e", directory + "/error.log");
        scope.run("for i in $(seq 100); do curl -s -o /dev/null http://127.0.0.1:" + port
                + "/ready && break; sleep 0.05; done; "
                + "U=http://127.0.0.1:" + port + "; curl -s -o /dev/null $U/big.bin -o /dev/null $U/small.txt; "
                + "curl -s --compressed -o /dev/null $U/big.bin -o /dev/null $U/last");

        one(Role.SERVER, e -> e.target().equals("/last"));
        nginx.destroy();
        assertThat(summaries(Role.SERVER).stream().filter(s -> !s.contains("ready")))
                .containsExactly("GET /big.bin 200", "GET /small.txt 200", "GET /big.bin 200", "GET /last 404");
        HttpExchange big = one(Role.SERVER, e -> e.target().equals("/big.bin"));
        assertThat(big.process().comm()).isEqualTo("nginx");
        assertThat(big.responseBytes()).isBetween(700_000L, 700_500L);
    }

    @Test
    void seesTheServerAndTheClientOfTheJdk() throws IOException {
        Path program = Files.writeString(directory.resolve("Both.java"), """
                import com.sun.net.httpserver.HttpServer;
                import java.net.*; import java.net.http.*; import java.util.concurrent.Executors;
                class Both {
                    public static void main(String[] a) throws Exception {
                        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
                        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
                        server.createContext("/", x -> {
                            x.getRequestBody().readAllBytes();
                            byte[] b = ("hello " + x.getRequestURI()).getBytes();
                            x.sendResponseHeaders(200, x.getRequestURI().getPath().equals("/stream") ? 0 : b.length);
                            x.getResponseBody().write(b); x.close();
                        });
                        server.start();
                        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                        for (String p : new String[] {"/one", "/stream", "/two"}) {
                            var u = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + p);
                            client.send(HttpRequest.newBuilder(u).POST(HttpRequest.BodyPublishers.ofString("body")).build(),
                                    HttpResponse.BodyHandlers.ofString());
                        }
                        System.exit(0);
                    }
                }
                """);
        scope.run(System.getProperty("java.home") + "/bin/java " + program);

        for (Role role : Role.values()) {
            one(role, e -> e.target().equals("/two"));
            assertThat(summaries(role)).containsExactly("POST /one 200", "POST /stream 200", "POST /two 200");
        }
    }

    @Test
    void seesNodeWithItsEventLoop() throws IOException {
        Path program = Files.writeString(directory.resolve("both.js"), """
                const http = require('http');
                const server = http.createServer((q, r) => {
                  let n = 0; q.on('data', d => n += d.length);
                  q.on('end', () => { r.write('got '); setTimeout(() => r.end(String(n)), 20); });
                }).listen(0, '127.0.0.1', async () => {
                  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
                  const one = (path, body) => new Promise(done => {
                    const q = http.request({port: server.address().port, path, method: 'POST', agent}, r => {
                      r.resume(); r.on('end', done); });
                    q.end(body); });
                  await one('/one', 'x'.repeat(10)); await one('/two', 'y'.repeat(150000)); await one('/three', '');
                  process.exit(0);
                });
                """);
        scope.run("node " + program);

        for (Role role : Role.values()) {
            one(role, e -> e.target().equals("/three"));
            assertThat(summaries(role)).containsExactly("POST /one 200", "POST /two 200", "POST /three 200");
        }
        assertThat(one(Role.SERVER, e -> e.target().equals("/two")).requestBytes())
                .isBetween(150_000L, 150_300L);
    }

    @Test
    void followsASocketAndNotItsDescriptor() throws IOException {
        scope.run("""
                exec /usr/bin/python3 - <<'END'
                import os, socket
                server = socket.create_server(('127.0.0.1', 0))
                c = socket.create_connection(server.getsockname())
                s, _ = server.accept()
                c.send(b'GET /dup HTTP/1.1\\r\\nHost: h\\r\\n')
                d = os.dup(c.fileno()); c.close()
                os.write(d, b'\\r\\n')
                s.recv(4096)
                if os.fork() == 0:
                    s.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok')
                    os._exit(0)
                os.wait()
                os.read(d, 4096)
                END
                """);

        assertThat(one(Role.CLIENT, e -> true).status()).isEqualTo(200);
        assertThat(one(Role.SERVER, e -> true).status()).isEqualTo(200);
    }

    @Test
    void joinsConnectionsThatAreOlderThanTheProbes() throws IOException {
        source.close();
        Path server = Files.writeString(directory.resolve("server.py"), PYTHON_SERVER);
        scope.start(
                "/usr/bin/python3",
                server.toString(),
                "exec /usr/bin/python3 -c \""
                        + "import http.client,os,time; c=http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']))\n"
                        + "for i in range(60):\n c.request('GET', '/n%d' % i); c.getresponse().read(); time.sleep(0.1)\"");
        TestScope.sleep(1500);
        try (EventSource _ = HostTracer.start(scope.filter(Kind.HTTP), seen)) {
            HttpExchange first = one(Role.SERVER, e -> true);
            assertThat(first.target()).startsWith("/n").isNotEqualTo("/n0");
            assertThat(first.connection().direction()).isEqualTo(dev.skep.events.model.Direction.UNKNOWN);
            assertThat(first.connection().local().getPort()).isPositive();
            one(Role.CLIENT, e -> true);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
