package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.view.PublishedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of an application that runs, in Chromium: it shows what the topics have, and changes them. */
@Tag("browser")
@Timeout(240)
class DashboardRunTest {
    private static final String TOKEN = "a-token-of-some-length";
    private static final String DEVICE = "pump-1";
    private static final int READINGS = 60;
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    @TempDir
    private Path folder;

    private KafkaClients clients;
    private Browser browser;

    private Settings settings(String servers) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Map<String, String> flags = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", servers,
                "kafka.state.dir", folder.resolve("state").toString(),
                "readings.values", "temp",
                "series.step", "1m",
                "series.idle-close", "0s",
                "forecast.window", "12",
                "forecast.horizon", "4",
                "forecast.season", "10m",
                "forecast.levels", "0.5,0.9",
                "learning.enabled", "false"));
        flags.put("http.port", "0");
        flags.put("http.write-token-file", token.toString());
        return Settings.of(new SettingSources().flags(flags).system(new Properties()));
    }

    private void send() throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (int step = 0; step < READINGS; step++) {
                String reading = "{\"device\":\"%s\",\"ts\":\"%s\",\"values\":{\"temp\":%s}}"
                        .formatted(DEVICE, START.plus(Duration.ofMinutes(step)), 20 + Math.sin(step) + step % 10);
                producer.send(new ProducerRecord<>("readings", DEVICE, reading.getBytes(UTF_8)))
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** The last forecast that the topic has, once every step has one. */
    private JsonNode lastForecast() throws Exception {
        byte[] last = null;
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            TopicPartition partition = new TopicPartition("forecasts", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int count = 0; count < READINGS - 1; ) {
                for (ConsumerRecord<String, byte[]> entry : consumer.poll(Duration.ofMillis(100))) {
                    last = entry.value();
                    count++;
                }
            }
        }
        return new ObjectMapper().readTree(last);
    }

    @Test
    void shouldDrawTheForecastThatTheTopicHasAndChangeTheModelThatServes() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Settings settings = settings(broker.bootstrapServers());
            clients = new KafkaClients(settings.kafka());
            try (Admin admin = clients.admin()) {
                Topics.all(settings.topics()).create(admin, 1, Optional.of((short) 1));
            }
            TidecastStreams streams = new TidecastStreams(settings.stream());
            try (Monitoring monitoring = Monitoring.of(settings, streams);
                    streams;
                    Browser opened = Browser.open()) {
                browser = opened;
                streams.start();
                send();
                String page = monitoring.dashboard().orElseThrow() + "/";
                requireDrawn(page, lastForecast());
                requireExplained(lastForecast());
                requireChanged(page);
                assertThat(browser.complaints()).isEmpty();
                browser.go(page + "#/model");
                browser.awaitTrue("the model", "document.querySelectorAll('tbody tr').length === 1");
                assertThat(browser.violations()).as("of the models").isEmpty();
            }
        }
    }

    private void requireDrawn(String page, JsonNode record) throws Exception {
        browser.go(page + "#/device/" + DEVICE);
        JsonNode at = record.path("at");
        long last = seconds(at.get(at.size() - 1));
        browser.awaitTrue("the last forecast", "document.querySelector('.chart')?.plot?.data[0].at(-1) === " + last);
        JsonNode temp = record.at("/targets/temp");
        assertThat(temp.path("mean")).hasSize(4);
        requireLine("forecast", at, temp.path("mean"));
        assertThat(temp.path("intervals")).hasSize(2);
        for (JsonNode interval : temp.path("intervals")) {
            String level = Math.round(100 * interval.path("level").asDouble()) + " % ";
            requireLine(level + "lower", at, interval.path("lower"));
            requireLine(level + "upper", at, interval.path("upper"));
        }
    }

    /** The parts of the forecast that is on the page, as the stream thread answers. */
    private void requireExplained(JsonNode record) throws Exception {
        browser.value("document.getElementById('explain').click()");
        browser.awaitTrue("an explanation", "document.querySelectorAll('#explanation table').length === 2");
        String[] last = browser.value("[...document.querySelectorAll('#explanation tbody tr:last-child')]"
                        + ".map((row) => row.cells[1].textContent).join(' ')")
                .split(" ", -1);
        double mean = record.at("/targets/temp/mean/0").asDouble();
        for (String shown : last) {
            assertThat(Double.parseDouble(shown)).isCloseTo(mean, offset(0.001));
        }
    }

    private void requireLine(String label, JsonNode at, JsonNode values) {
        Map<Long, Double> drawn = new LinkedHashMap<>();
        for (String point : browser.plotted(label).split(",", -1)) {
            String[] pair = point.split("=", -1);
            drawn.put(Long.parseLong(pair[0]), Double.parseDouble(pair[1]));
        }
        Map<Long, Double> published = new LinkedHashMap<>();
        for (int h = 0; h < at.size(); h++) {
            published.put(seconds(at.get(h)), values.get(h).asDouble());
        }
        assertThat(drawn).as(label).isEqualTo(published);
    }

    private static long seconds(JsonNode time) {
        return Instant.parse(time.asText()).getEpochSecond();
    }

    private void requireChanged(String page) throws Exception {
        browser.go(page + "#/model/default");
        browser.awaitTrue("the first version", serves(1));
        browser.value("document.getElementById('write-token').value = '" + TOKEN + "'");
        browser.value("document.getElementById('use-write-token').click()");
        browser.value("document.getElementById('change-reason').value = 'a leak'");
        change("reset", serves(2));
        assertThat(pointer().reason()).isEqualTo("reset by the API: a leak");
        change("rollback", serves(1));
        assertThat(pointer().serving()).isEqualTo(1);
        browser.value("document.getElementById('change-version').value = '2'");
        change("pin", serves(2));
        assertThat(pointer())
                .satisfies(now -> assertThat(now.pinned()).isTrue())
                .satisfies(now -> assertThat(now.serving()).isEqualTo(2));
        browser.awaitTrue("that it is pinned", "document.querySelectorAll('.cards dd')[3].textContent === 'yes'");
    }

    private static String serves(int version) {
        return "document.querySelector('.cards dd')?.textContent === '" + version + "'";
    }

    private void change(String name, String shown) throws Exception {
        browser.value("document.querySelector('[data-change=" + name + "]').click()");
        browser.awaitTrue(name + " on the page", shown);
    }

    private Pointer pointer() {
        return PublishedModels.read(clients, "models", ModelKeys.none(), "default")
                .pointer()
                .orElseThrow();
    }
}
