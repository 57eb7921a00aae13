package io.tidecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.csv.CsvFormat;
import io.tidecast.series.TimeStep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DemoTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldForecastEveryDeviceAndLeaveNothingBehindWhenFilesAreSentToABrokerThatIsThere(@TempDir Path folder)
            throws Exception {
        List<Path> files = List.of(write(folder, "north"), write(folder, "south"));
        CsvFormat columns = new CsvFormat(Optional.empty(), "time", List.of("level"), ZoneId.of("UTC"));
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            DemoSettings settings = new DemoSettings(
                    1,
                    Optional.empty(),
                    Duration.ofDays(3).toSeconds(),
                    1,
                    files,
                    Optional.of(columns),
                    TimeStep.of(Duration.ofHours(1)),
                    Optional.of(broker.bootstrapServers()),
                    false);
            int code = new Demo(settings, new PrintWriter(out), new PrintWriter(err)).run();
            assertThat(code).as(err.toString()).isZero();
            assertThat(out.toString())
                    .contains("2 files, 3 days of event time a second")
                    .contains("./tidecast watch --bootstrap " + broker.bootstrapServers()
                            + " --topics-forecasts tidecast-demo-")
                    .contains("readings        480 (")
                    .contains("for 2 of 2 devices")
                    .doesNotContain("unreadable");
            assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS)).isEmpty();
            assertThat(admin.listGroups().all().get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    private static String get(String address) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    void shouldOpenOnAPageFirstAndEndWithASummaryAndNoErrorWhenItIsStopped() throws Exception {
        CompletableFuture<Demo> running = new CompletableFuture<>();
        Map<String, String> answers = new HashMap<>();
        StringWriter stopping = new StringWriter() {
            @Override
            public void flush() {
                String address = toString().replaceFirst("(?s)The dashboard is at (\\S+).*", "$1");
                if (answers.isEmpty()) {
                    answers.put("page", get(address + "/"));
                    answers.put("too early", get(address + "/api/v1/summary"));
                }
                // The first line of figures says that it runs.
                if (toString().contains("00:05  readings ")) {
                    answers.put("devices", get(address + "/api/v1/devices"));
                    answers.put("process", get(address + "/api/v1/process"));
                    running.join().stop();
                }
            }
        };
        List<URI> opened = new ArrayList<>();
        Demo demo = new Demo(DemoSettings.defaults(), new PrintWriter(stopping), new PrintWriter(err), opened::add);
        running.complete(demo);
        assertThat(demo.run()).isZero();
        assertThat(stopping.toString())
                .startsWith("The dashboard is at http://127.0.0.1:")
                .contains("Summary of 5 s", "readings        ", "of 10 devices");
        assertThat(stopping.toString()).startsWith("The dashboard is at " + opened.get(0) + "\n");
        assertThat(opened).hasSize(1);
        assertThat(answers.get("page")).startsWith("200 ").contains("<title>Tidecast</title>");
        assertThat(answers.get("too early")).isEqualTo("503 {\"reasons\":[\"the demo is being started\"]}");
        assertThat(answers.get("devices")).startsWith("200 ").contains("\"total\":10");
        assertThat(answers.get("process"))
                .startsWith("200 ")
                .contains("\"role\":\"forecaster\"", "\"role\":\"trainer\"", "\"forecast.horizon\":\"24\"");
        assertThat(err.toString()).isEmpty();
    }

    private static Path write(Path folder, String device) throws Exception {
        StringBuilder text = new StringBuilder("time,level\n");
        for (int hour = 0; hour < 240; hour++) {
            text.append(Instant.parse("2020-01-01T00:00:00Z").plus(Duration.ofHours(hour)))
                    .append(',')
                    .append(hour % 24)
                    .append('\n');
        }
        return Files.writeString(folder.resolve(device + ".csv"), text);
    }
}
