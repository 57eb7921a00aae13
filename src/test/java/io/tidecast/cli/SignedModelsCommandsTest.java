package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.app.ModelsTopic;
import io.tidecast.model.Pointer;
import io.tidecast.model.SigningKeys;
import io.tidecast.stream.TopicException;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import io.tidecast.view.TopicScan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The models topic with keys set, on a real broker; each test has a model of its own. */
@Tag("broker")
@Timeout(90)
class SignedModelsCommandsTest {
    private static CommandModels topic;

    @BeforeAll
    static void start() throws Exception {
        topic = CommandModels.start();
    }

    @AfterAll
    static void stop() {
        topic.close();
    }

    @Test
    void shouldUseSignedVersionsOnlyWhenAKeyIsSet(@TempDir Path folder) throws Exception {
        SigningKeys keys = SigningKeys.in(folder);
        String trusted = "--models-trusted-keys-file=" + keys.trusted();
        String signing = "--models-signing-key-file=" + keys.signing();
        topic.publish("signed", 2);
        Path file = folder.resolve("m.safetensors");
        assertThat(topic.models("signed", "show", "2", "-o", file.toString()).exitCode())
                .isZero();
        CommandRun published = topic.run(
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
        assertThat(topic.models("signed", "show", "3", trusted).exitCode())
                .as("to verify takes public keys alone")
                .isZero();
        assertThat(topic.models("signed", "show", "3").exitCode())
                .as("without a key")
                .isZero();
        assertThat(topic.models("signed", "pin", "3", trusted, signing).exitCode())
                .isZero();
        assertThat(topic.models("signed", "pin", "2", trusted, signing).err())
                .contains("signed/2: model file must be signed, since models.trusted-keys-file is set");
        assertThat(topic.models("signed", "pin", "3", trusted).err())
                .contains("models.signing-key-file must be set for whatever writes to the models topic");
        assertThat(topic.models("signed", "unpin").err())
                .contains("records of model signed on topic models are signed: models.trusted-keys-file and "
                        + "models.signing-key-file must be set");
        assertThat(topic.pointer("signed").pinned()).as("neither has moved it").isTrue();
        assertThat(topic.models("signed", "pin", "3", trusted, signing, "--application-id=staging")
                        .err())
                .contains("signed/3: model file must be signed for application staging, is for tidecast");
        keys.make("other");
        keys.trust("other");
        keys.signWith("other");
        assertThat(topic.models("signed", "pin", "3", trusted, signing).err())
                .contains("signed/3: model file must be signed with a key of models.trusted-keys-file");
        keys.trust("first");
        assertThat(topic.run("models", "list", trusted)
                        .out()
                        .lines()
                        .dropWhile(line -> !line.startsWith("model signed")))
                .anyMatch(line -> line.matches(" +1 .*cannot be used: model file must be signed, .*"))
                .anyMatch(line -> line.matches(" +3 +serving .*"));
    }

    @Test
    void shouldSignWhatIsThereBeforeAKeyIsTakenOut(@TempDir Path folder) throws Exception {
        SigningKeys keys = SigningKeys.in(folder);
        String[] set = {"--models-trusted-keys-file=" + keys.trusted(), "--models-signing-key-file=" + keys.signing()};
        topic.publish("begun", 2);
        assertThat(topic.models("begun", "sign").err()).contains("must be set to sign what is on topic models");
        CommandRun none = topic.models("begun", "sign", set[0], set[1]);
        assertThat(none.exitCode()).isZero();
        assertThat(none.out().lines())
                .hasSize(3)
                .allMatch(line -> line.matches("begun.* is left as it is: .* must be signed, since .*"));
        topic.send("begun/9", new byte[] {1});
        assertThat(topic.models("begun", "sign", "--unsigned", set[0], set[1])
                        .out()
                        .lines())
                .contains("model begun: signed begun/1, begun/2, begun")
                .anyMatch(line -> line.startsWith("begun/9 is left as it is: "));
        assertThat(topic.models("begun", "pin", "2", set[0], set[1]).exitCode()).isZero();
        keys.make("second");
        keys.trust("first", "second");
        keys.signWith("second");
        assertThat(topic.models("begun", "sign", set[0], set[1]).out())
                .startsWith("model begun: signed begun/1, begun/2, begun" + System.lineSeparator());
        keys.trust("second");
        assertThat(topic.models("begun", "pin", "1", set[0], set[1]).exitCode()).isZero();
        assertThat(topic.pointer("begun").serving()).isEqualTo(1);
        assertThat(topic.pointer("begun").pinned()).isTrue();
    }

    @Test
    void shouldSayThatAPointerIsOldWhenItIsSentAgain(@TempDir Path folder) throws Exception {
        SigningKeys keys = SigningKeys.in(folder);
        String[] set = {"--models-trusted-keys-file=" + keys.trusted(), "--models-signing-key-file=" + keys.signing()};
        topic.publish("replayed", 2);
        topic.models("replayed", "sign", "--unsigned", set[0], set[1]);
        assertThat(topic.models("replayed", "pin", "1", set[0], set[1]).exitCode())
                .isZero();
        ConsumerRecord<String, byte[]> pinned = last("replayed");
        assertThat(topic.models("replayed", "pin", "2", set[0], set[1]).exitCode())
                .isZero();
        try (Producer<String, byte[]> producer = topic.clients().producer()) {
            producer.send(new ProducerRecord<>("models", null, "replayed", pinned.value(), pinned.headers()))
                    .get(10, TimeUnit.SECONDS);
        }
        assertThat(topic.run("models", "list", set[0])
                        .out()
                        .lines()
                        .dropWhile(line -> !line.startsWith("model replayed")))
                .startsWith("model replayed: version 2 serves, pinned, before it version 1 (pinned by hand)")
                .anyMatch(line -> line.matches("  its last pointer is not used: counter of replayed must be at least .*"
                        + "it was signed before what is known of model replayed"));
        CommandRun doctor = topic.run("doctor", "--readings-values=temp", "--series-step=1m", set[0], set[1]);
        assertThat(doctor.out())
                .contains("ok    models: records are verified with 1 public key for application tidecast, and signed")
                .contains("FAIL  models: the pointer of model replayed is refused: counter of replayed");
        assertThat(doctor.exitCode()).isEqualTo(1);
        Files.setPosixFilePermissions(keys.signing(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(topic.run("doctor", set[0], set[1]).out())
                .contains("FAIL  models: models.signing-key-file (" + keys.signing() + ") must be closed to others");
    }

    @Test
    void shouldSayThatAnotherWasFasterWhenBothMoveThePointer(@TempDir Path folder) throws Exception {
        SigningKeys keys = SigningKeys.in(folder);
        String[] set = {"--models-trusted-keys-file=" + keys.trusted(), "--models-signing-key-file=" + keys.signing()};
        topic.publish("overtaken", 3);
        assertThat(topic.models("overtaken", "sign", "--unsigned", set[0], set[1])
                        .exitCode())
                .isZero();
        ModelsTopic other = new ModelsTopic(topic.clients(), "models", "overtaken", keys.signer("tidecast"));
        PublishedModels<PublishedFile> read = other.read();
        Pointer slow = read.pointer().orElseThrow().pinnedTo(3, "slow");
        assertThat(topic.models("overtaken", "pin", "1", set[0], set[1]).exitCode())
                .isZero();
        assertThatThrownBy(() -> other.point(read, slow))
                .isInstanceOf(TopicException.class)
                .hasMessageStartingWith(
                        "model overtaken was moved by another at the same time, whose pointer stands (");
        assertThatThrownBy(() -> other.remove(read, List.of(1))).isInstanceOf(TopicException.class);
        PublishedModels<PublishedFile> after = other.read();
        assertThat(after.pointer().orElseThrow().serving()).isEqualTo(1);
        assertThat(after.files()).containsKey(1);
        other.point(after, slow);
        assertThat(other.read().pointer().orElseThrow().reason()).isEqualTo("slow");
    }

    @Test
    void shouldMakeAPairOfKeysThatSignsAtOnce(@TempDir Path folder) throws Exception {
        Path made = folder.resolve("signing.pem");
        CommandRun keygen = topic.run("models", "keygen", made.toString());
        assertThat(keygen.out())
                .isEqualTo(made + " is for models.signing-key-file, " + made + ".pub for models.trusted-keys-file"
                        + System.lineSeparator());
        assertThat(topic.run("models", "keygen", made.toString()).err())
                .contains("file must not be there yet, was " + made);
        topic.publish("made", 2);
        assertThat(topic.models(
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
        TopicScan.each(topic.clients(), "models", Map.of(), entry -> {
            if (key.equals(entry.key())) {
                found.add(entry);
            }
        });
        return found.get(found.size() - 1);
    }
}
