package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.StopSignal;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands against a real broker; each test finds it without topics. */
@Timeout(90)
class BrokerCommandsTest {
    private static final String FORECAST =
            """
            {"schema":1,"device":"pump-7","model":"default","version":42,"source":"model","status":"ok",\
            "origin":"2026-11-21T05:00:00Z","step":"PT1M","at":["2026-11-21T05:01:00Z","2026-11-21T05:02:00Z"],\
            "targets":{"temp":{"mean":[71.234567,100],"intervals":[{"level":0.9,"lower":[69.9,90],"upper":[72.4,110]}]}},\
            "skill":0.31}""";

    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void removeTopics() throws Exception {
        try (Admin admin = clients.admin()) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get(10, TimeUnit.SECONDS);
            while (!admin.listTopics().names().get().isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldMakeTopicsOnceAndSayWhatWasThereWhenAskedTwice() {
        CommandRun first = run("topics", "create", "--partitions", "2");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out().lines())
                .containsExactly(
                        "made   readings with 2 partitions",
                        "made   forecasts with 2 partitions",
                        "made   scores with 2 partitions",
                        "made   retraining with 2 partitions",
                        "made   models with 1 partition",
                        "made   dead-letters with 2 partitions");
        CommandRun second = run("topics", "create", "--topics-scores", "errors");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out().lines())
                .contains("made   errors with 2 partitions", "there  readings", "there  models");
    }

    @Test
    void shouldFindAllWellWhenTheDoctorLooksAtACreatedSet(@TempDir Path state) {
        run("topics", "create", "--partitions", "1");
        CommandRun run =
                run("doctor", "--readings-values", "temp", "--series-step", "1m", "--kafka=state.dir=" + state);
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).allMatch(line -> line.startsWith("ok    "));
        assertThat(run.out())
                .contains("settings: complete", "answers, 1 broker", "transaction.version 2", "topics: all there")
                .contains("sizes: topics take what is sent to them")
                .contains("exactly once:", "permissions: all topics")
                .contains("state is kept in " + state + ": as kafka.state.dir says");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void shouldFailWhenTheDoctorFindsAModelOfAnotherHorizonThatServes(@TempDir Path state) throws Exception {
        run("topics", "create", "--partitions", "1");
        StreamSettings settings = Settings.of(new SettingSources()
                        .flags(Map.of("readings.values", "temp", "series.step", "1m", "forecast.horizon", "12")))
                .withoutBroker();
        Forecaster model = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(
                            "models", "default/1", ModelFile.write(model.manifest(), model.parameters())))
                    .get();
            producer.send(new ProducerRecord<>(
                            "models", "default", PointerRecord.bytes(Pointer.bootstrap(1, "a test"))))
                    .get();
        }
        String[] doctor = {
            "doctor",
            "--readings-values=temp",
            "--series-step=1m",
            "--kafka=state.dir=" + state,
            "--forecast-horizon=24"
        };
        CommandRun run = run(doctor);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "FAIL  model default/1: horizon must be 24 as configured, was 12: name a new model by forecast.model");
        doctor[4] = "--forecast-horizon=12";
        assertThat(run(doctor).out()).contains("ok    model: default/1 serves, of the features, targets, window");
    }

    @Test
    void shouldWarnWhenTheDoctorFindsStateOfAnotherClusterAndAWeakerGuarantee(@TempDir Path state) throws Exception {
        run("topics", "create", "--partitions", "1");
        Files.writeString(
                state.resolve("tidecast-trainer.identity"), "format=1\ninstance=a\ncluster=another-cluster\n");
        String[] args = {
            "doctor",
            "--readings-values=temp",
            "--series-step=1m",
            "--kafka=state.dir=" + state,
            "--kafka=processing.guarantee=at_least_once"
        };
        CommandRun run = run(args);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("WARN  settings: kafka.processing.guarantee should be exactly_once_v2")
                .containsPattern("WARN  state: " + state + " must be of cluster \\S+, is of another-cluster: ");
        String cluster;
        try (Admin admin = clients.admin()) {
            cluster = admin.describeCluster().clusterId().get();
        }
        Files.writeString(
                state.resolve("tidecast-trainer.identity"),
                "format=1\ninstance=a\ncluster=" + cluster + "\ninput=before\n");
        assertThat(run(args).out())
                .contains("WARN  state: " + state + " must be of cluster " + cluster
                        + ", is of an input topic with id before, which has been made again: ");
        Files.writeString(state.resolve("tidecast-trainer.identity"), "");
        assertThat(run(args).out()).contains("FAIL  state: kafka.state.dir holds an identity that cannot be read");
    }

    @Test
    void shouldRefuseSettingsThatWouldLoseWhatWasAcknowledged() {
        for (String command : List.of("run", "doctor")) {
            CommandRun run = run(command, "--readings-values=temp", "--series-step=1m", "--kafka=producer.acks=1");
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("kafka.producer.acks must be all").contains(", was 1");
        }
    }

    @Test
    void shouldFailWhenTheDoctorMissesTopicsAndFindsSettingsThatDoNotGoTogether() {
        CommandRun run = run(
                "doctor",
                "--readings-values=temp",
                "--series-step=1m",
                "--kafka=group.protocol=streams",
                "--kafka=group.instance.id=a");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAIL  topics: topic dead-letters does not exist: make it with `tidecast topics create`")
                .contains("FAIL  settings: kafka.group.instance.id does not go with kafka.group.protocol=streams");
    }

    @Test
    void shouldNameTopicSettingAndRemedyWhenTheDoctorFindsATopicTooSmall() throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(
                            new NewTopic("dead-letters", 1, (short) 1).configs(Map.of("max.message.bytes", "2000"))))
                    .all()
                    .get();
        }
        run("topics", "create", "--partitions", "1");
        CommandRun run = run("doctor", "--readings-values", "temp", "--series-step", "1m");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAIL  sizes: topic dead-letters must take records of 8274 bytes")
                .contains("takes 2000 bytes (max.message.bytes of topic dead-letters): kafka-configs.sh --alter");
    }

    @Test
    void shouldWarnWhenTheDoctorFindsNothingToRun() {
        run("topics", "create", "--partitions", "1");
        CommandRun run = run("doctor");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("WARN  settings: readings.values is not set; `tidecast run` needs it");
    }

    @Test
    void shouldRefuseToRunWhenATopicIsMissing() {
        CommandRun run = run("run", "--http-port=0", "--readings-values", "temp", "--series-step", "1m");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("tidecast run: topic readings does not exist: make it with");
        assertThat(run.err()).containsOnlyOnce("\n");
    }

    @Test
    void shouldSendSimulatedReadingsForTheTimeAsked() throws Exception {
        run("topics", "create", "--partitions", "1");
        CommandRun run = run("simulate", "--devices", "3", "--speed", "1d", "--for", "3s");
        assertThat(run.err()).isEmpty();
        int sent = Integer.parseInt(run.out().replaceAll("[^0-9]", ""));
        assertThat(sent).as("three devices, at most three days").isBetween(10, 1000);
        assertThat(texts("readings", sent))
                .allMatch(
                        text -> text.matches(
                                "(\\S+) \\{\"device\":\"\\1\",\"ts\":\"2001-01-0\\S+\",\"values\":\\{\"temp\":\\S+,\"load\":\\S+}}"));
        assertThat(run("simulate", "--devices", "0").err()).contains("--devices must be 1..100000, was 0");
    }

    @Test
    void shouldRunUntilItIsStoppedWhenAllIsThere(@TempDir Path state) throws Exception {
        run("topics", "create", "--partitions", "1");
        StopSignal stop = new StopSignal();
        CompletableFuture<CommandRun> running = CompletableFuture.supplyAsync(() -> CommandRun.in(
                context(stop),
                "run",
                "--readings-values=temp",
                "--series-step=1m",
                "--http-port=0",
                "--kafka=state.dir=" + state));
        try (Admin admin = clients.admin()) {
            while (!running.isDone()
                    && !(isStable(admin, "tidecast-forecaster") && isStable(admin, "tidecast-trainer"))) {
                Thread.onSpinWait();
            }
        }
        stop.request();
        CommandRun run = running.get(60, TimeUnit.SECONDS);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(2);
        assertThat(run.out())
                .contains("runs forecaster tidecast-forecaster and trainer tidecast-trainer on "
                        + broker.bootstrapServers() + ": readings -> forecasts, temp, 24 steps of 1m from 48")
                .endsWith("stopped" + System.lineSeparator());
    }

    @Test
    void shouldPrintForecastsOfADeviceWhenWatched() throws Exception {
        run("topics", "create", "--partitions", "2");
        send("forecasts", "pump-8", "{}");
        send("forecasts", "pump-7", FORECAST);
        send("forecasts", "pump-7", "no JSON");
        CommandRun text = run("watch", "--from-beginning", "--device", "pump-7", "--max", "2");
        assertThat(text.exitCode()).isZero();
        List<String> lines =
                text.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertThat(lines)
                .containsExactly(
                        "DEVICE ORIGIN TARGET SOURCE SKILL ACTUAL (FORECAST) NEXT [90 %] +6 [90 %] +24 [90 %] HORIZON",
                        "pump-7 2026-11-21T05:00:00Z temp network v42 0.31 - 71.235 [69.9, 72.4] - - ▁█", lines.get(2));
        assertThat(lines.get(2)).startsWith("pump-7 (not JSON: partition ");
        assertThat(text.err()).isEmpty();
        assertThat(run("watch", "--from-beginning", "--device=pump-7", "--max=1", "--json")
                        .out())
                .isEqualTo(FORECAST + System.lineSeparator());
    }

    @Test
    void shouldSayWhatIsWrongWhenWhatIsWatchedIsNoForecast() throws Exception {
        run("topics", "create", "--partitions", "1");
        send("forecasts", "pump-9", FORECAST.replace("\"status\":\"ok\",", ""));
        CommandRun text = run("watch", "--from-beginning", "--device", "pump-9", "--max", "1");
        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .startsWith("pump-9  (status must be one of [ok, ")
                .contains("], was null: partition ");
    }

    @Test
    void shouldMoveNoCursorWhenWhatIsWatchedHoldsControls() throws Exception {
        run("topics", "create", "--partitions", "1");
        send("forecasts", "a\u001b[2J\nforged", FORECAST.replace("pump-7", "a\\u001b[2J\\nforged"));
        send("forecasts", "b\u202e", "no\n\u009bJSON");
        assertThat(run("watch", "--from-beginning", "--max", "2").out().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("a\\u001b[2J\\nforged  2026"))
                .anyMatch(line -> line.startsWith("b\\u202e  (not JSON"));
        assertThat(run("watch", "--from-beginning", "--max", "2", "--json")
                        .out()
                        .lines())
                .hasSize(2)
                .contains("no \\u009bJSON");
    }

    @Test
    void shouldShowTheActualBesideTheForecastAndMarkWhatIsUnusual() throws Exception {
        run("topics", "create", "--partitions", "1");
        send("forecasts", "pump-7", FORECAST);
        StopSignal stop = new StopSignal();
        CompletableFuture<CommandRun> watching = CompletableFuture.supplyAsync(
                () -> CommandRun.in(context(stop), "watch", "--from-beginning", "--max=2"));
        send(
                "scores",
                "pump-7",
                """
                {"schema":1,"device":"pump-7","model":"default","version":42,"at":"2026-11-21T05:01:00Z",\
                "target":"temp","actual":76.5,"anomaly":4.5,"errors":{"model":[5.3]},"squared":{"model":[28]},\
                "mase":{},"coverage":{}}""");
        send(
                "forecasts",
                "pump-7",
                FORECAST.replace("05:00:00Z", "05:01:00Z")
                        .replace(
                                "\"skill\"",
                                "\"crosses\":[{\"target\":\"temp\",\"threshold\":80,"
                                        + "\"direction\":\"above\",\"at\":\"2026-11-21T05:03:00Z\"}],\"skill\""));
        CommandRun run = watching.get(60, TimeUnit.SECONDS);
        assertThat(run.out().lines().toList().get(2).replaceAll(" +", " "))
                .startsWith("pump-7 2026-11-21T05:01:00Z temp network v42 0.31 76.5 (71.235) 71.235 [69.9, 72.4]")
                .endsWith("▁█ ! anomaly 4.50 ! above 80 at 2026-11-21T05:03:00Z");
    }

    @Test
    void shouldSayWhoIsThereWhenNobodyKnowsTheDevice() throws Exception {
        run("topics", "create", "--partitions", "1");
        send("forecasts", "pump-7", FORECAST);
        assertThat(CommandRun.stoppedAt(
                                "pump-77", "watch", "--bootstrap", broker.bootstrapServers(), "--device=pump-77")
                        .err())
                .isEqualTo("tidecast watch: no forecast of device pump-77 is among the newest 1000 of each partition of"
                        + " topic forecasts; did you mean pump-7? There are pump-7" + System.lineSeparator());
    }

    @Test
    void shouldEndWhenNobodyReadsItsOutputAnyMore() throws Exception {
        run("topics", "create", "--partitions", "1");
        send("forecasts", "pump-7", FORECAST);
        PrintStream terminal = System.out;
        try {
            System.setOut(new PrintStream(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("Broken pipe");
                }
            }));
            CommandLine commands = Main.commandLine(context(new StopSignal()));
            assertThat(commands.execute("watch", "--from-beginning")).isZero();
        } finally {
            System.setOut(terminal);
        }
    }

    @Test
    void shouldEndWithZeroWhenWatchIsStopped() throws Exception {
        run("topics", "create", "--partitions", "1");
        StopSignal stop = new StopSignal();
        stop.request();
        assertThat(CommandRun.in(context(stop), "watch").exitCode()).isZero();
    }

    @Test
    void shouldSayWhichTopicWhenItIsMissing(@TempDir Path folder) throws Exception {
        Path csv = Files.writeString(folder.resolve("a.csv"), "time,temp\n2026-01-01,1\n");
        for (String[] args : List.of(new String[] {"watch"}, new String[] {"retrain"}, new String[] {
            "produce", csv.toString(), "--values", "temp"
        })) {
            CommandRun run = run(args);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("on " + broker.bootstrapServers() + "; `tidecast topics create` makes");
        }
    }

    @Test
    void shouldSendReadingsInTheConfiguredFormWhenAFileIsProduced(@TempDir Path folder) throws Exception {
        run("topics", "create", "--partitions", "1");
        Path csv = Files.writeString(
                folder.resolve("pumps.csv"), "pump,at,temp,PM2.5\na,2026-01-01T00:00:00Z,71.5,NA\nb,2026-01-02,2,3\n");
        CommandRun run = run(
                "produce",
                csv.toString(),
                "--device-column=pump",
                "--time-column=at",
                "--values=temp,PM2.5",
                "--readings-time-unit=epoch-ms",
                "--readings-device=/meta/id");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("sent 2 readings to readings" + System.lineSeparator());
        assertThat(texts("readings", 2))
                .containsExactly(
                        "a {\"meta\":{\"id\":\"a\"},\"ts\":1767225600000,\"values\":{\"temp\":71.5,\"PM2.5\":null}}",
                        "b {\"meta\":{\"id\":\"b\"},\"ts\":1767312000000,\"values\":{\"temp\":2.0,\"PM2.5\":3.0}}");
    }

    @Test
    void shouldEndWithOneWhenARowCannotBeRead(@TempDir Path folder) throws Exception {
        run("topics", "create", "--partitions", "1");
        Path csv = Files.writeString(folder.resolve("a.csv"), "time,temp\n2026-01-01,1\n2026-01-02,warm\n");
        CommandRun run = run("produce", csv.toString(), "--values=temp");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("a.csv line 3, column temp: must be a finite number");
    }

    @Test
    void shouldAskForAFineTuneWhenRetrainIsCalled() throws Exception {
        run("topics", "create", "--partitions", "1");
        send("retraining", "pumps", "history");
        CommandRun run = run("retrain", "--model", "pumps", "--reason", "new pumps");
        assertThat(run.exitCode()).isZero();
        String record = texts("retraining", 2).get(1);
        JsonNode request = new ObjectMapper().readTree(record.substring("pumps ".length()));
        assertThat(record).startsWith("pumps ");
        assertThat(request.path("kind").asText()).isEqualTo("request");
        assertThat(request.path("reason").asText()).isEqualTo("new pumps");
        assertThat(run.out()).contains(request.path("id").asText());
    }

    @Test
    void shouldWaitForTheVerdictOnItsOwnRequestWhenToldTo() throws Exception {
        run("topics", "create", "--partitions", "1");
        send("models", "default", pointer("somebody else's", true));
        CompletableFuture<CommandRun> waiting =
                CompletableFuture.supplyAsync(() -> run("retrain", "--wait", "--timeout", "60s"));
        String record = texts("retraining", 1).get(0);
        String id = new ObjectMapper()
                .readTree(record.substring("default ".length()))
                .path("id")
                .asText();
        send("models", "default", pointer("somebody else's", true));
        send("models", "default", pointer(id, false));
        CommandRun run = waiting.get(60, TimeUnit.SECONDS);
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).endsWith("default v43 rejected: no gain" + System.lineSeparator());
    }

    @Test
    void shouldAskForNothingWhenNobodyKnowsTheModel() throws Exception {
        run("topics", "create", "--partitions", "1");
        send("models", "north", pointer("somebody's", true));
        CommandRun run = run("retrain", "--model", "nope", "--wait");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .isEqualTo("tidecast retrain: there is no model nope, nor history of one; there are [default, north]"
                        + System.lineSeparator());
        assertThat(run("retrain", "--model", "north").exitCode()).isZero();
        assertThat(texts("retraining", 1)).as("the first request").allMatch(record -> record.startsWith("north "));
    }

    @Test
    void shouldEndWithOneWhenNoVerdictComesInTime() {
        run("topics", "create", "--partitions", "1");
        CommandRun run = run("retrain", "--wait", "--timeout", "100ms");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("within PT0.1S; is a trainer running");
    }

    private static boolean isStable(Admin admin, String group) throws Exception {
        try {
            return admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group)
                            .get()
                            .groupState()
                    == GroupState.STABLE;
        } catch (ExecutionException e) {
            return false; // Not there yet.
        }
    }

    private static String pointer(String request, boolean promoted) {
        return """
                {"schema":1,"serving":42,"previous":41,"pinned":false,"reason":"r","verdict":{"version":43,\
                "promoted":%s,"reason":"rejected: no gain","requests":["%s"]}}"""
                .formatted(promoted, request);
    }

    private static CommandRun run(String... args) {
        return CommandRun.in(context(new StopSignal()), args);
    }

    private static CommandContext context(StopSignal stop) {
        return new CommandContext(
                Map.of("TIDECAST_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()), new Properties(), stop);
    }

    private static void send(String topic, String key, String value) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(topic, key, value.getBytes(UTF_8)))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    /** The first records of a topic of one partition, key and value. */
    private static List<String> texts(String topic, int count) {
        List<String> texts = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (texts.size() < count) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    texts.add(record.key() + " " + new String(record.value(), UTF_8));
                }
            }
        }
        return texts;
    }
}
