package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real broker; each test finds it without topics. */
@Tag("broker")
@Timeout(90)
class BrokerCommandsTest {
    private static CommandBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = CommandBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void removeTopics() throws Exception {
        broker.removeTopics();
    }

    @Test
    void shouldMakeTopicsOnceAndSayWhatWasThereWhenAskedTwice() {
        CommandRun first = broker.run("topics", "create", "--partitions", "2");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out().lines())
                .containsExactly(
                        "made   readings with 2 partitions",
                        "made   forecasts with 2 partitions",
                        "made   scores with 2 partitions",
                        "made   retraining with 2 partitions",
                        "made   models with 1 partition",
                        "made   dead-letters with 2 partitions");
        CommandRun second = broker.run("topics", "create", "--topics-scores", "errors");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out().lines())
                .contains("made   errors with 2 partitions", "there  readings", "there  models");
    }

    @Test
    void shouldFindAllWellWhenTheDoctorLooksAtACreatedSet(@TempDir Path state) {
        broker.run("topics", "create", "--partitions", "1");
        CommandRun run =
                broker.run("doctor", "--readings-values", "temp", "--series-step", "1m", "--kafka=state.dir=" + state);
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).allMatch(line -> line.startsWith("ok    "));
        assertThat(run.out())
                .contains(" (`tidecast train --kafka=state.dir=… --readings-values=temp --series-step=1m` and ")
                .contains("settings: complete", "answers, 1 broker", "transaction.version 2", "topics: all there")
                .contains("sizes: topics take what is sent to them")
                .contains("exactly once:", "permissions: all topics")
                .contains("state is kept in " + state + ": as kafka.state.dir says");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void shouldFailWhenTheDoctorFindsAModelOfAnotherHorizonThatServes(@TempDir Path state) throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        StreamSettings settings = Settings.of(new SettingSources()
                        .flags(Map.of("readings.values", "temp", "series.step", "1m", "forecast.horizon", "12")))
                .withoutBroker();
        Forecaster model = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        try (Producer<String, byte[]> producer = broker.clients().producer()) {
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
        CommandRun run = broker.run(doctor);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "FAIL  model default/1: horizon must be 24 as configured, was 12: name a new model by forecast.model");
        doctor[4] = "--forecast-horizon=12";
        assertThat(broker.run(doctor).out())
                .contains("ok    model: default/1 serves, of the features, targets, window");
    }

    @Test
    void shouldWarnWhenTheDoctorFindsStateOfAnotherClusterAndAWeakerGuarantee(@TempDir Path state) throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        Files.writeString(
                state.resolve("tidecast-trainer.identity"), "format=1\ninstance=a\ncluster=another-cluster\n");
        String[] args = {
            "doctor",
            "--readings-values=temp",
            "--series-step=1m",
            "--kafka=state.dir=" + state,
            "--kafka=processing.guarantee=at_least_once"
        };
        CommandRun run = broker.run(args);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("WARN  settings: kafka.processing.guarantee should be exactly_once_v2")
                .containsPattern("WARN  state: " + state + " must be of cluster \\S+, is of another-cluster: ");
        String cluster;
        try (Admin admin = broker.clients().admin()) {
            cluster = admin.describeCluster().clusterId().get();
        }
        Files.writeString(
                state.resolve("tidecast-trainer.identity"),
                "format=1\ninstance=a\ncluster=" + cluster + "\ninput=before\n");
        assertThat(broker.run(args).out())
                .contains("WARN  state: " + state + " must be of cluster " + cluster
                        + ", is of an input topic with id before, which has been made again: ");
        Files.writeString(state.resolve("tidecast-trainer.identity"), "");
        assertThat(broker.run(args).out())
                .contains("FAIL  state: kafka.state.dir holds an identity that cannot be read");
    }

    @Test
    void shouldRefuseSettingsThatWouldLoseWhatWasAcknowledged() {
        for (String command : List.of("run", "doctor")) {
            CommandRun run =
                    broker.run(command, "--readings-values=temp", "--series-step=1m", "--kafka=producer.acks=1");
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("kafka.producer.acks must be all").contains(", was 1");
        }
    }

    @Test
    void shouldFailWhenTheDoctorMissesTopicsAndFindsSettingsThatDoNotGoTogether() {
        CommandRun run = broker.run(
                "doctor",
                "--readings-values=temp",
                "--series-step=1m",
                "--kafka=group.protocol=streams",
                "--kafka=group.instance.id=a");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAIL  topics: topic dead-letters does not exist: make it with `tidecast topics create"
                        + " --kafka=group.protocol=… --kafka=group.instance.id=…`")
                .contains("FAIL  settings: kafka.group.instance.id does not go with kafka.group.protocol=streams");
    }

    @Test
    void shouldRepeatTheFlagsInTheDoctorsHintsAsAShellTakesThem(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("it's my plant.yaml"), "tidecast: {readings: {values: [temp]}, series: {step: 1m}}\n");
        CommandRun run = CommandRun.of(
                "doctor",
                "-c",
                file.toString(),
                "--bootstrap=" + broker.servers(),
                "--kafka=client.id=secret value",
                "--topics-readings=plant",
                "--forecast-horizon=24");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("topic plant does not exist: make it with `tidecast topics create -c '"
                        + file.toString().replace("'", "'\\''") + "' --bootstrap=" + broker.servers()
                        + " --kafka=client.id=… --topics-readings=plant`")
                .doesNotContain("secret value");
    }

    @Test
    void shouldNameTopicSettingAndRemedyWhenTheDoctorFindsATopicTooSmall() throws Exception {
        try (Admin admin = broker.clients().admin()) {
            admin.createTopics(List.of(
                            new NewTopic("dead-letters", 1, (short) 1).configs(Map.of("max.message.bytes", "2000"))))
                    .all()
                    .get();
        }
        broker.run("topics", "create", "--partitions", "1");
        CommandRun run = broker.run("doctor", "--readings-values", "temp", "--series-step", "1m");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAIL  sizes: topic dead-letters must take records of 8274 bytes")
                .contains("takes 1933 bytes (max.message.bytes of topic dead-letters, less what compression may"
                        + " add): kafka-configs.sh --alter");
    }

    @Test
    void shouldWarnWhenTheDoctorFindsNothingToRun() {
        broker.run("topics", "create", "--partitions", "1");
        CommandRun run = broker.run("doctor");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("WARN  settings: readings.values is not set; `tidecast run` needs it");
    }

    @Test
    void shouldRefuseToRunWhenATopicIsMissing() {
        CommandRun run = broker.run("run", "--http-port=0", "--readings-values", "temp", "--series-step", "1m");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("tidecast run: topic readings does not exist: make it with");
        assertThat(run.err()).containsOnlyOnce("\n");
    }

    @Test
    void shouldSendSimulatedReadingsForTheTimeAsked() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        CommandRun run = broker.run("simulate", "--devices", "3", "--speed", "1d", "--for", "3s");
        assertThat(run.err()).isEmpty();
        int sent = Integer.parseInt(run.out().replaceAll("[^0-9]", ""));
        assertThat(sent).as("three devices, at most three days").isBetween(10, 1000);
        assertThat(broker.texts("readings", sent))
                .allMatch(
                        text -> text.matches(
                                "(\\S+) \\{\"device\":\"\\1\",\"ts\":\"2001-01-0\\S+\",\"values\":\\{\"temp\":\\S+,\"load\":\\S+}}"));
        assertThat(broker.run("simulate", "--devices", "0").err()).contains("--devices must be 1..100000, was 0");
    }

    @Test
    void shouldRunUntilItIsStoppedWhenAllIsThere(@TempDir Path state) throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        StopSignal stop = new StopSignal();
        CompletableFuture<CommandRun> running = CompletableFuture.supplyAsync(() -> CommandRun.in(
                broker.context(stop),
                "run",
                "--readings-values=temp",
                "--series-step=1m",
                "--http-port=0",
                "--kafka=state.dir=" + state));
        try (Admin admin = broker.clients().admin()) {
            while (!running.isDone()
                    && !(isStable(admin, "tidecast-forecaster") && isStable(admin, "tidecast-trainer"))) {
                Thread.onSpinWait();
            }
        }
        stop.request();
        CommandRun run = running.get(60, TimeUnit.SECONDS);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(3);
        assertThat(run.out())
                .containsPattern("\nThe dashboard is at http://127.0.0.1:[1-9][0-9]*\n")
                .contains("runs forecaster tidecast-forecaster and trainer tidecast-trainer on " + broker.servers()
                        + ": readings -> forecasts, temp, 24 steps of 1m from 48")
                .endsWith("stopped" + System.lineSeparator());
    }

    @Test
    void shouldSayWhichTopicWhenItIsMissing(@TempDir Path folder) throws Exception {
        Path csv = Files.writeString(folder.resolve("a.csv"), "time,temp\n2026-01-01,1\n");
        for (String[] args : List.of(new String[] {"watch"}, new String[] {"retrain"}, new String[] {
            "produce", csv.toString(), "--values", "temp"
        })) {
            CommandRun run = broker.run(args);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("on " + broker.servers() + "; `tidecast topics create` makes");
        }
    }

    @Test
    void shouldSendReadingsInTheConfiguredFormWhenAFileIsProduced(@TempDir Path folder) throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        Path csv = Files.writeString(
                folder.resolve("pumps.csv"), "pump,at,temp,PM2.5\na,2026-01-01T00:00:00Z,71.5,NA\nb,2026-01-02,2,3\n");
        CommandRun run = broker.run(
                "produce",
                csv.toString(),
                "--device-column=pump",
                "--time-column=at",
                "--values=temp,PM2.5",
                "--readings-time-unit=epoch-ms",
                "--readings-device=/meta/id");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("sent 2 readings to readings" + System.lineSeparator());
        assertThat(broker.texts("readings", 2))
                .containsExactly(
                        "a {\"meta\":{\"id\":\"a\"},\"ts\":1767225600000,\"values\":{\"temp\":71.5,\"PM2.5\":null}}",
                        "b {\"meta\":{\"id\":\"b\"},\"ts\":1767312000000,\"values\":{\"temp\":2.0,\"PM2.5\":3.0}}");
    }

    @Test
    void shouldEndWithOneWhenARowCannotBeRead(@TempDir Path folder) throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        Path csv = Files.writeString(folder.resolve("a.csv"), "time,temp\n2026-01-01,1\n2026-01-02,warm\n");
        CommandRun run = broker.run("produce", csv.toString(), "--values=temp");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("a.csv line 3, column temp: must be a finite number");
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
}
