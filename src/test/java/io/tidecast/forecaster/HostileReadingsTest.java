package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.record.Names;
import io.tidecast.record.RecordLimit;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Readings that are larger than a topic takes, or whose words would do harm where they are shown. */
class HostileReadingsTest extends ForecasterFixture {
    private static final StreamSettings USUAL = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));

    private Map<String, Double> counted() {
        Map<String, Double> counts = new HashMap<>();
        driver.metrics().forEach((name, metric) -> {
            if (name.name().equals("dead-letters-total")) {
                counts.merge(name.tags().get("reason"), (Double) metric.metricValue(), Double::sum);
            }
        });
        return counts;
    }

    private static String padded(String device, int bytes) {
        String plain = reading(device, at(0), Map.of("temp", 1, "load", 1));
        return plain.substring(0, plain.length() - 1) + ",\"note\":\"" + "x".repeat(bytes) + "\"}";
    }

    @Test
    void shouldDeadLetterAReadingThatTheRepartitionTopicDoesNotTake() {
        String repartition = "test-forecaster-by-device-repartition";
        start(USUAL.toBuilder()
                .topicLimits(Map.of(
                        repartition,
                        RecordLimit.ofTopic(repartition, 100_000, false),
                        "dead-letters",
                        RecordLimit.ofTopic("dead-letters", 10_000, false)))
                .build());
        readings.pipeInput("any", padded("a", 150_000), NOW);
        readings.pipeInput("any", padded("a", 90_000), NOW);
        TestRecord<String, byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, "message"))
                .startsWith("reading must be at most 100000 bytes (max.message.bytes of topic " + repartition
                        + "), was 150");
        assertThat(letter.value().length).isBetween(5_000, 10_000);
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(counted()).containsExactly(Map.entry("too-large", 1.0));
    }

    @Test
    void shouldDeadLetterAForecastThatItsTopicDoesNotTake() {
        start(USUAL.toBuilder()
                .topicLimits(Map.of("forecasts", RecordLimit.ofTopic("forecasts", 300, false)))
                .build());
        send("a", 0, 20);
        send("a", 1, 22);
        assertThat(forecasts.isEmpty()).isTrue();
        assertThat(header(deadLetters.readRecord(), "message"))
                .startsWith("a record of forecasts must be at most 300 bytes (max.message.bytes of topic forecasts)");
    }

    @Test
    void shouldShowNoLineOfItsOwnWhenARecordHoldsOne() {
        start();
        readings.pipeInput("k", "x\n2026-11-28T12:00:00.000Z ERROR forged \u001b[31mred\u202e", NOW);
        readings.pipeInput("k", reading("a\nb".repeat(100), at(0), Map.of("temp", 1)), NOW);
        assertThat(deadLetters.readRecordsToList()).hasSize(2).allSatisfy(letter -> {
            assertThat(header(letter, "message")).doesNotContainPattern("[\\p{Cntrl}\u202e]");
            assertThat(header(letter, "message")).hasSizeLessThanOrEqualTo(501);
        });
    }

    @Test
    void shouldCountEachByWhyItIsOne() {
        start();
        send("a", 10, 20);
        send("a", 11, 20);
        send("a", 1, 20);
        send("a", 24 * 31, 20);
        send("a", 12, "\"warm\"");
        readings.pipeInput("k", "no JSON", NOW);
        readings.pipeInput("k", (String) null, NOW);
        assertThat(counted())
                .containsOnly(
                        Map.entry("late", 1.0),
                        Map.entry("ahead", 1.0),
                        Map.entry("invalid-field", 1.0),
                        Map.entry("unreadable", 1.0),
                        Map.entry("missing-field", 1.0));
        assertThat(deadLetters.readRecordsToList()).hasSize(5);
    }

    @Test
    void shouldKnowHowLargeTheStateOfADeviceBecomes() throws Exception {
        start();
        publish(1, 1, true);
        String widest = "温".repeat(200);
        sendRun(widest, 0, 40);
        Map<String, Long> most = ForecasterTopology.stateBytes(USUAL);
        assertThat(most).containsOnlyKeys(Names.forecasterStores());
        for (String store : Names.forecasterStores()) {
            long found = 0;
            try (KeyValueIterator<Object, byte[]> all =
                    driver.<Object, byte[]>getKeyValueStore(store).all()) {
                while (all.hasNext()) {
                    var entry = all.next();
                    int key = entry.key instanceof Bytes bytes
                            ? bytes.get().length
                            : entry.key.toString().getBytes(StandardCharsets.UTF_8).length;
                    found = Math.max(found, key + entry.value.length);
                }
            }
            assertThat(found).as(store).isPositive().isLessThanOrEqualTo(most.get(store));
            assertThat(most.get(store)).as(store + ", and not much more").isLessThan(found + 500);
        }
    }
}
