package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitUntilState;
import io.tidecast.faults.Await;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Debian's Chromium without a screen, driven by Playwright: one page, what it said and what it asked for. For the
 * thread that opened it alone.
 */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Gson GSON = new Gson();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Chromium of all tests of this process, which ends with it; each test has a context of its own there. */
    private static final class Shared {
        private static final com.microsoft.playwright.Browser CHROMIUM = launch();

        private static com.microsoft.playwright.Browser launch() {
            // The browser is the machine's: none is to be fetched.
            Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
            return Playwright.create(new Playwright.CreateOptions().setEnv(environment))
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium")))
                            .setChromiumSandbox(false));
        }
    }

    private final BrowserContext context = Shared.CHROMIUM.newContext();
    private final Page page = context.newPage();
    private final CDPSession protocol = context.newCDPSession(page);
    private final List<String> complaints = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    private Browser() {
        page.onConsoleMessage(this::heard);
        page.onPageError(complaints::add);
        page.onRequest(request -> requests.add(request.url()));
    }

    static Browser open() {
        return new Browser();
    }

    private void heard(ConsoleMessage message) {
        complaints.add(message.type() + ": " + message.text() + " at " + message.location());
    }

    /** A command of the DevTools protocol, for what Playwright has no word for. */
    JsonNode command(String method, Map<String, ?> parameters) {
        JsonObject answer = protocol.send(method, GSON.toJsonTree(parameters).getAsJsonObject());
        try {
            return JSON.readTree(answer.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void go(String address) {
        page.navigate(address, new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    }

    /**
     * What a JavaScript expression gives, as text. By the protocol, as in the page's own console: the page's policy
     * forbids what Playwright would evaluate it by.
     */
    String value(String expression) {
        return command("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"))
                .at("/result/value")
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
        page.setViewportSize(width, height);
    }

    void dark(boolean on) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(on ? ColorScheme.DARK : ColorScheme.LIGHT));
    }

    /** Presses and lets go a key, {@code Tab} or {@code Enter}. */
    void press(String key) {
        page.keyboard().press(key);
    }

    /** Types into what has the focus. */
    void type(String text) {
        page.keyboard().insertText(text);
    }

    Mouse mouse() {
        return page.mouse();
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
        return page.screenshot();
    }

    /** What the console has of errors, warnings and messages. */
    List<String> complaints() {
        hear();
        return complaints;
    }

    List<String> requests() {
        hear();
        return requests;
    }

    /** Playwright tells what has happened while it is asked something. */
    private void hear() {
        value("0");
    }

    @Override
    public void close() {
        context.close();
    }
}
