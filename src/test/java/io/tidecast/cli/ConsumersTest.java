package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.stream.KafkaClients;
import java.io.BufferedReader;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    private static final String FORECAST =
            """
            {"schema":1,"device":"pump-7","model":"default","version":42,"source":"model","status":"ok",\
            "origin":"2026-11-21T05:00:00Z","step":"PT1M","at":["2026-11-21T05:01:00Z","2026-11-21T05:02:00Z"],\
            "targets":{"temp":{"mean":[71.2,100],"intervals":[{"level":0.5,"lower":[71,99],"upper":[72,101]},\
            {"level":0.9,"lower":[69.9,90],"upper":[72.4,110]}]}},"skill":0.31}""";

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
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
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

    /** Python with its library where the build's own folder has it, or the system. */
    private static ProcessBuilder python(String... arguments) {
        ProcessBuilder python = new ProcessBuilder(
                Stream.concat(Stream.of("python3"), Stream.of(arguments)).toList());
        python.environment()
                .put("PYTHONPATH", Path.of("target/python").toAbsolutePath().toString());
        return python;
    }

    /** From 2.1 on kafka-python knows of transactions. */
    private static boolean hasKafka() throws Exception {
        return isThere("python3")
                && python("-c", "import kafka; kafka.KafkaConsumer.DEFAULT_CONFIG['isolation_level']")
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
    }

    @Test
    void shouldPrintWhatIsCommittedWhenReadByPythonsLibrary() throws Exception {
        assumeTrue(hasKafka(), "kafka-python of 2.1 or later is not installed");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            assertThat(CommandRun.of("topics", "create", "--partitions=1", "--bootstrap", broker.bootstrapServers())
                            .exitCode())
                    .isZero();
            Process process = python(FOLDER.resolve("forecasts.py").toString(), broker.bootstrapServers(), "forecasts")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Map<String, String> kafka =
                    Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "consumers-test");
            try (Producer<String, byte[]> producer = new KafkaClients(kafka).producer();
                    BufferedReader out = process.inputReader(UTF_8)) {
                producer.initTransactions();
                // It reads from where the topic ends when it has come to that.
                Await.until("the first row", Duration.ofSeconds(60), () -> {
                    assertThat(process.isAlive()).isTrue();
                    send(producer, "pump-7", true);
                    return out.ready();
                });
                send(producer, "given-up", false);
                send(producer, "last", true);
                Set<String> before = new TreeSet<>();
                String row = out.readLine();
                while (!row.startsWith("last\t")) {
                    before.add(row);
                    row = out.readLine();
                }
                assertThat(before)
                        .containsExactly(
                                "pump-7\ttemp\t2026-11-21T05:01:00Z\t71.2\t69.9\t72.4",
                                "pump-7\ttemp\t2026-11-21T05:02:00Z\t100\t90\t110");
                assertThat(row).isEqualTo("last\ttemp\t2026-11-21T05:01:00Z\t71.2\t69.9\t72.4");
            } finally {
                process.destroy();
            }
        }
    }

    private static void send(Producer<String, byte[]> producer, String device, boolean committed) throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(
                        "forecasts", device, FORECAST.replace("pump-7", device).getBytes(UTF_8)))
                .get();
        if (committed) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
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
