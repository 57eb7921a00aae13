package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.stream.KafkaClients;
import io.tidecast.view.TopicScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class DeadLettersCommandTest {
    private static final long T = 1_790_000_000_000L; // 2026-09-21T14:13:20Z
    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
        assertThat(run("topics", "create", "--partitions=1").exitCode()).isZero();
        letter("ahead", "readings", 15, T - 9_000, new byte[] {0, 10, (byte) 0xff}, "is ahead", theirs());
        Headers cut = new RecordHeaders().add("tidecast.cut-from", "99".getBytes(UTF_8));
        letter("ahead", "readings", 16, T - 8_000, "beginn".getBytes(UTF_8), "is ahead", cut);
        letter("unreadable", "readings", 17, T, "no \u001bJSON", "is not JSON");
        letter("unreadable", "readings", 18, T + 1_000, "nor this", "is not JSON");
        letter("late", "readings", 19, T + 2_000, "{}", "its step has closed");
        letter("too-large", "app-by-device-repartition", -1, T + 3_000, "large", "is too large");
        letter("invalid-field", "readings", 20, T + 4_000, "{\"temp\":\"warm\"}", "temp must be a number");
    }

    private static Headers theirs() {
        return new RecordHeaders().add("ce_time", "then".getBytes(UTF_8));
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

    private static CommandRun letters(String... args) {
        return run(Stream.concat(Stream.of("dead-letters"), Stream.of(args)).toArray(String[]::new));
    }

    private static void letter(String reason, String topic, long offset, long at, String value, String message)
            throws Exception {
        letter(reason, topic, offset, at, value.getBytes(UTF_8), message, new RecordHeaders());
    }

    private static void letter(
            String reason, String topic, long offset, long at, byte[] value, String message, Headers headers)
            throws Exception {
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>("dead-letters", null, at, "pump-7", value, headers);
        letter.headers()
                .add("tidecast.timestamp", Long.toString(at - 60_000).getBytes(UTF_8))
                .add("tidecast.reason", reason.getBytes(UTF_8))
                .add("__streams.errors.message", message.getBytes(UTF_8))
                .add("__streams.errors.topic", topic.getBytes(UTF_8))
                .add("__streams.errors.partition", "0".getBytes(UTF_8))
                .add("__streams.errors.offset", Long.toString(offset).getBytes(UTF_8));
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(letter).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldCountByReasonAndShowTheNewestAsText() {
        CommandRun run = letters("--samples=1");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .startsWith(
                        "REASON COUNT FIRST LAST",
                        "ahead 2 2026-09-21T14:13:11Z 2026-09-21T14:13:12Z",
                        "invalid-field 1 2026-09-21T14:13:24Z 2026-09-21T14:13:24Z",
                        "late 1 2026-09-21T14:13:22Z 2026-09-21T14:13:22Z",
                        "too-large 1 2026-09-21T14:13:23Z 2026-09-21T14:13:23Z",
                        "unreadable 2 2026-09-21T14:13:20Z 2026-09-21T14:13:21Z")
                .containsSequence(
                        "unreadable, the newest:",
                        " 2026-09-21T14:13:21Z readings-0 offset 18: is not JSON",
                        " key pump-7",
                        " value nor this");
        assertThat(letters("--samples=2").out()).contains("no \\u001bJSON").doesNotContain("\u001b");
        assertThat(letters("--reason=late", "--samples=0").out().lines()).hasSize(2);
        assertThat(letters("--since=2027-01-01T00:00:00Z").out())
                .isEqualTo("topic dead-letters holds no such dead letter" + System.lineSeparator());
    }

    @Test
    void shouldShowBytesOfWhatIsNoText() {
        assertThat(letters("--reason=ahead").out().lines())
                .contains("    value  00 0a ff (3 bytes)", "    value  beginn (cut)");
    }

    @Test
    void shouldSendThoseOfAReasonWithTheirHeadersAndTimeButNoneThatIsCut() {
        assertThat(letters("--replay", "--reason=ahead").out().lines())
                .containsExactly(
                        "sent 1 dead letters to where they came from",
                        "left 1, which are cut, or were on no topic of readings or of history",
                        "the next replay is to begin with --since 2026-09-21T14:13:11.001Z");
        List<String> sent = new ArrayList<>();
        TopicScan.bytes(clients, "readings", entry -> {
            if (entry.value().length == 3) {
                sent.add(entry.timestamp() + " " + entry.headers());
            }
        });
        assertThat(sent).containsExactly((T - 69_000) + " " + theirs());
    }

    @Test
    void shouldSendTheChosenOnesToWhereTheyCameFrom() {
        CommandRun run = letters("--replay", "--since=2026-09-21T14:13:23Z");
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsExactly(
                        "sent 1 dead letters to where they came from",
                        "left 1, which are cut, or were on no topic of readings or of history",
                        "the next replay is to begin with --since 2026-09-21T14:13:24.001Z");
        List<String> readings = new ArrayList<>();
        TopicScan.each(
                clients,
                "readings",
                Map.of(),
                entry -> readings.add(entry.key() + " " + entry.timestamp() + " " + new String(entry.value(), UTF_8)));
        assertThat(readings).contains("pump-7 " + (T - 56_000) + " {\"temp\":\"warm\"}");
        assertThat(letters("--replay", "--since=2026-09-21T14:13:24.001Z").out())
                .isEqualTo("sent 0 dead letters to where they came from" + System.lineSeparator());
    }

    @Test
    void shouldNameTheRuleWhenUsedWrongly() {
        assertThat(letters("--replay").err()).contains("--replay must be told which, by --reason, --since or both");
        assertThat(letters("--reason=lat").err())
                .contains("--reason must be one of unreadable, ", "did you mean late?");
        assertThat(letters("--since=yesterday").err())
                .contains("--since must be a time such as 2026-11-21T05:00:00Z, was yesterday");
        assertThat(letters("--replay").exitCode()).isEqualTo(2);
    }
}
