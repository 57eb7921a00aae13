package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.faults.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chromium without a screen, driven by the DevTools protocol: one page, what it said and what it asked for. */
final class Browser implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Browser.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private Browser(Process process, Path profile, URI page) {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Messages())
                .join();
    }

    /** Messages of the page: answers to commands, and events. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    static Browser open() throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("chromium");
        Process process = new ProcessBuilder(
                        System.getProperty("chromium", "chromium"),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        while (line != null && !line.startsWith("DevTools listening on ")) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("chromium ended with " + process.waitFor());
        }
        Thread drain = new Thread(() -> said.lines().forEach(ignored -> {}), "chromium");
        drain.setDaemon(true);
        drain.start();
        int port = URI.create(line.substring("DevTools listening on ".length())).getPort();
        URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
        Browser browser = new Browser(process, profile, page(list));
        for (String domain : List.of("Runtime", "Log", "Network", "Page")) {
            browser.command(domain + ".enable", Map.of());
        }
        return browser;
    }

    private static URI page(URI list) throws IOException, InterruptedException {
        String body = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode target : JSON.readTree(body)) {
            if (target.path("type").asText().equals("page")) {
                return URI.create(target.path("webSocketDebuggerUrl").asText());
            }
        }
        throw new IOException("chromium has no page: " + body);
    }

    private void take(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            JsonNode params = message.path("params");
            switch (message.path("method").asText()) {
                case "" -> answers.remove(message.path("id").asInt()).complete(message);
                case "Runtime.exceptionThrown" -> complaints.add(params.toString());
                case "Runtime.consoleAPICalled" -> complaints.add(params.toString());
                case "Log.entryAdded" -> complaints.add(params.toString());
                case "Network.requestWillBeSent" ->
                    requests.add(params.path("request").path("url").asText());
                default -> {} // What else happens is of no interest.
            }
        } catch (IOException e) {
            complaints.add(text);
        }
    }

    JsonNode command(String method, Map<String, ?> parameters) {
        int id = commands.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(message.toString(), true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    void go(String address) {
        command("Page.navigate", Map.of("url", address));
    }

    /** What a JavaScript expression gives, as text. */
    String value(String expression) {
        return command("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"))
                .at("/result/result/value")
                .asText();
    }

    void awaitTrue(String what, String expression) throws Exception {
        try {
            Await.until(what, PATIENCE, () -> value(expression).equals("true"));
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; complaints " + complaints() + ", the page: " + value("document.body.innerText"),
                    e);
        }
    }

    void size(int width, int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    void dark(boolean on) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", on ? "dark" : "light"))));
    }

    /** Presses and lets go a key, {@code Tab} or {@code Enter}. */
    void press(String key) {
        Map<String, Object> event =
                Map.of("key", key, "code", key, "windowsVirtualKeyCode", key.equals("Tab") ? 9 : 13);
        Map<String, Object> down = new HashMap<>(event);
        down.put("type", "keyDown");
        if (key.equals("Enter")) {
            down.put("text", "\r");
        }
        command("Input.dispatchKeyEvent", down);
        Map<String, Object> up = new HashMap<>(event);
        up.put("type", "keyUp");
        command("Input.dispatchKeyEvent", up);
    }

    /** Types into what has the focus. */
    void type(String text) {
        command("Input.insertText", Map.of("text", text));
    }

    /** What axe-core finds wrong with the page as it is; empty if nothing. */
    String violations() throws Exception {
        String axe;
        try (InputStream script =
                Browser.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            axe = new String(script.readAllBytes(), UTF_8);
        }
        value("delete window.found");
        value("(() => { " + axe + "; axe.run().then(found => { window.found = found.violations.map(one => one.id"
                + " + ': ' + one.nodes.map(node => node.html).join(' | ')).join('; '); }); })()");
        awaitTrue("axe", "window.found !== undefined");
        return value("window.found");
    }

    /** A line of the first chart, {@code SECONDS=VALUE,…}, without the times it has no value at. */
    String plotted(String label) {
        return value("(plot => { const i = plot.series.findIndex(one => one.label === '" + label
                + "'); return i < 0 ? 'none' : plot.data[0].map((at, k) => [at, plot.data[i][k]])"
                + ".filter(([, value]) => value !== null).map(pair => pair.join('=')).join(); })"
                + "(document.querySelector('.chart').plot)");
    }

    /** Picture of the page, a PNG. */
    byte[] picture() {
        String data = command("Page.captureScreenshot", Map.of("format", "png"))
                .at("/result/data")
                .asText();
        return Base64.getDecoder().decode(data);
    }

    /** What the console has of errors, warnings and messages. */
    List<String> complaints() {
        return complaints;
    }

    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            for (ProcessHandle one : family) {
                one.destroyForcibly();
                one.onExit().get(10, TimeUnit.SECONDS);
            }
            delete(profile);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IOException | UncheckedIOException e) {
            // A process that the kernel has not taken down yet may write on: what it leaves is the temporary folder's.
            LOG.warn("{} stays: {}", profile, e.toString());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }
}
