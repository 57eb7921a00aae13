package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.http.HttpSettings;
import io.tidecast.http.ModelChanger;
import io.tidecast.http.ProcessEndpoint;
import io.tidecast.http.WebServer;
import io.tidecast.http.Writers;
import io.tidecast.model.ModelKeys;
import io.tidecast.record.ForecastFormat;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.DeadLetter;
import io.tidecast.view.Fleet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in Chromium: what it shows of views that are filled by hand, and that it asks nobody else. */
@Tag("browser")
@Timeout(120)
class DashboardBrowserTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>/\"'&";
    /** A device without a reading at one step. */
    private static final String GAPPED = "pump-07";

    private static final int GAP = 10;
    private static final int DEVICES = 40;
    private static final int STEPS = 30;
    private static final long START = Instant.parse("2026-11-21T00:00:00Z").toEpochMilli();

    private static final String TOKEN = "a-token-of-some-length";
    private static final ProcessEndpoint PROCESS = new ProcessEndpoint(
            () -> List.of(new ProcessEndpoint.RoleState("forecaster", "RUNNING", 4, 0, 12, 250, 750)),
            Map.of("forecast.horizon", "24"));

    private final List<ModelChanger.Order> orders = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private ReadSide read;
    private WebServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        read = ReadSide.start(new ReadSide.Sources(
                TopicNames.defaults(),
                Map.of("bootstrap.servers", "127.0.0.1:1"),
                ModelKeys.none(),
                ForecastFormat.JSON,
                "test",
                Instant.EPOCH,
                new Fleet.Limits(100, STEPS)));
        for (int step = 0; step < STEPS; step++) {
            for (int device = 0; device < DEVICES; device++) {
                close(name(device), step, device);
            }
        }
        close(HOSTILE, STEPS, 0);
        model(1);
        model(2);
        read.deadLetters()
                .add(DeadLetter.of(new ConsumerRecord<>("dead", 0, 0, "k", "{\"temp\":".getBytes(UTF_8)), null));
        server = WebServer.start(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), true).withWriters(writers()),
                AppEndpoints.api(
                        read,
                        order -> {
                            orders.add(order);
                            return order.change() + " of " + order.model();
                        },
                        PROCESS));
        browser = Browser.open(folder.resolve("profile"));
        browser.size(1200, 900);
    }

    @AfterEach
    void stop() {
        browser.close();
        server.close();
        read.close();
    }

    private Writers writers() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Properties given = new Properties();
        given.put("tidecast.http.write-token-file", file.toString());
        return Settings.of(new SettingSources().system(given)).http().writers();
    }

    private static String name(int device) {
        return "pump-%02d".formatted(device);
    }

    private static String time(int step) {
        return Instant.ofEpochMilli(START + step * 60_000L).toString();
    }

    /** The score of a step, and the forecast from it. */
    private void close(String device, int step, int seed) {
        double value = 20 + 5 * Math.sin((step + seed) / 3.0);
        String name = device.replace("\"", "\\\"");
        byte[] score =
                """
                {"schema":1,"device":"%s","model":"default","version":2,"at":"%s","target":"temp","actual":%s,\
                "anomaly":%s,"errors":{"model":[0.5,0.7]},"squared":{"model":[0.25,0.49]},"mase":{},\
                "coverage":{"0.9":0.88}}"""
                        .formatted(name, time(step), value, step == 20 ? 1.4 : 0.2)
                        .getBytes(UTF_8);
        byte[] forecast =
                """
                {"schema":1,"device":"%s","model":"default","version":2,"source":"model","status":"%s","origin":"%s",\
                "step":"PT1M","at":["%s","%s"],"targets":{"temp":{"mean":[%s,%s],"intervals":[{"level":0.5,\
                "lower":[%s,%s],"upper":[%s,%s]},{"level":0.9,"lower":[%s,%s],"upper":[%s,%s]}]}},\
                "crosses":[{"target":"temp","threshold":24,"direction":"above","at":"%s"}],"quality":{"observed":47,"filled":1},"skill":%s,\
                "weights":{"temp":{"first":{"network":0.6,"naive":0.4},"last":{"network":0.5,"naive":0.5}}}}"""
                        .formatted(
                                name,
                                seed % 10 == 9 ? "gap" : "ok",
                                time(step),
                                time(step + 1),
                                time(step + 2),
                                value,
                                value + 1,
                                value - 1,
                                value - 1,
                                value + 1,
                                value + 2,
                                value - 2,
                                value - 2,
                                value + 2,
                                value + 3,
                                time(step + 2),
                                seed / 100.0)
                        .getBytes(UTF_8);
        read.forecasts().forecast(device, forecast);
        read.fleet().forecast(device, forecast, OptionalLong.of(System.currentTimeMillis()));
        if (!device.equals(GAPPED) || step != GAP) {
            read.forecasts().score(device, score);
            read.fleet().score(device, score);
        }
    }

    /** A version, which serves from now on. */
    private void model(int version) {
        read.models()
                .accept(new ConsumerRecord<>(
                        "models", 0, version, "default/" + version, PublishedHistory.file("default", version)));
        ConsumerRecord<String, byte[]> entry =
                new ConsumerRecord<>("models", 0, version, "default", PublishedHistory.pointer(version));
        read.models().accept(entry);
        read.modelChanges().note(entry);
    }

    private void open(String view) throws Exception {
        browser.go(server.address() + "/" + view);
    }

    private void picture(String name) throws IOException {
        String pictures = System.getProperty("pictures", "");
        if (!pictures.isEmpty()) {
            Files.createDirectories(Path.of(pictures));
            Files.write(Path.of(pictures, name + ".png"), browser.picture());
        }
    }

    private void requireQuiet() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(server.address() + "/") || url.startsWith("data:"));
    }

    @Test
    void shouldShowTheFleetAndSortAndSearchIt() throws Exception {
        open("#/fleet");
        browser.awaitTrue("25 rows", "document.querySelectorAll('tbody tr').length === 25");
        browser.awaitTrue("lines", "document.querySelectorAll('svg.spark path.forecast').length === 25");
        picture("fleet");
        browser.value("document.querySelector('[data-sort=skill]').click()");
        browser.awaitTrue(
                "ascending", "document.querySelector('th[aria-sort=ascending]').textContent.includes('Skill')");
        browser.value("document.querySelector('[data-sort=skill]').click()");
        browser.awaitTrue("the best", "document.querySelector('tbody td').textContent === 'pump-39'");
        browser.value("(() => { const s = document.getElementById('search'); s.value = 'PUMP-0';"
                + " s.dispatchEvent(new Event('input')); })()");
        browser.awaitTrue("ten rows", "document.querySelectorAll('tbody tr').length === 10");
        requireQuiet();
    }

    @Test
    void shouldShowADeviceWithTheForecastOfItsTopicAndWhatComesNext() throws Exception {
        open("#/device/pump-03");
        browser.awaitTrue("a chart", "document.querySelectorAll('.chart canvas').length === 2");
        browser.awaitTrue("the last step", "document.body.textContent.includes('" + shown(STEPS - 1) + "')");
        picture("device");
        close("pump-03", STEPS, 3);
        browser.awaitTrue("the next step", "document.body.textContent.includes('" + shown(STEPS) + "')");
        requireQuiet();
    }

    private String plotted(String label) {
        return browser.value("(plot => { const i = plot.series.findIndex(one => one.label === '" + label
                + "'); return i < 0 ? 'none' : plot.data[0].map((at, k) => [at, plot.data[i][k]])"
                + ".filter(([, value]) => value !== null).map(pair => pair.join('=')).join(); })"
                + "(document.querySelector('.chart').plot)");
    }

    private static long seconds(int step) {
        return START / 1000 + step * 60L;
    }

    @Test
    void shouldDrawEveryBandTheThresholdWithItsFirstCrossingAndWhereAReadingIsMissing() throws Exception {
        open("#/device/" + GAPPED);
        browser.awaitTrue("a chart", "document.querySelector('.chart')?.plot !== undefined");
        assertThat(browser.value("document.querySelector('.chart').plot.bands.length"))
                .isEqualTo("2");
        assertThat(plotted("no reading")).startsWith(seconds(GAP) + "=").doesNotContain(",");
        assertThat(plotted("above it")).isEqualTo(seconds(STEPS + 1) + "=24");
        assertThat(plotted("threshold 24").split(",", -1)).hasSize(STEPS + 2);
        double value = 20 + 5 * Math.sin((STEPS - 1 + 7) / 3.0);
        for (String bound : List.of("50 % upper:1:2", "90 % lower:-2:-2", "forecast:0:1")) {
            String[] parts = bound.split(":", -1);
            String[] pairs = plotted(parts[0]).split("[,=]", -1);
            assertThat(pairs).as(bound).hasSize(4);
            assertThat(List.of(pairs[0], pairs[2]))
                    .containsExactly(seconds(STEPS) + "", seconds(STEPS + 1) + "");
            assertThat(Double.parseDouble(pairs[1]) - value).isCloseTo(Double.parseDouble(parts[1]), within(1e-6));
            assertThat(Double.parseDouble(pairs[3]) - value).isCloseTo(Double.parseDouble(parts[2]), within(1e-6));
        }
        assertThat(browser.value("document.querySelector('.chart').ariaLabel"))
                .isEqualTo("temp of pump-07: actual and forecast, crosses 24, 1 of 30 steps without a reading");
        requireQuiet();
    }

    @Test
    void shouldDrawTheSameTimesAsTheTablesHaveWhereverTheBrowserIs() throws Exception {
        browser.command("Emulation.setTimezoneOverride", Map.of("timezoneId", "America/New_York"));
        open("#/device/pump-03");
        browser.awaitTrue("a chart", "document.querySelectorAll('.chart canvas').length === 2");
        browser.awaitTrue("its axis", "document.querySelector('.chart').plot.axes[0]._values?.length > 1");
        assertThat(browser.value("document.querySelector('.chart').plot.axes[0]._values.join()"))
                .contains("11/21/26")
                .doesNotContain("11/20/26");
        assertThat(browser.value("document.querySelector('.chart').plot.axes[0].label"))
                .isEqualTo("UTC");
        requireQuiet();
    }

    @Test
    void shouldGoOnWhereAnAddressIsNoPercentEncoding() throws Exception {
        open("#/device/%");
        browser.awaitTrue("its name", "document.querySelector('h1')?.textContent === '%'");
        browser.awaitTrue(
                "why nothing is shown", "document.getElementById('live').textContent.includes('topic forecasts')");
        browser.value("location.hash = '#/fleet'");
        browser.awaitTrue("rows", "document.querySelectorAll('tbody tr').length === 25");
        assertThat(browser.complaints()).allMatch(line -> line.contains("503"));
    }

    /** Focuses an element, which is then {@code window.kept}. */
    private void focus(String expression) {
        browser.value("(window.kept = " + expression + ").focus()");
    }

    private void requireFocus() {
        assertThat(browser.value("window.kept === document.activeElement && window.kept.isConnected"))
                .as("the same node has the focus still")
                .isEqualTo("true");
    }

    @Test
    void shouldKeepTheFocusOfALinkWhenTheFleetMovesOn() throws Exception {
        open("#/fleet");
        browser.awaitTrue("25 rows", "document.querySelectorAll('tbody tr').length === 25");
        browser.value("document.querySelector('[data-sort=origin]').click()");
        browser.awaitTrue("by time", "document.querySelector('th[aria-sort=ascending]').textContent.includes('step')");
        browser.value("document.querySelector('[data-sort=origin]').click()");
        browser.awaitTrue("newest first", "document.querySelector('tbody td a').textContent.startsWith('<img')");
        focus("document.querySelectorAll('tbody tr')[1].querySelector('a')");
        String device = browser.value("window.kept.textContent");
        close("pump-30", STEPS + 1, 30);
        browser.awaitTrue("what is newest now", "document.querySelector('tbody td a').textContent === 'pump-30'");
        requireFocus();
        assertThat(browser.value("window.kept.textContent")).isEqualTo(device);
    }

    @Test
    void shouldKeepTheFocusOfATableWhenHealthMovesOn() throws Exception {
        open("#/health");
        browser.awaitTrue("the letter", "document.body.textContent.includes('{\"temp\":')");
        focus("document.querySelector('[aria-label=\"Dead letters\"]')");
        read.deadLetters()
                .add(DeadLetter.of(new ConsumerRecord<>("dead", 0, 1, "k", "no reading".getBytes(UTF_8)), null));
        browser.awaitTrue("the next letter", "document.body.textContent.includes('no reading')");
        requireFocus();
    }

    @Test
    void shouldKeepTheChosenVersionsWhenAModelMovesOn() throws Exception {
        open("#/model/default");
        browser.awaitTrue("versions", "document.querySelectorAll('main select').length === 2");
        focus("document.querySelectorAll('main select')[1]");
        browser.value("(window.kept.value = '1', window.kept.dispatchEvent(new Event('change')))");
        model(3);
        browser.awaitTrue("the third", "[...window.kept.options].some(one => one.value === '3')");
        requireFocus();
        assertThat(browser.value("window.kept.value")).isEqualTo("1");
    }

    private static String shown(int step) {
        return time(step).replace("T", " ").replace("Z", "");
    }

    @Test
    void shouldShowAModelsVersionsAndWhatServesNext() throws Exception {
        open("#/model/default");
        browser.awaitTrue("what serves", "document.querySelector('.cards dd')?.textContent === '2'");
        picture("model");
        model(3);
        browser.awaitTrue("what serves now", "document.querySelector('.cards dd')?.textContent === '3'");
        requireQuiet();
    }

    /** Texts of the cells of a table's rows, one row after another. */
    private String cells(String table) {
        return browser.value("[...document.querySelectorAll('[aria-label=\"" + table
                + "\"] tbody tr')].map(row => [...row.cells].map(cell => cell.textContent).join(' | ')).join('\\n')");
    }

    @Test
    void shouldShowWhereAVersionComesFromWhatItLearntAndHowItWasJudged() throws Exception {
        model(3);
        open("#/model/default");
        browser.awaitTrue("a learning curve", "document.querySelectorAll('.chart canvas').length === 2");
        assertThat(cells("Fine-tunes").split("\n", -1))
                .contains(
                        "2026-11-21 05:00:00 | 4 | rejected: worse on live windows | requested: r-1 | 0.4 | 0.39"
                                + " | 0.41 / 0.47",
                        "2026-11-21 04:00:00 | 3 | promoted: 20 % better | drift: 14.2 above 12 | 0.5 | 0.4 | –");
        assertThat(cells("Two versions").split("\n", -1)).contains("reason | steps: 2000 new | steps: 3000 new");
        assertThat(cells("Versions")).startsWith("3 | serving | ").contains(" | default/2 | ", "2 | previous | ");
        assertThat(browser.value("document.body.textContent.includes('Held-out error 0.5 and 0.3333, each on its own"
                        + " windows: the second is 33.3 % lower.')"))
                .isEqualTo("true");
        assertThat(browser.value("[...document.querySelectorAll('.chart')].map(box => box.ariaLabel + ': '"
                        + " + box.plot.data[1].join(' ')).join()"))
                .isEqualTo("lossCurve of version 2: 0.9 0.7 0.625 0.5,lossCurve of version 3: 0.9 0.7 0.625 0.5");
        picture("model-history");
        browser.value("(select => { select.value = '1'; select.dispatchEvent(new Event('change')); })"
                + "(document.querySelector('main select'))");
        browser.awaitTrue(
                "the first version", "document.querySelector('[aria-label=\"Two versions\"] th:nth-child(2)').textContent === '1'");
        requireQuiet();
    }

    @Test
    void shouldShowDeadLettersAndWhatIsNotRead() throws Exception {
        open("#/health");
        browser.awaitTrue("the letter", "document.body.textContent.includes('{\"temp\":')");
        picture("health");
        requireQuiet();
    }

    @Test
    void shouldShowANameOfADeviceAsTextWhateverItIs() throws Exception {
        open("#/fleet");
        browser.awaitTrue("its row", "document.querySelector('tbody td').textContent === `" + HOSTILE + "`");
        browser.value("document.querySelector('tbody a').click()");
        browser.awaitTrue("its page", "document.querySelector('h1')?.textContent === `" + HOSTILE + "`");
        browser.awaitTrue("its chart", "document.querySelectorAll('.chart canvas').length === 2");
        requireQuiet();
    }

    private void enter(String field, String text) {
        browser.value("document.getElementById('" + field + "').value = '" + text + "'");
    }

    @Test
    void shouldPinAndRollBackWithTheTokenAndChangeNothingWithAnother() throws Exception {
        open("#/model/default");
        browser.awaitTrue("what serves", "document.querySelector('.cards dd')?.textContent === '2'");
        assertThat(browser.value("document.querySelectorAll('[data-change]').length"))
                .as("without a token")
                .isEqualTo("0");
        enter("write-token", "another-token-of-length");
        browser.value("document.getElementById('use-write-token').click()");
        browser.awaitTrue("the buttons", "document.querySelectorAll('[data-change]').length === 5");
        browser.value("document.querySelector('[data-change=pin]').click()");
        browser.awaitTrue(
                "the refusal", "document.getElementById('done').textContent.includes('a bearer token is needed')");
        assertThat(orders).isEmpty();
        // A refusal is an error to the browser's console too.
        assertThat(browser.complaints()).allMatch(line -> line.contains("401"));
        browser.awaitTrue("to be asked again", "document.getElementById('write-token') !== null");
        enter("write-token", TOKEN);
        browser.value("document.getElementById('use-write-token').click()");
        browser.awaitTrue("the buttons", "document.querySelectorAll('[data-change]').length === 5");
        enter("change-version", "1");
        enter("change-reason", "a leak");
        browser.value("document.querySelector('[data-change=pin]').click()");
        browser.awaitTrue("that it is done", "document.getElementById('done').textContent === 'PIN of default'");
        browser.value("document.querySelector('[data-change=rollback]').click()");
        browser.awaitTrue("that it is done", "document.getElementById('done').textContent === 'ROLLBACK of default'");
        assertThat(orders)
                .extracting(order -> order.change() + " " + order.version() + " " + order.reason())
                .containsExactly("PIN 1 a leak", "ROLLBACK 0 a leak");
    }

    @Test
    void shouldHaveNoViolationThatAxeFindsInAnyViewInLightAndDark() throws Exception {
        String axe;
        try (InputStream script = DashboardBrowserTest.class.getResourceAsStream(
                "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            axe = new String(script.readAllBytes(), UTF_8);
        }
        for (boolean dark : List.of(false, true)) {
            browser.dark(dark);
            for (String view : List.of("fleet", "device/pump-01", "model/default", "health")) {
                open("#/" + view);
                String title = "Tidecast: " + view.replaceAll(".*/", "");
                browser.awaitTrue(
                        view, "document.title === '" + title + "' && document.querySelector('.cards') !== null");
                browser.command(
                        "Runtime.evaluate",
                        Map.of(
                                "expression",
                                axe + "; axe.run().then(found => { window.found = found.violations.map(one => one.id"
                                        + " + ': ' + one.nodes.map(node => node.html).join(' | ')).join('; '); })"));
                browser.awaitTrue("axe", "window.found !== undefined");
                assertThat(browser.value("window.found"))
                        .as("%s, dark %s", view, dark)
                        .isEmpty();
                browser.value("delete window.found");
            }
        }
    }

    @Test
    void shouldShowDistributionsWeightsAndTheProcess() throws Exception {
        open("#/fleet");
        browser.awaitTrue("bins", "document.querySelectorAll('figure.bins').length === 3");
        browser.awaitTrue(
                "a latency",
                "[...document.querySelectorAll('.cards div')].some(card => /^Latency, median[0-9.,]+ m?s$/.test(card.textContent))");
        open("#/device/pump-03");
        browser.awaitTrue("weights over time", "document.querySelectorAll('.chart canvas').length === 2");
        browser.awaitTrue("missing inputs", "document.body.textContent.includes('Steps missing')");
        open("#/health");
        browser.awaitTrue("the role", "document.body.textContent.includes('forecaster')");
        browser.awaitTrue("restored of all", "document.body.textContent.includes('250 of 1,000')");
        browser.awaitTrue("a setting", "document.body.textContent.includes('forecast.horizon')");
        requireQuiet();
    }

    @Test
    void shouldFitAPhoneInTheDark() throws Exception {
        browser.size(360, 740);
        browser.dark(true);
        for (String view : List.of("fleet", "device/pump-01", "model/default", "health")) {
            open("#/" + view);
            String title = "Tidecast: " + view.replaceAll(".*/", "");
            browser.awaitTrue(view, "document.title === '" + title + "' && document.querySelector('.cards') !== null");
            picture("phone-" + view.replaceAll("/.*", ""));
            assertThat(browser.value("document.documentElement.scrollWidth"))
                    .as(view)
                    .isEqualTo("360");
            assertThat(browser.value("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(21, 24, 27)");
        }
        requireQuiet();
    }

    @Test
    void shouldReachEveryControlByTheKeyboardAndNameIt() throws Exception {
        open("#/fleet");
        browser.awaitTrue("rows", "document.querySelectorAll('tbody tr').length === 25");
        assertThat(browser.value("[...document.querySelectorAll('input,select,button')].filter(e => e.offsetParent &&"
                        + " !(e.labels?.length || e.textContent.trim() || e.ariaLabel)).length"))
                .isEqualTo("0");
        assertThat(browser.value("[...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).length"))
                .isEqualTo("0");
        assertThat(browser.value("document.querySelectorAll('main').length + document.documentElement.lang"))
                .isEqualTo("1en");
    }
}
