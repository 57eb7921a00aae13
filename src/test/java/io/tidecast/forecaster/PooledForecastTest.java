package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.device.HeapBudget;
import io.tidecast.device.RecentWindows;
import io.tidecast.forecast.Combination;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.Covariates;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is published is the weighted mean of a pool of methods, and is scored and stored as such. */
class PooledForecastTest extends ForecasterFixture {
    private static final List<String> POOL = List.of(
            "network", "persistence", "seasonal-naive", "seasonal-level", "seasonal-trend", "seasonal-regression");

    private void start(long heapBytes, CombinationSettings combination) {
        StreamSettings with = StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).toBuilder()
                .combination(combination)
                .build();
        ScoredMethods methods = ScoredMethods.of(with.forecast(), with.scores(), with.combination(), Covariates.NONE);
        start(
                with,
                ForecasterTopology.build(
                        with,
                        methods,
                        Optional.empty(),
                        new ModelRegistry(with.forecast()),
                        new HeapBudget(heapBytes),
                        RecentWindows.none(),
                        new ForecastQuestions()));
    }

    private static CombinationSettings pool(List<String> methods) {
        return CombinationSettings.pool(methods, CombinationSettings.Loss.ABSOLUTE);
    }

    @Test
    void shouldPublishTheCombinationAndScoreItAgainstItsActuals() throws IOException {
        start(1 << 24, pool(POOL));
        publish(3, 1, true);
        sendRun("a", 0, 60);
        Map<String, float[]> published = new HashMap<>();
        int combined = 0;
        for (JsonNode forecast : read(forecasts)) {
            JsonNode mean = forecast.path("targets").path("temp").path("mean");
            for (int h = 0; h < mean.size(); h++) {
                String at = forecast.path("at").get(h).asText();
                published.computeIfAbsent(at, key -> new float[mean.size()])[h] =
                        (float) mean.get(h).asDouble();
            }
            combined += forecast.path("source").asText().equals(Combination.NAME) ? 1 : 0;
        }
        assertThat(combined).isGreaterThan(40);
        int compared = 0;
        for (JsonNode score : read(scores)) {
            JsonNode errors = score.path("errors").path(Combination.NAME);
            float[] forecast = published.get(score.path("at").asText());
            for (int h = 0; h < errors.size(); h++) {
                if (!errors.get(h).isNull()) {
                    assertThat(errors.get(h).asDouble())
                            .isCloseTo(
                                    Math.abs(forecast[h] - score.path("actual").asDouble()), offset(1e-4));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(100);
    }

    @Test
    void shouldForecastTheSameBitsWhateverIsOnTheHeap() throws IOException {
        List<List<String>> runs = new ArrayList<>();
        for (long heapBytes : new long[] {1, 1 << 24}) {
            start(heapBytes, pool(POOL));
            publish(3, 1, true);
            for (int step = 0; step < 60; step++) {
                send("a", step, temp(step));
                send("b", step, -temp(step));
            }
            runs.add(forecasts.readValuesToList());
            driver.close();
        }
        driver = null;
        assertThat(runs.get(0)).isEqualTo(runs.get(1)).hasSizeGreaterThan(100);
    }

    @Test
    void shouldNameTheOneMethodWhenThePoolHasOnlyOne() {
        start(1 << 24, pool(List.of("persistence")));
        sendRun("a", 0, 10);
        assertThat(read(forecasts)).isNotEmpty().allSatisfy(forecast -> {
            assertThat(forecast.path("source").asText()).isEqualTo("persistence");
            JsonNode mean = forecast.path("targets").path("temp").path("mean");
            assertThat(mean.get(0)).isEqualTo(mean.get(3));
        });
    }

    @Test
    void shouldPublishANaiveForecastWhileTheWholePoolIsAsleep() {
        start(1 << 24, pool(List.of("network")));
        sendRun("a", 0, 10);
        assertThat(read(forecasts)).isNotEmpty().allSatisfy(forecast -> assertThat(
                        forecast.path("source").asText())
                .isIn("persistence", "seasonal-naive"));
    }
}
