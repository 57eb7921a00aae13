package io.tidecast.cli;

import static io.tidecast.cli.ForecastsInTransactions.FORECAST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.stream.KafkaClients;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The consumers that the docs show, where what they run on is there. */
@Timeout(90)
class ConsumersTest {
    private static final Path FOLDER = Path.of("docs/examples/consumers");

    private static String run(String input, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }

    private static boolean isThere(String program) {
        return all(program).findAny().isPresent();
    }

    private static Stream<Path> all(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable);
    }

    @Test
    void shouldPrintEveryStepAheadWhenReadByPython() throws Exception {
        assumeTrue(isThere("python3"), "python3 is not on the path");
        assertThat(run(
                                FORECAST + "\n",
                                "python3",
                                FOLDER.resolve("forecasts.py").toString())
                        .lines())
                .containsExactly(
                        "pump-7\ttemp\t2026-11-21T05:01:00Z\t71.2\t69.9\t72.4",
                        "pump-7\ttemp\t2026-11-21T05:02:00Z\t100\t90\t110");
    }

    /** The first Python of the path that has the library: a machine may have several. */
    private static Optional<String> pythonWithKafka() throws Exception {
        for (Path python : all("python3").toList()) {
            Process process = new ProcessBuilder(python.toString(), "-c", "import confluent_kafka")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() == 0) {
                return Optional.of(python.toString());
            }
        }
        return Optional.empty();
    }

    @Test
    void shouldPrintWhatIsCommittedWhenReadByPythonsLibrary() throws Exception {
        Optional<String> python = pythonWithKafka();
        assumeTrue(python.isPresent(), "no python3 on the path has confluent-kafka");
        try (ForecastsInTransactions forecasts = ForecastsInTransactions.start()) {
            assertThat(forecasts.readBy(
                            python.get(),
                            FOLDER.resolve("forecasts.py").toString(),
                            forecasts.bootstrap(),
                            "forecasts"))
                    .containsExactlyInAnyOrder(
                            "pump-7\ttemp\t2026-11-21T05:01:00Z\t71.2\t69.9\t72.4",
                            "pump-7\ttemp\t2026-11-21T05:02:00Z\t100\t90\t110",
                            "warming-up\ttemp\t2026-11-21T05:01:00Z\t71.2\t69.9\t72.4",
                            "warming-up\ttemp\t2026-11-21T05:02:00Z\t100\t90\t110",
                            "last\ttemp\t2026-11-21T05:01:00Z\t71.2\t69.9\t72.4");
        }
    }

    @Test
    void shouldPrintTheNextValueWhenReadByTheShell() throws Exception {
        assumeTrue(isThere("jq"), "jq is not on the path");
        assertThat(run(FORECAST, "sh", FOLDER.resolve("forecasts.sh").toString()))
                .isEqualTo("pump-7\ttemp\t2026-11-21T05:01:00Z\t71.2\n");
    }

    @Test
    void shouldPrintTheNextValueWhenReadByJava() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            assertThat(CommandRun.of("topics", "create", "--bootstrap", broker.bootstrapServers())
                            .exitCode())
                    .isZero();
            try (Producer<String, byte[]> producer = new KafkaClients(kafka).producer()) {
                producer.send(new ProducerRecord<>("forecasts", "pump-7", FORECAST.getBytes(UTF_8)))
                        .get();
            }
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String out = run(
                    "",
                    java,
                    "-cp",
                    System.getProperty("java.class.path"),
                    FOLDER.resolve("Forecasts.java").toString(),
                    broker.bootstrapServers(),
                    "forecasts",
                    "1");
            assertThat(out.lines()).contains("pump-7\ttemp\t2026-11-21T05:01:00Z\t71.2");
        }
    }

    @Test
    void shouldNameColumnsThatAForecastHasWhenDeclaredInFlink() throws Exception {
        String sql = Files.readString(FOLDER.resolve("forecasts.sql"));
        String table = sql.substring(sql.indexOf('('), sql.indexOf(") WITH"));
        JsonNode forecast = new ObjectMapper().readTree(FORECAST);
        List<String> columns = new ArrayList<>();
        Matcher column = Pattern.compile("(?m)^  `([a-z]+)`").matcher(table);
        while (column.find()) {
            columns.add(column.group(1));
        }
        assertThat(columns).hasSizeGreaterThan(8).allMatch(forecast::has);
        JsonNode target = forecast.path("targets").path("temp");
        assertThat(List.of("mean", "intervals")).allMatch(name -> target.has(name) && table.contains("`" + name + "`"));
        assertThat(List.of("level", "lower", "upper"))
                .allMatch(name -> target.path("intervals").path(0).has(name) && table.contains("`" + name + "`"));
    }
}
