package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.ModelsTopic;
import io.tidecast.app.StopSignal;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Ruling;
import io.tidecast.model.SigningKeys;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import io.tidecast.view.TopicScan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looking at the models topic and moving its pointer, on a real broker; each test has a model of its own. */
@Timeout(90)
class ModelsTopicCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
        assertThat(run("topics", "create", "--partitions=1").exitCode()).isZero();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static CommandRun run(String... args) {
        return CommandRun.in(
                new CommandContext(
                        Map.of("TIDECAST_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()),
                        new Properties(),
                        new StopSignal()),
                args);
    }

    private static CommandRun models(String model, String... args) {
        return run(Stream.concat(Stream.concat(Stream.of("models"), Stream.of(args)), Stream.of("--model=" + model))
                .toArray(String[]::new));
    }

    /** Versions 1 to so many, each the parent of the next; the last but one serves, before it the one before. */
    private static void publish(String model, int versions) throws Exception {
        ForecastSettings forecast = new ForecastSettings(
                model, List.of("temp"), List.of("temp"), 4, 2, Duration.ofMinutes(1), Duration.ofMinutes(5), List.of());
        Forecaster version = UntrainedModel.untrained(forecast, NetworkSettings.defaults(), 1);
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (int number = 1; number <= versions; number++) {
                producer.send(new ProducerRecord<>(
                                "models",
                                model + "/" + number,
                                ModelFile.write(version.manifest(), version.parameters())))
                        .get(10, TimeUnit.SECONDS);
                Map<String, Object> provenance =
                        Map.of("reason", "steps: 5000 new", "heldOut", Map.of("challenger", 0.5));
                version = Forecaster.of(version.manifest().child(number + 1, provenance), version.parameters());
            }
        }
        Verdict rejected = new Verdict(
                versions,
                Ruling.rejected("worse"),
                "steps: 5000 new",
                List.of(),
                Verdict.Errors.of(0.5, 0.6, 64),
                10,
                1,
                "2026-01-01T00:00:00Z",
                null);
        send(
                model,
                PointerRecord.bytes(new Pointer(
                        1,
                        versions - 1,
                        versions - 2,
                        null,
                        false,
                        "promoted: better",
                        rejected,
                        List.of(rejected),
                        0)));
    }

    private static void send(String key, byte[] value) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>("models", key, value)).get(10, TimeUnit.SECONDS);
        }
    }

    private static Pointer pointer(String model) {
        return PublishedModels.read(clients, "models", ModelKeys.none(), model)
                .pointer()
                .orElseThrow();
    }

    @Test
    void shouldListVersionsWhatServesAndWhatWasRejected() throws Exception {
        publish("listed", 3);
        send("listed/9", new byte[] {1});
        CommandRun text = run("models", "list");
        assertThat(text.err()).isEmpty();
        assertThat(text.out()
                        .lines()
                        .dropWhile(line -> !line.startsWith("model listed"))
                        .limit(7))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("model listed: version 2 serves, before it version 1 (promoted: better)"),
                        line -> assertThat(line.strip().split("  +"))
                                .containsExactly(
                                        "VERSION",
                                        "STATE",
                                        "PARENT",
                                        "HELD-OUT ERROR",
                                        "LEARNT TO",
                                        "WRITTEN",
                                        "WHY IT WAS MADE"),
                        line -> assertThat(line).matches(" +1 +previous +- +- +- +20\\S+Z  bootstrap"),
                        line -> assertThat(line)
                                .matches(" +2 +serving +listed/1 +0\\.5000 +- +20\\S+Z  steps: 5000 new"),
                        line -> assertThat(line).matches(" +3 +listed/2 +0\\.5000 +- +20\\S+Z  steps: 5000 new"),
                        line -> assertThat(line)
                                .matches(" +9 +- +- +- +20\\S+Z  cannot be used: header length must be .*"),
                        line -> assertThat(line)
                                .isEqualTo("  2026-01-01T00:00:00Z  3 (steps: 5000 new): rejected: worse"));
        JsonNode json = JSON.readTree(run("models", "list", "--json").out());
        JsonNode listed = json.findValues("model").isEmpty() ? json : find(json, "listed");
        assertThat(listed.path("pointer").path("serving").asInt()).isEqualTo(2);
        assertThat(listed.path("versions")).hasSize(4);
        assertThat(listed.path("versions").get(1).path("state").asText()).isEqualTo("serving");
    }

    private static JsonNode find(JsonNode models, String model) {
        for (JsonNode one : models) {
            if (one.path("model").asText().equals(model)) {
                return one;
            }
        }
        throw new AssertionError(model + " is not in " + models);
    }

    @Test
    void shouldShowAVersionThatIsOnTheTopicAndSayWhichAreWhenItIsNot() throws Exception {
        publish("shown", 3);
        assertThat(models("shown", "show", "2").out().replaceAll(" +", " "))
                .contains("model shown/2", "parent shown/1", "reason steps: 5000 new", "Total parameters:");
        assertThat(JSON.readTree(models("shown", "show", "2", "--json").out())
                        .path("parent")
                        .asText())
                .isEqualTo("shown/1");
        CommandRun missing = models("shown", "show", "7");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("version 7 of model shown is not on topic models; there are [1, 2, 3]");
    }

    @Test
    void shouldHoldAVersionUntilItIsLetGo() throws Exception {
        publish("held", 4);
        CommandRun pinned = models("held", "pin", "1", "--reason=known good");
        assertThat(pinned.out().strip())
                .isEqualTo("model held: version 1 serves, pinned, before it version 3 (known good)");
        assertThat(pointer("held")).matches(p -> p.pinned() && p.serving() == 1 && p.previous() == 3);
        assertThat(pointer("held").rejected()).as("verdicts stay").hasSize(1);
        CommandRun rollback = models("held", "rollback");
        assertThat(rollback.exitCode()).isEqualTo(1);
        assertThat(rollback.err()).contains("model held is pinned to version 1; `tidecast models unpin` first");
        assertThat(models("held", "unpin").exitCode()).isZero();
        assertThat(pointer("held")).matches(p -> !p.pinned() && p.serving() == 1);
        assertThat(models("held", "unpin").err()).contains("model held is not pinned");
        assertThat(models("held", "pin", "8").err())
                .contains("version 8 of model held is not on topic models; there are [1, 2, 3, 4]");
        assertThat(models("none", "pin", "1").err())
                .contains("version 1 of model none is not on topic models; there is none");
        send("held/5", new byte[] {1});
        assertThat(models("held", "pin", "5").err()).contains("held/5: header length must be ");
        assertThat(pointer("held").serving()).isEqualTo(1);
    }

    @Test
    void shouldPutAVersionBackThatIsRemovedWhileItIsPinned() throws Exception {
        publish("kept", 3);
        ModelsTopic topic = new ModelsTopic(clients, "models", "kept", ModelKeys.none());
        byte[] file = topic.read().files().get(1).accepted();
        send("kept/1", null);
        topic.keep(1, file);
        assertThat(topic.read().files().get(1).accepted()).isEqualTo(file);
        topic.keep(1, new byte[] {1});
        assertThat(topic.read().files().get(1).accepted()).as("it is there").isEqualTo(file);
    }

    @Test
    void shouldShowThePinThatAVerdictWasMadeWithoutKnowingOf() throws Exception {
        publish("outpaced", 4);
        Pointer before = pointer("outpaced");
        assertThat(models("outpaced", "pin", "1").err()).isEmpty();
        send("outpaced", PointerRecord.bytes(before.noted(before.verdict())));
        assertThat(pointer("outpaced")).matches(p -> p.pinned() && p.serving() == 1);
        assertThat(models("outpaced", "unpin").exitCode())
                .as("it is what is changed")
                .isZero();
        send("outpaced", PointerRecord.bytes(before.noted(before.verdict())));
        assertThat(pointer("outpaced")).matches(p -> !p.pinned() && p.serving() == 1);
    }

    @Test
    void shouldGoBackVersionByVersionAndSayWhenThereIsNone() throws Exception {
        publish("rolled", 4);
        assertThat(models("rolled", "rollback", "--reason=odd forecasts").out().strip())
                .isEqualTo("model rolled: version 2 serves, before it version 1 (rolled back to 2: odd forecasts)");
        assertThat(pointer("rolled").rejected())
                .last()
                .matches(verdict -> verdict.version() == 3 && verdict.trigger().equals("by hand"));
        assertThat(run("models", "list").out().lines().dropWhile(line -> !line.startsWith("model rolled")))
                .anyMatch(line -> line.matches(" +3 +rolled back +rolled/2 .*"))
                .anyMatch(line -> line.matches("  last moved at 20\\S+Z: rolled back to 2: .*"));
        assertThat(models("rolled", "rollback").exitCode()).isZero();
        assertThat(pointer("rolled").serving()).isEqualTo(1);
        CommandRun further = models("rolled", "rollback");
        assertThat(further.exitCode()).isEqualTo(1);
        assertThat(further.err()).contains("model rolled: version 1 has none before it to go back to");
        assertThat(models("nobody", "rollback").err())
                .contains("model nobody has no pointer on topic models; `tidecast models list` shows what is there");
    }

    @Test
    void shouldRemoveOldVersionsButNeverWhatServesOrServedBefore() throws Exception {
        publish("pruned", 6);
        send("pruned", PointerRecord.bytes(new Pointer(1, 2, 1, null, false, "here", null, List.of(), 0)));
        assertThat(models("pruned", "prune", "--keep=2").out().strip())
                .isEqualTo("model pruned: removed versions [3, 4], left [1, 2, 5, 6]");
        assertThat(models("pruned", "prune", "--keep=2").out().strip())
                .isEqualTo("model pruned: removed nothing, left [1, 2, 5, 6]");
        assertThat(models("pruned", "prune", "--keep=0").exitCode()).isZero();
        assertThat(PublishedModels.read(clients, "models", ModelKeys.none(), "pruned")
                        .files()
                        .keySet())
                .containsExactly(1, 2);
        CommandRun negative = models("pruned", "prune", "--keep=-1");
        assertThat(negative.exitCode()).isEqualTo(2);
        assertThat(negative.err()).contains("--keep must not be negative, was -1");
    }

    @Test
    void shouldShowAVersionInTheShadowAndNeverRemoveIt() throws Exception {
        publish("shadowed", 5);
        Pointer.Shadow shadow = new Pointer.Shadow(3, "shadowed/2", 250, 1_000, "2026-01-01T00:00:00Z");
        send("shadowed", PointerRecord.bytes(Pointer.bootstrap(2, "here").shadowed(shadow, null)));
        String told = "version 3 against shadowed/2, of 1,000 steps at least 250 have come since 2026-01-01T00:00:00Z";
        assertThat(run("models", "list").out().lines().dropWhile(line -> !line.startsWith("model shadowed")))
                .anyMatch(line -> line.matches(" +3 +shadow +shadowed/2 .*"))
                .contains("  in the shadow: " + told);
        assertThat(models("shadowed", "show", "3").out()).endsWith("In the shadow: " + told + "\n");
        assertThat(models("shadowed", "show", "2").out()).doesNotContain("In the shadow");
        assertThat(models("shadowed", "prune", "--keep=0").out().strip())
                .isEqualTo("model shadowed: removed versions [1, 4, 5], left [2, 3]");
        assertThat(models("shadowed", "pin", "2").exitCode()).isZero();
        assertThat(pointer("shadowed").shadow()).as("somebody decided").isNull();
    }

    @Test
    void shouldUseSignedVersionsOnlyWhenAKeyIsSet(@TempDir Path folder) throws Exception {
        SigningKeys keys = SigningKeys.in(folder);
        String trusted = "--models-trusted-keys-file=" + keys.trusted();
        String signing = "--models-signing-key-file=" + keys.signing();
        publish("signed", 2);
        Path file = folder.resolve("m.safetensors");
        assertThat(models("signed", "show", "2", "-o", file.toString()).exitCode())
                .isZero();
        CommandRun published = run(
                "models",
                "publish",
                file.toString(),
                "--forecast-model=signed",
                "--readings-values=temp",
                "--series-step=1m",
                "--forecast-window=4",
                "--forecast-horizon=2",
                trusted,
                signing);
        assertThat(published.err()).isEmpty();
        assertThat(models("signed", "show", "3", trusted).exitCode())
                .as("to verify takes public keys alone")
                .isZero();
        assertThat(models("signed", "show", "3").exitCode()).as("without a key").isZero();
        assertThat(models("signed", "pin", "3", trusted, signing).exitCode()).isZero();
        assertThat(models("signed", "pin", "2", trusted, signing).err())
                .contains("signed/2: model file must be signed, since models.trusted-keys-file is set");
        assertThat(models("signed", "pin", "3", trusted).err())
                .contains("models.signing-key-file must be set for whatever writes to the models topic");
        assertThat(models("signed", "unpin").err())
                .contains("records of model signed on topic models are signed: models.trusted-keys-file and "
                        + "models.signing-key-file must be set");
        assertThat(pointer("signed").pinned()).as("neither has moved it").isTrue();
        assertThat(models("signed", "pin", "3", trusted, signing, "--application-id=staging")
                        .err())
                .contains("signed/3: model file must be signed for application staging, is for tidecast");
        keys.make("other");
        keys.trust("other");
        keys.signWith("other");
        assertThat(models("signed", "pin", "3", trusted, signing).err())
                .contains("signed/3: model file must be signed with a key of models.trusted-keys-file");
        keys.trust("first");
        assertThat(run("models", "list", trusted).out().lines().dropWhile(line -> !line.startsWith("model signed")))
                .anyMatch(line -> line.matches(" +1 .*cannot be used: model file must be signed, .*"))
                .anyMatch(line -> line.matches(" +3 +serving .*"));
    }

    @Test
    void shouldSignWhatIsThereBeforeAKeyIsTakenOut(@TempDir Path folder) throws Exception {
        SigningKeys keys = SigningKeys.in(folder);
        String[] set = {"--models-trusted-keys-file=" + keys.trusted(), "--models-signing-key-file=" + keys.signing()};
        publish("begun", 2);
        assertThat(models("begun", "sign").err()).contains("must be set to sign what is on topic models");
        CommandRun none = models("begun", "sign", set[0], set[1]);
        assertThat(none.exitCode()).isZero();
        assertThat(none.out().lines())
                .hasSize(3)
                .allMatch(line -> line.matches("begun.* is left as it is: .* must be signed, since .*"));
        send("begun/9", new byte[] {1});
        assertThat(models("begun", "sign", "--unsigned", set[0], set[1]).out().lines())
                .contains("model begun: signed begun/1, begun/2, begun")
                .anyMatch(line -> line.startsWith("begun/9 is left as it is: "));
        assertThat(models("begun", "pin", "2", set[0], set[1]).exitCode()).isZero();
        keys.make("second");
        keys.trust("first", "second");
        keys.signWith("second");
        assertThat(models("begun", "sign", set[0], set[1]).out())
                .startsWith("model begun: signed begun/1, begun/2, begun" + System.lineSeparator());
        keys.trust("second");
        assertThat(models("begun", "pin", "1", set[0], set[1]).exitCode()).isZero();
        assertThat(pointer("begun").serving()).isEqualTo(1);
        assertThat(pointer("begun").pinned()).isTrue();
    }

    @Test
    void shouldSayThatAPointerIsOldWhenItIsSentAgain(@TempDir Path folder) throws Exception {
        SigningKeys keys = SigningKeys.in(folder);
        String[] set = {"--models-trusted-keys-file=" + keys.trusted(), "--models-signing-key-file=" + keys.signing()};
        publish("replayed", 2);
        models("replayed", "sign", "--unsigned", set[0], set[1]);
        assertThat(models("replayed", "pin", "1", set[0], set[1]).exitCode()).isZero();
        ConsumerRecord<String, byte[]> pinned = last("replayed");
        assertThat(models("replayed", "pin", "2", set[0], set[1]).exitCode()).isZero();
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>("models", null, "replayed", pinned.value(), pinned.headers()))
                    .get(10, TimeUnit.SECONDS);
        }
        assertThat(run("models", "list", set[0]).out().lines().dropWhile(line -> !line.startsWith("model replayed")))
                .startsWith("model replayed: version 2 serves, pinned, before it version 1 (pinned by hand)")
                .anyMatch(line -> line.matches("  its last pointer is not used: counter of replayed must be at least .*"
                        + "it was signed before what is known of model replayed"));
        CommandRun doctor = run("doctor", "--readings-values=temp", "--series-step=1m", set[0], set[1]);
        assertThat(doctor.out())
                .contains("ok    models: records are verified with 1 public key for application tidecast, and signed")
                .contains("FAIL  models: the pointer of model replayed is refused: counter of replayed");
        assertThat(doctor.exitCode()).isEqualTo(1);
        Files.setPosixFilePermissions(keys.signing(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("doctor", set[0], set[1]).out())
                .contains("FAIL  models: models.signing-key-file (" + keys.signing() + ") must be closed to others");
    }

    @Test
    void shouldSayThatAnotherWasFasterWhenBothMoveThePointer(@TempDir Path folder) throws Exception {
        SigningKeys keys = SigningKeys.in(folder);
        String[] set = {"--models-trusted-keys-file=" + keys.trusted(), "--models-signing-key-file=" + keys.signing()};
        publish("overtaken", 3);
        assertThat(models("overtaken", "sign", "--unsigned", set[0], set[1]).exitCode())
                .isZero();
        ModelsTopic topic = new ModelsTopic(clients, "models", "overtaken", keys.signer("tidecast"));
        PublishedModels<PublishedFile> read = topic.read();
        Pointer slow = read.pointer().orElseThrow().pinnedTo(3, "slow");
        assertThat(models("overtaken", "pin", "1", set[0], set[1]).exitCode()).isZero();
        assertThatThrownBy(() -> topic.point(read, slow))
                .isInstanceOf(TopicException.class)
                .hasMessageStartingWith(
                        "model overtaken was moved by another at the same time, whose pointer stands (");
        assertThatThrownBy(() -> topic.remove(read, List.of(1))).isInstanceOf(TopicException.class);
        PublishedModels<PublishedFile> after = topic.read();
        assertThat(after.pointer().orElseThrow().serving()).isEqualTo(1);
        assertThat(after.files()).containsKey(1);
        topic.point(after, slow);
        assertThat(topic.read().pointer().orElseThrow().reason()).isEqualTo("slow");
    }

    @Test
    void shouldMakeAPairOfKeysThatSignsAtOnce(@TempDir Path folder) throws Exception {
        Path made = folder.resolve("signing.pem");
        CommandRun keygen = run("models", "keygen", made.toString());
        assertThat(keygen.out())
                .isEqualTo(made + " is for models.signing-key-file, " + made + ".pub for models.trusted-keys-file"
                        + System.lineSeparator());
        assertThat(run("models", "keygen", made.toString()).err()).contains("file must not be there yet, was " + made);
        publish("made", 2);
        assertThat(models(
                                "made",
                                "sign",
                                "--unsigned",
                                "--models-trusted-keys-file=" + made + ".pub",
                                "--models-signing-key-file=" + made)
                        .out())
                .isEqualTo("model made: signed made/1, made/2, made" + System.lineSeparator());
    }

    private static ConsumerRecord<String, byte[]> last(String key) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        TopicScan.each(clients, "models", Map.of(), entry -> {
            if (key.equals(entry.key())) {
                found.add(entry);
            }
        });
        return found.get(found.size() - 1);
    }
}
