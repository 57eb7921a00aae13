package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.DeadLetters;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import io.tidecast.view.DeadLetter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterReplayTest {
    private static final Instant THEN = Instant.parse("2026-03-02T05:00:00.250Z");
    private static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private long offset;

    private static StreamSettings settings(String temp, String time) {
        return Settings.of(new SettingSources()
                        .flags(Map.of(
                                "kafka.bootstrap.servers", "127.0.0.1:1",
                                "readings.format", "cloudevents",
                                "readings.device", "/subject",
                                "readings.time", time,
                                "readings.values", "{temp: " + temp + "}",
                                "series.step", "1s",
                                "forecast.season", "1m")))
                .stream();
    }

    private static MockProducer<byte[], byte[]> producer(boolean completes) {
        return new MockProducer<>(completes, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private DeadLetterReplay replay(MockProducer<byte[], byte[]> producer) {
        return new DeadLetterReplay(producer, Set.of("readings"), stopped::get);
    }

    private void take(DeadLetterReplay replay, Instant at, byte[] key, byte[] value, Headers headers) {
        ConsumerRecord<byte[], byte[]> entry = new ConsumerRecord<>(
                "dead-letters",
                0,
                offset++,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key,
                value,
                headers,
                Optional.empty());
        replay.take(DeadLetter.of(entry, key), entry);
    }

    private void take(DeadLetterReplay replay, Instant at) {
        take(replay, at, null, new byte[1], letter());
    }

    private static Headers letter() {
        return new RecordHeaders()
                .add(DeadLetters.TOPIC, "readings".getBytes(UTF_8))
                .add(DeadLetters.OFFSET, "7".getBytes(UTF_8))
                .add(DeadLetters.TIMESTAMP, "5".getBytes(UTF_8));
    }

    private List<String> said(DeadLetterReplay replay) throws InterruptedException {
        PrintWriter to = new PrintWriter(out);
        try {
            replay.finish(to);
        } finally {
            to.flush();
        }
        return out.toString().lines().toList();
    }

    /** The letters of what the topology was given. */
    private List<TestRecord<byte[], byte[]>> letters(StreamSettings settings, List<TestRecord<byte[], byte[]>> given) {
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())),
                StreamFixtures.driver(Role.FORECASTER, folder),
                NOW)) {
            TestInputTopic<byte[], byte[]> readings =
                    driver.createInputTopic("readings", new ByteArraySerializer(), new ByteArraySerializer());
            given.forEach(readings::pipeInput);
            return driver.createOutputTopic("dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList();
        }
    }

    private static TestRecord<byte[], byte[]> event(Instant time, String data) {
        Headers headers = new RecordHeaders()
                .add("ce_specversion", "1.0".getBytes(UTF_8))
                .add("ce_subject", "pump-7".getBytes(UTF_8))
                .add("ce_time", time.toString().getBytes(UTF_8))
                .add("content-type", "application/json".getBytes(UTF_8))
                .add("empty", null);
        return new TestRecord<>("key".getBytes(UTF_8), data.getBytes(UTF_8), headers, time);
    }

    private void assertDecodedAgain(StreamSettings refusing, StreamSettings mended, int refused, Instant... times)
            throws InterruptedException {
        List<TestRecord<byte[], byte[]>> given = Arrays.stream(times)
                .map(time -> event(time, "{\"temp\":71.5,\"heat\":\"warm\"}"))
                .toList();
        List<TestRecord<byte[], byte[]>> letters = letters(refusing, given);
        assertThat(letters).hasSize(1);
        MockProducer<byte[], byte[]> producer = producer(true);
        DeadLetterReplay replay = replay(producer);
        TestRecord<byte[], byte[]> letter = letters.get(0);
        take(replay, letter.getRecordTime(), letter.key(), letter.value(), letter.headers());
        assertThat(said(replay))
                .contains("sent 1 dead letters to where they came from")
                .hasSize(2);
        ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
        assertThat(letter.getRecordTime()).isEqualTo(NOW);
        assertThat(sent.topic()).isEqualTo("readings");
        assertThat(sent.timestamp()).isEqualTo(times[refused].toEpochMilli());
        assertThat(sent.headers()).isEqualTo(given.get(refused).headers());
        List<Decoded> decoded = mended.readings()
                .decoder(mended.forecast().features(), mended.groups())
                .decode(sent.topic(), sent.headers(), sent.key(), sent.value(), sent.timestamp());
        assertThat(decoded).singleElement().satisfies(one -> {
            assertThat(one.reading().device()).isEqualTo("pump-7");
            assertThat(one.reading().timeMs()).isEqualTo(times[refused].toEpochMilli());
            assertThat(one.reading().values()).containsExactly(71.5);
        });
    }

    @Test
    void shouldSendWhatCanBeDecodedOnceWhatWasWrongIsMended() throws Exception {
        assertDecodedAgain(settings("/data/heat", "/time"), settings("/data/temp", "/time"), 0, THEN);
    }

    @Test
    void shouldRestoreTheRecordsTimestampWhereThatIsTheReadingsTime() throws Exception {
        assertDecodedAgain(settings("/data/heat", "/absent"), settings("/data/temp", "/absent"), 0, THEN);
    }

    @Test
    void shouldRestoreALateReadingWhichHasComeThroughTheRepartitionTopic() throws Exception {
        StreamSettings settings = settings("/data/temp", "/time");
        assertDecodedAgain(settings, settings, 2, THEN, THEN.plusSeconds(60), THEN.plusSeconds(1));
    }

    @Test
    void shouldSayHowManyWentOutAndWhereToGoOnWhenOneFails() {
        MockProducer<byte[], byte[]> producer = producer(false);
        DeadLetterReplay replay = replay(producer);
        take(replay, THEN.plusSeconds(1));
        take(replay, THEN.plusSeconds(3));
        take(replay, THEN.plusSeconds(2));
        assertThat(producer.completeNext()).isTrue();
        assertThat(producer.completeNext()).isTrue();
        assertThat(producer.errorNext(new RecordTooLargeException("too large"))).isTrue();
        take(replay, THEN.plusSeconds(4));
        assertThat(producer.history()).as("nothing is tried after it").hasSize(3);
        assertThatThrownBy(() -> said(replay))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("2 are not sent; the next replay is to begin with --since " + THEN.plusSeconds(2)
                        + ", which sends 1 that are sent once more. Kafka says: too large");
        assertThat(out.toString().strip()).isEqualTo("sent 2 dead letters to where they came from");
    }

    @Test
    void shouldSendNoMoreWhenStopped() {
        MockProducer<byte[], byte[]> producer = producer(true);
        DeadLetterReplay replay = replay(producer);
        take(replay, THEN);
        stopped.set(true);
        take(replay, THEN.plusSeconds(2));
        take(replay, THEN.plusSeconds(1));
        assertThat(producer.history()).hasSize(1);
        assertThatThrownBy(() -> said(replay))
                .isInstanceOf(CancellationException.class)
                .hasMessage("stopped: 2 are not sent; the next replay is to begin with --since " + THEN.plusSeconds(1));
    }

    @Test
    void shouldLeaveWhatIsCutAndSayWhatABuildOfBeforeDidNotKeep() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(true);
        DeadLetterReplay replay = replay(producer);
        for (String cut : List.of(DeadLetters.CUT_FROM, DeadLetters.KEY_CUT_FROM, DeadLetters.HEADERS_CUT_FROM)) {
            take(replay, THEN, null, new byte[1], letter().add(cut, "9".getBytes(UTF_8)));
        }
        take(replay, THEN, null, new byte[1], letter().remove(DeadLetters.TIMESTAMP));
        assertThat(said(replay))
                .containsExactly(
                        "sent 1 dead letters to where they came from",
                        "of these 1 have the time of the letter: the build that wrote them kept neither the record's"
                                + " time nor its headers",
                        "left 3, which are cut, or were on no topic of readings or of history",
                        "the next replay is to begin with --since " + THEN.plusMillis(1));
        assertThat(producer.history().get(0).timestamp()).isEqualTo(THEN.toEpochMilli());
        for (Header header : producer.history().get(0).headers()) {
            assertThat(header.key()).as("none of ours").isEmpty();
        }
    }
}
