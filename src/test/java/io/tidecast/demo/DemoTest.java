package io.tidecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.csv.CsvFormat;
import io.tidecast.series.TimeStep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
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

    @Test
    void shouldEndWithASummaryAndNoErrorWhenItIsStopped() throws Exception {
        CompletableFuture<Demo> running = new CompletableFuture<>();
        StringWriter stopping = new StringWriter() {
            @Override
            public void flush() {
                // The first line of figures says that it runs.
                if (toString().contains("00:05  readings ")) {
                    running.join().stop();
                }
            }
        };
        Demo demo = new Demo(DemoSettings.defaults(), new PrintWriter(stopping), new PrintWriter(err));
        running.complete(demo);
        assertThat(demo.run()).isZero();
        assertThat(stopping.toString()).contains("Summary of 5 s", "readings        ", "of 10 devices");
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
