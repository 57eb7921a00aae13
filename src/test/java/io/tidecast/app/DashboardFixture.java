package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in Chromium over views that are filled by hand: forty pumps, a model, a dead letter. */
@Tag("browser")
@Timeout(120)
abstract class DashboardFixture {
    static final String HOSTILE = "<img src=x onerror=alert(1)>/\"'&";
    /** A device without a reading at one step. */
    static final String GAPPED = "pump-07";

    static final int GAP = 10;
    static final int DEVICES = 40;
    static final int STEPS = 30;
    static final long START = Instant.parse("2026-11-21T00:00:00Z").toEpochMilli();

    static final String TOKEN = "a-token-of-some-length";
    static final ProcessEndpoint PROCESS = new ProcessEndpoint(
            () -> List.of(new ProcessEndpoint.RoleState("forecaster", "RUNNING", 4, 0, 12, 250, 750)),
            Map.of("forecast.horizon", "24"));

    final List<ModelChanger.Order> orders = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    ReadSide read;
    WebServer server;
    Browser browser;

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
                        AppEndpoints.Devices.NONE,
                        order -> {
                            orders.add(order);
                            return order.change() + " of " + order.model();
                        },
                        PROCESS));
        browser = Browser.open();
        browser.size(1200, 900);
    }

    @AfterEach
    void stop() {
        browser.close();
        server.close();
        read.close();
    }

    Writers writers() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Properties given = new Properties();
        given.put("tidecast.http.write-token-file", file.toString());
        return Settings.of(new SettingSources().system(given)).http().writers();
    }

    static String name(int device) {
        return "pump-%02d".formatted(device);
    }

    static String time(int step) {
        return Instant.ofEpochMilli(START + step * 60_000L).toString();
    }

    /** The score of a step, and the forecast from it. */
    void close(String device, int step, int seed) {
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
        read.forecasts().forecast(device, forecast).ifPresent(made -> read.fleet()
                .forecast(made, OptionalLong.of(System.currentTimeMillis())));
        if (!device.equals(GAPPED) || step != GAP) {
            read.forecasts().score(device, score).ifPresent(read.fleet()::score);
        }
    }

    /** A version, which serves from now on. */
    void model(int version) {
        read.models()
                .accept(new ConsumerRecord<>(
                        "models", 0, version, "default/" + version, PublishedHistory.file("default", version)));
        ConsumerRecord<String, byte[]> entry =
                new ConsumerRecord<>("models", 0, version, "default", PublishedHistory.pointer(version));
        read.models().accept(entry);
        read.modelChanges().note(entry);
    }

    void open(String view) throws Exception {
        browser.go(server.address() + "/" + view);
    }

    void picture(String name) throws IOException {
        String pictures = System.getProperty("pictures", "");
        if (!pictures.isEmpty()) {
            Files.createDirectories(Path.of(pictures));
            Files.write(Path.of(pictures, name + ".png"), browser.picture());
        }
    }

    void requireQuiet() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(server.address() + "/") || url.startsWith("data:"));
    }

    static long seconds(int step) {
        return START / 1000 + step * 60L;
    }

    /** Texts of the cells of a table's rows, one row after another. */
    String cells(String table) {
        return browser.value("[...document.querySelectorAll('[aria-label=\"" + table
                + "\"] tbody tr')].map(row => [...row.cells].map(cell => cell.textContent).join(' | ')).join('\\n')");
    }

    void enter(String field, String text) {
        browser.value("document.getElementById('" + field + "').value = '" + text + "'");
    }
}
