package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.record.Names;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gauge that single precision would round to 2,048: a meter at 18 GWh. */
class MeterTest extends ForecasterFixture {
    private static final double BEGIN = 18_230_876_543.0;
    private static final int STEPS = 300;
    private final StreamSettings pooled = StreamFixtures.settings(List.of("temp"), List.of("temp")).toBuilder()
            .combination(CombinationSettings.DEFAULT)
            .build();

    private static double reading(int step) {
        return BEGIN + 300 * step + 8 * new Random(step).nextInt(5) + 0.25;
    }

    @ParameterizedTest
    @CsvSource({"18230876543.25, 1.823087654325E10", "123456.789, 123456.789", "20.1, 20.1"})
    void shouldForecastAReadingToItsLastDigitThroughTheRepartitionTopic(double reading, String written) {
        start();
        send("a", 0, reading);
        send("a", 1, 0);
        TestRecord<String, String> forecast = forecasts.readRecord();
        assertThat(forecast.value()).contains("\"mean\":[" + written + ",");
        assertThat(forecast.headers().lastHeader("tidecast.values"))
                .as("a header of the repartition topic")
                .isNull();
    }

    /** Against a control that never moves: what an instance takes up from the stores goes on with the same bits. */
    @ParameterizedTest
    @ValueSource(ints = {5, 30, 101, 250})
    void shouldGoOnWithTheSameForecastsWhenADeviceIsTakenUpAgain(int moved) throws IOException {
        DeviceStoresFixture stored = DeviceStoresFixture.empty();
        List<JsonNode> forecasts;
        List<String> scores;
        try (ProcessorRun first = new ProcessorRun(pooled, stored, NOW)) {
            send(first, 0, moved);
            forecasts = first.forecasts();
            scores = first.sent(Names.SCORES);
        }
        try (ProcessorRun second = new ProcessorRun(pooled, stored, NOW);
                ProcessorRun control = new ProcessorRun(pooled, DeviceStoresFixture.empty(), NOW)) {
            send(second, moved, STEPS);
            send(control, 0, STEPS);
            forecasts.addAll(second.forecasts());
            scores.addAll(second.sent(Names.SCORES));
            assertThat(forecasts).isEqualTo(control.forecasts());
            assertThat(scores).isEqualTo(control.sent(Names.SCORES));
        }
    }

    @Test
    void shouldForecastAndScoreAMeterAsTheSameSeriesNearZero() throws IOException {
        try (ProcessorRun run = new ProcessorRun(pooled, DeviceStoresFixture.empty(), NOW)) {
            send(run, 0, STEPS);
            List<JsonNode> forecasts = run.forecasts();
            assertThat(forecasts).hasSize(STEPS - 1);
            for (int step = 100; step < STEPS - 5; step++) {
                JsonNode mean = forecasts.get(step).path("targets").path("temp").path("mean");
                for (int h = 1; h <= 4; h++) {
                    assertThat(mean.get(h - 1).asDouble()).isCloseTo(reading(step + h), offset(150.0));
                }
            }
            List<String> scores = run.sent(Names.SCORES);
            assertThat(JSON.readTree(scores.get(scores.size() - 1))
                            .path("actual")
                            .asDouble())
                    .isEqualTo(reading(STEPS - 2));
        }
    }

    private static void send(ProcessorRun run, int from, int to) {
        for (int step = from; step < to; step++) {
            Instant time = at(step);
            run.send("meter", time, Map.of("temp", reading(step)));
        }
    }
}
