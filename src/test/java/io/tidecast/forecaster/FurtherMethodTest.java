package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.device.HeapBudget;
import io.tidecast.device.RecentWindows;
import io.tidecast.forecast.ForecastMethods;
import io.tidecast.forecast.Regressors;
import io.tidecast.forecast.RunningMean;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.Covariates;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A method that is one file and one line serves: its forecasts are kept and scored, and its state is stored. */
class FurtherMethodTest extends ForecasterFixture {
    private void start(long heapBytes, boolean further) {
        start(heapBytes, further, ScoreSettings.Detail.ALL);
    }

    private void start(long heapBytes, boolean further, ScoreSettings.Detail detail) {
        StreamSettings usual = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        StreamSettings with =
                usual.toBuilder().scores(usual.scores().withDetail(detail)).build();
        ScoredMethods methods = new ScoredMethods(
                with.forecast(),
                with.scores(),
                with.combination(),
                Covariates.NONE,
                Regressors.NONE,
                Stream.concat(ForecastMethods.served().stream(), further ? Stream.of(RunningMean.KIND) : Stream.of())
                        .toList());
        Topology topology = ForecasterTopology.build(
                with,
                methods,
                Optional.empty(),
                new ModelRegistry(with.forecast()),
                new HeapBudget(heapBytes),
                RecentWindows.none(),
                new ForecastQuestions());
        start(with, topology);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1 << 24})
    void shouldScoreAFurtherMethodUnderItsNameWhateverIsOnTheHeap(long heapBytes) {
        start(heapBytes, true);
        int compared = 0;
        for (int step = 0; step < 30; step++) {
            send("a", step, temp(step));
            send("b", step, -temp(step));
        }
        for (JsonNode score : read(scores)) {
            if (score.path("device").asText().equals("a")) {
                JsonNode errors = score.path("errors").path(RunningMean.KIND.name());
                int step = (int)
                        ((Instant.parse(score.path("at").asText()).toEpochMilli() - StreamFixtures.START.toEpochMilli())
                                / 3_600_000);
                for (int h = 1; h <= 4 && step - h >= 2; h++) {
                    double mean = 0;
                    for (int t = 0; t <= step - h; t++) {
                        mean += temp(t) / (step - h + 1.0);
                    }
                    assertThat(errors.get(h - 1).asDouble())
                            .as("step %d, %d before", step, h)
                            .isCloseTo(Math.abs(mean - temp(step)), offset(1e-3));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(80);
    }

    @Test
    void shouldLeaveAFurtherMethodOutOfASummary() {
        start(1 << 24, true, ScoreSettings.Detail.SUMMARY);
        sendRun("a", 0, 20);
        List<JsonNode> all = read(scores);
        assertThat(all).hasSizeGreaterThan(10).allSatisfy(score -> assertThat(
                        score.path("errors").fieldNames())
                .toIterable()
                .containsExactly("network", "persistence", "seasonal-naive"));
    }

    @Test
    void shouldForecastTheSameWhetherAFurtherMethodIsScoredOrNot() {
        start(1 << 24, true);
        sendRun("a", 0, 40);
        List<String> with = forecasts.readValuesToList();
        driver.close();
        start(1 << 24, false);
        sendRun("a", 0, 40);
        assertThat(forecasts.readValuesToList()).isEqualTo(with).hasSize(39);
    }
}
