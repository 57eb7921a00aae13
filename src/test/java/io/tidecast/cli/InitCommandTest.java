package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.stream.KafkaClients;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code init} against a real broker: doctor and run accept what it writes. */
@Timeout(90)
class InitCommandTest {
    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
        createTopic(broker.bootstrapServers());
        Instant start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(2));
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (int i = 0; i < 240; i++) {
                String value = String.format(
                        Locale.ROOT,
                        "{\"machine\":{\"id\":\"press-%d\"},\"measured\":\"%s\",\"data\":{\"temperature\":%.2f,\"kwh\":%d}}",
                        i % 2,
                        start.plusSeconds(60L * (i / 2)),
                        40 + 5 * Math.sin(i / 9.0),
                        1000 + i);
                producer.send(new ProducerRecord<>("plant.sensors", value.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private static void createTopic(String bootstrap) {
        assertThat(CommandRun.of(
                                "topics",
                                "create",
                                "--partitions=1",
                                "--bootstrap",
                                bootstrap,
                                "--topics-readings=plant.sensors")
                        .exitCode())
                .isZero();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private CommandRun init(Path out, String... more) {
        String[] args = {
            "init",
            "--bootstrap",
            broker.bootstrapServers(),
            "--topics-readings",
            "plant.sensors",
            "-o",
            out.toString(),
            "--for",
            "2s"
        };
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return CommandRun.of(all);
    }

    @Test
    void shouldWriteWhatDoctorAndRunAcceptWhenItLookedAtATopic() throws Exception {
        Path yaml = folder.resolve("plant.yaml");
        CommandRun run = init(yaml, "--yes");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("240 records seen.", "readings.device: /machine/id\n      2 names come again and again there")
                .contains("readings.time: /measured", "kwh is a counter", "Wrote " + yaml)
                .contains("  tidecast doctor -c " + yaml);
        assertThat(yaml)
                .content()
                .contains("values: {temperature: /data/temperature, kwh: /data/kwh}")
                .contains("aggregation: {temperature: mean, kwh: increase}", "step: 1m", "readings: plant.sensors");
        assertThat(CommandRun.of("topics", "create", "--partitions", "1", "-c", yaml.toString())
                        .exitCode())
                .isZero();
        CommandRun doctor = CommandRun.of("doctor", "-c", yaml.toString(), "--kafka=state.dir=" + folder);
        assertThat(doctor.out().lines()).allMatch(line -> line.startsWith("ok  "));
        assertThat(doctor.out()).contains("240 of the newest 240 records can be read, of 2 devices");
        CommandRun started = CommandRun.stoppedAt(
                "runs forecaster", "run", "-c", yaml.toString(), "--http-port=0", "--kafka=state.dir=" + folder);
        assertThat(started.exitCode()).isZero();
    }

    @Test
    void shouldLeaveAFileAloneWhenItIsThereAndNothingSaysOtherwise() throws Exception {
        Path yaml = Files.writeString(folder.resolve("mine.yaml"), "mine");
        CommandRun run = init(yaml, "--yes");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("mine.yaml is there already: --force writes over it");
        assertThat(yaml).hasContent("mine");
        assertThat(init(yaml, "--yes", "--force").exitCode()).isZero();
        assertThat(yaml).content().startsWith("tidecast:");
    }

    @Test
    void shouldWriteNothingWhenNobodyAgrees() {
        Path yaml = folder.resolve("asked.yaml");
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("n\n".getBytes(StandardCharsets.UTF_8)));
            CommandRun run = init(yaml);
            assertThat(run.out()).contains("? [y/n]", "is not written");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(yaml).doesNotExist();
            System.setIn(new ByteArrayInputStream("Y\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(init(yaml).exitCode()).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(yaml).exists();
    }

    @Test
    void shouldNameTheTopicsThereAreWhenItsOwnIsNot() {
        CommandRun run = CommandRun.of(
                "init",
                "--bootstrap",
                broker.bootstrapServers(),
                "-o",
                folder.resolve("x.yaml").toString(),
                "--yes");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("topic readings does not exist, there are dead-letters, forecasts, models, plant.sensors");
    }

    @Test
    void shouldSayTheColumnsWhenItLookedAtAFile() throws Exception {
        StringBuilder csv = new StringBuilder("pump,when,temp\n");
        LocalDateTime start = LocalDateTime.of(2026, 3, 2, 5, 0);
        for (int i = 0; i < 600; i++) {
            csv.append("p").append(i % 2).append(',').append(start.plusMinutes(i / 2));
            csv.append(',').append(20 + i * 7 % 5).append('\n');
        }
        Path file = Files.writeString(folder.resolve("pumps.csv"), csv);
        Path yaml = folder.resolve("csv.yaml");
        CommandRun run = CommandRun.of("init", file.toString(), "-o", yaml.toString(), "--yes");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("tidecast backtest " + file + " -c " + yaml + " --device-column pump --time-column when");
        CommandRun backtest = CommandRun.of(
                "backtest",
                file.toString(),
                "-c",
                yaml.toString(),
                "--device-column",
                "pump",
                "--time-column",
                "when",
                "--forecast-window=4",
                "--forecast-horizon=2",
                "--epochs=1");
        assertThat(backtest.err()).isEmpty();
        assertThat(backtest.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nosuch.csv|2|nosuch.csv does not exist",
                "empty.csv|2|empty.csv is empty; its first line must name the columns",
                "folder|2|folder must be a file that can be read",
                "lone.csv|1|lone.csv must have a first line that names two columns or more, and rows under it"
            })
    void shouldSayWhatAFileMustBeWhenItIsNot(String name, int exitCode, String message) throws Exception {
        Files.createFile(folder.resolve("empty.csv"));
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("lone.csv"), "a,b\n");
        Path file = folder.resolve(name);
        Path yaml = folder.resolve("none.yaml");
        CommandRun run = CommandRun.of("init", file.toString(), "-o", yaml.toString(), "--yes");
        assertThat(run.err()).startsWith("tidecast init: " + folder.resolve(message));
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(yaml).doesNotExist();
    }
}
