package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Readings become steps, or dead letters. */
class ForecasterReadingsTest extends ForecasterFixture {
    @Test
    void shouldAggregateTheReadingsOfAStepWhateverTheirOrder() {
        start();
        send("a", 0.5, 30);
        send("a", 0.25, 20);
        send("a", 1, 0);
        assertThat(firstMean()).isEqualTo(25);
    }

    @Test
    void shouldFillStepsUpToMaxGapAndBeginAfreshAfterIt() {
        start();
        sendRun("a", 0, 3);
        send("a", 10, 50);
        send("a", 11, 51);
        List<JsonNode> all = read(forecasts);
        assertThat(all)
                .extracting(f -> f.path("origin").asText())
                .containsExactly(
                        at(0).toString(),
                        at(1).toString(),
                        at(2).toString(),
                        at(3).toString(),
                        at(4).toString(),
                        at(5).toString(),
                        at(10).toString());
        assertThat(all.get(3).path("status").asText()).isEqualTo("gap");
        assertThat(all.get(5).path("quality").path("filled").asInt()).isEqualTo(3);
        assertThat(all.get(6).path("quality").path("observed").asInt()).isEqualTo(1);
        assertThat(all.get(6).path("quality").path("filled").asInt()).isZero();
    }

    @Test
    void shouldIgnoreAReadingThatIsThereAlready() {
        start();
        send("a", 0, 20);
        send("a", 0, 99);
        send("a", 1, 22);
        assertThat(firstMean()).isEqualTo(20);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldJoinRecordsOfADeviceAndTimeWhenEachHasAFieldOfItsOwn() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp", "load"), Duration.ZERO));
        for (int step = 0; step < 3; step++) {
            readings.pipeInput("k", reading("apart", at(step), Map.of("temp", 20 + step)), NOW);
            readings.pipeInput("k", reading("apart", at(step), Map.of("load", 50 - step)), NOW);
            readings.pipeInput("k", reading("joined", at(step), Map.of("temp", 20 + step, "load", 50 - step)), NOW);
        }
        List<JsonNode> all = read(forecasts);
        assertThat(all).hasSize(4);
        for (String target : List.of("temp", "load")) {
            assertThat(of(all, "apart", target)).hasSize(2).isEqualTo(of(all, "joined", target));
        }
        assertThat(duplicates()).isZero();
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldCountADuplicateWhenAValueIsThereAlreadyAndTakeTheOthers() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp", "load"), Duration.ZERO));
        readings.pipeInput("k", reading("a", at(0), Map.of("temp", 20)), NOW);
        readings.pipeInput("k", reading("a", at(0), Map.of("temp", 99)), NOW);
        assertThat(duplicates()).isEqualTo(1);
        readings.pipeInput("k", reading("a", at(0), Map.of("temp", 98, "load", 5)), NOW);
        assertThat(duplicates()).isEqualTo(2);
        readings.pipeInput("k", reading("a", at(0), Map.of()), NOW);
        assertThat(duplicates()).isEqualTo(3);
        send("a", 1, 0);
        JsonNode forecast = read(forecasts).get(0);
        assertThat(of(List.of(forecast), "a", "temp").get(0).path("mean").get(0).asDouble())
                .isEqualTo(20);
        assertThat(of(List.of(forecast), "a", "load").get(0).path("mean").get(0).asDouble())
                .isEqualTo(5);
    }

    @Test
    void shouldDeadLetterTheRestOfAReadingWhenItsStepHasClosed() {
        StreamSettings each = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"), Duration.ZERO);
        start(each.withGrid(GridSettings.of(Sampling.READINGS, each.grid().step())));
        readings.pipeInput("k", reading("a", at(0), Map.of("temp", 20)), NOW);
        readings.pipeInput("k", reading("a", at(0), Map.of("temp", 21)), NOW);
        assertThat(duplicates()).isEqualTo(1);
        assertThat(deadLetters.isEmpty()).isTrue();
        readings.pipeInput("k", reading("a", at(0), Map.of("load", 5)), NOW);
        assertThat(header(deadLetters.readRecord(), "message")).contains("series.grace");
        assertThat(duplicates()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheOtherValuesAndDeadLetterACopyWhenOneCannotBeRead() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp", "load"), Duration.ZERO));
        String record = reading("a", at(0), Map.of("temp", 20, "load", "{\"value\":5}"));
        readings.pipeInput("k", record, NOW);
        TestRecord<String, byte[]> letter = deadLetters.readRecord();
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo(record);
        assertThat(header(letter, "message")).startsWith("load at /values/load must be a number within ±1e18");
        assertThat(deadLetters.isEmpty()).isTrue();
        send("a", 1, 0);
        List<JsonNode> all = read(forecasts);
        assertThat(of(all, "a", "temp").get(0).path("mean").get(0).asDouble()).isEqualTo(20);
    }

    private double duplicates() {
        return driver.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("duplicate-readings-total"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    private static List<JsonNode> of(List<JsonNode> all, String device, String target) {
        return all.stream()
                .filter(forecast -> forecast.path("device").asText().equals(device))
                .map(forecast -> forecast.path("targets").path(target))
                .toList();
    }

    @Test
    void shouldDeadLetterALateReadingAsItCame() {
        start();
        sendRun("a", 0, 3);
        String late = reading("a", at(0.5), Map.of("temp", 1, "load", 1));
        readings.pipeInput("its own key", late, NOW);
        TestRecord<String, byte[]> letter = deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo("its own key");
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo(late);
        assertThat(header(letter, "message")).contains("time must be in a step that is still open");
        assertThat(header(letter, "topic")).isEqualTo("readings");
        assertThat(header(letter, "offset")).isEqualTo("3");
    }

    @Test
    void shouldTakeALateReadingWithinGrace() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp"), Duration.ofHours(1)));
        send("a", 0.5, 20);
        send("a", 1.5, 0);
        send("a", 0.75, 30);
        assertThat(forecasts.isEmpty()).isTrue();
        send("a", 2, 0);
        assertThat(firstMean()).isEqualTo(25);
    }

    @Test
    void shouldRefuseAReadingFromTheFutureWithoutMovingTheClock() {
        start();
        sendRun("a", 0, 2);
        readings.pipeInput("k", reading("a", NOW.plus(Duration.ofHours(2)), Map.of("temp", 1)), NOW);
        assertThat(header(deadLetters.readRecord(), "message")).contains("series.max-ahead");
        send("a", 2, 5);
        assertThat(read(forecasts)).hasSize(2);
    }

    @Test
    void shouldDeadLetterWhatCannotBeReadAndServeItsNeighbours() {
        start();
        send("a", 0, 20);
        readings.pipeInput("k", "{\"device\":\"a\"", NOW);
        readings.pipeInput("k", (String) null, NOW);
        readings.pipeInput("k", "[]", NOW);
        readings.pipeInput("k", "[[]]", NOW);
        readings.pipeInput(null, "{\"ts\":\"2026-03-02T00:00:00Z\"}", NOW);
        readings.pipeInput("k", "{\"device\":\"a\",\"ts\":\"yesterday\"}", NOW);
        readings.pipeInput("k", reading("a", at(0.1), Map.of("temp", "\"hot\"")), NOW);
        readings.pipeInput("k", reading("a", at(0.1), Map.of("temp", "1e308")), NOW);
        send("a", 1, 22);
        assertThat(read(forecasts)).hasSize(1);
        List<TestRecord<String, byte[]>> letters = deadLetters.readRecordsToList();
        assertThat(letters)
                .extracting(l -> header(l, "message"))
                .satisfiesExactly(
                        m -> assertThat(m).startsWith("value must be JSON"),
                        m -> assertThat(m).isEqualTo("value must be a JSON object, was null"),
                        m -> assertThat(m).isEqualTo("value must be a JSON object, was []"),
                        m -> assertThat(m).startsWith("device at /device must be there"),
                        m -> assertThat(m).isEqualTo("time at /ts must be an ISO-8601 time, was yesterday"),
                        m -> assertThat(m)
                                .startsWith("temp at /values/temp must be a number within ±1e18, not a string")
                                .endsWith("was \"hot\""),
                        m -> assertThat(m).startsWith("temp at /values/temp must be a number within ±1e18, was 1"));
    }

    @Test
    void shouldAnswerWithoutANumberForWhatIsMissing() {
        start();
        readings.pipeInput("k", reading("a", at(0), Map.of("load", 1)), NOW);
        readings.pipeInput("k", reading("a", at(1), Map.of("load", 1, "temp", "null")), NOW);
        assertThat(forecasts.isEmpty()).isTrue();
        send("a", 2, 7);
        send("a", 3, 8);
        List<JsonNode> all = read(forecasts);
        assertThat(all).hasSize(1);
        assertThat(all.get(0).toString()).doesNotContain("NaN");
    }

    @Test
    void shouldTakeTheDeviceFromTheKeyAndTheTimeFromTheRecord() {
        start();
        for (int step = 0; step < 2; step++) {
            readings.pipeInput("from-key", "{\"values\":{\"temp\":3}}", at(step));
        }
        assertThat(forecasts.readKeyValue().key).isEqualTo("from-key");
    }
}
