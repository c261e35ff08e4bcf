package dev.skep.agent.browser;

import dev.skep.agent.json.JsonReader;
import dev.skep.agent.json.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One page of a headless Chromium, spoken to by the DevTools protocol. */
final class Chromium implements AutoCloseable {
    static final Path EXECUTABLE = Path.of("/usr/bin/chromium");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Long, CompletableFuture<Map<?, ?>>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Process process, String endpoint) {
        this.process = process;
        this.socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(endpoint), new Messages())
                .join();
    }

    static Chromium start(Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        EXECUTABLE.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        BufferedReader out = process.inputReader();
        String browser = null;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("DevTools listening on ")) {
                browser = line.substring("DevTools listening on ".length());
                break;
            }
        }
        if (browser == null) {
            throw new IOException("Chromium did not start");
        }
        Thread.ofVirtual().start(() -> out.lines().forEach(line -> {}));
        return new Chromium(process, pageEndpoint(browser));
    }

    /** Opens an address and lets it load. */
    void open(URI address, int width, int height, boolean dark) throws InterruptedException {
        command("Runtime.enable", p -> {});
        command("Log.enable", p -> {});
        command("Page.enable", p -> {});
        command(
                "Emulation.setDeviceMetricsOverride",
                p -> p.field("width", width)
                        .field("height", height)
                        .field("deviceScaleFactor", 1)
                        .field("mobile", false));
        command(
                "Emulation.setEmulatedMedia",
                p -> p.array("features")
                        .object()
                        .field("name", "prefers-color-scheme")
                        .field("value", dark ? "dark" : "light")
                        .endObject()
                        .endArray());
        command("Page.navigate", p -> p.field("url", address.toString()));
        await("document.readyState === 'complete' && location.href === '" + address + "'");
    }

    /** The value of a JavaScript expression. */
    @Nullable Object evaluate(String expression) {
        Map<?, ?> result = command(
                "Runtime.evaluate",
                p -> p.field("expression", expression)
                        .field("returnByValue", true)
                        .field("awaitPromise", true));
        if (result.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
        }
        return ((Map<?, ?>) result.get("result")).get("value");
    }

    /** Waits until a JavaScript expression is true. */
    void await(String expression) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Boolean.TRUE.equals(evaluate(expression))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never true: " + expression + "; the page says: "
                        + evaluate("document.body.innerText") + "; complaints: " + complaints);
            }
            Thread.sleep(50);
        }
    }

    /** Presses and releases a key that writes one character. */
    void press(String key, String code, int virtualCode) {
        for (String type : List.of("keyDown", "keyUp")) {
            command(
                    "Input.dispatchKeyEvent",
                    p -> p.field("type", type)
                            .field("key", key)
                            .field("code", code)
                            .field("windowsVirtualKeyCode", virtualCode)
                            .field("text", type.equals("keyDown") && key.length() == 1 ? key : ""));
        }
    }

    /** Types text where the focus is. */
    void type(String text) {
        command("Input.insertText", p -> p.field("text", text));
    }

    void screenshot(Path target) throws IOException {
        Map<?, ?> result = command("Page.captureScreenshot", p -> p.field("format", "png"));
        Files.createDirectories(target.getParent());
        Files.write(target, Base64.getDecoder().decode((String) result.get("data")));
    }

    /** What the console, the security policy and uncaught errors said so far. */
    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
        process.destroy();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }

    private static String pageEndpoint(String browser) throws IOException, InterruptedException {
        URI list = URI.create(browser.replaceFirst("^ws", "http").replaceFirst("/devtools/.*", "/json/list"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            String targets = client.send(
                            java.net.http.HttpRequest.newBuilder(list).build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
            for (Object target : (List<?>) JsonReader.read(targets)) {
                if (((Map<?, ?>) target).get("type").equals("page")) {
                    return (String) ((Map<?, ?>) target).get("webSocketDebuggerUrl");
                }
            }
        }
        throw new IOException("Chromium has no page");
    }

    private Map<?, ?> command(String method, Consumer<JsonWriter> parameters) {
        long id = ids.incrementAndGet();
        CompletableFuture<Map<?, ?>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        StringBuilder text = new StringBuilder();
        JsonWriter json = new JsonWriter(text)
                .object()
                .field("id", id)
                .field("method", method)
                .object("params");
        parameters.accept(json);
        json.endObject().endObject();
        socket.sendText(text, true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void receive(Map<?, ?> message) {
        if (message.get("id") instanceof Long id) {
            CompletableFuture<Map<?, ?>> answer = answers.remove(id);
            if (message.get("result") instanceof Map<?, ?> result) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(new AssertionError(message.toString()));
            }
        } else if (message.get("method") instanceof String method
                && List.of("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
                        .contains(method)) {
            complaints.add(String.valueOf(message.get("params")));
        }
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                receive((Map<?, ?>) JsonReader.read(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
