package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.MethodMeans;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.Score;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.learn.RetrainingRecord.ScoreSummary;
import io.tidecast.model.ForecastSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A horizon of two steps; the network's errors are 1 and 3, persistence's 2 and 5, the change scale is 2. */
class ScoreSummariesTest {
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default", List.of("temp"), List.of("temp"), 4, 2, Duration.ofHours(1), Duration.ofHours(3), List.of(0.9));
    private final ScoreSummaries summaries = new ScoreSummaries(FORECAST, 2);
    private String source = NetworkMethod.NAME;

    private void add(String device, long atMs, int... versions) {
        add("default", device, atMs, "default", versions);
    }

    private void add(String model, String device, long atMs, String served, int... versions) {
        OpenForecast[] about = new OpenForecast[2];
        float[] errors = {Float.NaN, Float.NaN};
        for (int h = 0; h < 2; h++) {
            if (versions[h] > 0) {
                about[h] = new OpenForecast(0, served, versions[h], source, MethodMeans.of(Map.of()), new float[2]);
                errors[h] = 1 + 2 * h;
            }
        }
        Score score = new Score(
                0,
                10,
                served,
                versions[0],
                versions,
                Map.of(
                        NetworkMethod.NAME,
                        errors,
                        Persistence.NAME,
                        new float[] {2, 5},
                        SeasonalNaive.NAME,
                        new float[] {9, 9}),
                new boolean[][] {{true, false}},
                0,
                Map.of(),
                Map.of());
        summaries.add(model, device, about, score, Persistence.NAME, 2, atMs);
    }

    @Test
    void shouldSumUpWhenThereAreStepsEnoughOfEachDevice() {
        add("a", 1000, 1, 1);
        add("b", 500, 1, 1);
        add("b", 2000, 1, 1);
        assertThat(summaries.full()).as("three of four steps").isEmpty();
        add("a", 2000, 1, 1);
        assertThat(summaries.full())
                .containsExactly(new ScoreSummary("default", 1, 500, 2000, 4, 1, 1.75, Map.of(0.9, 0.5)));
        assertThat(summaries.full()).as("begins anew").isEmpty();
        add("a", 3000, 1, 1);
        add("a", 4000, 1, 1);
        assertThat(summaries.full()).as("b has fallen silent").hasSize(1);
    }

    @Test
    void shouldCoverWhatTheNetworkHadAPartIn() {
        source = Combination.NAME;
        add("a", 1000, 1, 1);
        source = Persistence.NAME;
        add("a", 2000, 1, 1);
        assertThat(summaries.full()).extracting(ScoreSummary::coverage).containsExactly(Map.of(0.9, 0.5));
        add("a", 3000, 1, 1);
        add("a", 4000, 1, 1);
        assertThat(summaries.full()).extracting(ScoreSummary::coverage).containsExactly(Map.of());
    }

    @Test
    void shouldCountADevicesStepOnceWhateverItsTargets() {
        add("a", 1000, 1, 1);
        add("a", 1000, 1, 1);
        assertThat(summaries.full()).isEmpty();
        add("a", 2000, 1, 1);
        assertThat(summaries.full()).extracting(ScoreSummary::n).containsExactly(2L);
    }

    @Test
    void shouldCountErrorsForTheVersionThatMadeThem() {
        add("a", 1000, 1, 1);
        add("a", 2000, 2, 1);
        add("a", 3000, 2, 2);
        List<ScoreSummary> due = summaries.full();
        assertThat(due).extracting(ScoreSummary::version).containsExactlyInAnyOrder(1, 2);
        // As many of each horizon step or not, each step counts as much: a swap makes no version look better.
        assertThat(due).allSatisfy(summary -> {
            assertThat(summary.mae()).isCloseTo(1, offset(1e-9));
            assertThat(summary.naiveMae()).isCloseTo(1.75, offset(1e-9));
        });
    }

    @Test
    void shouldWaitForTheFarthestStepOfANewVersion() {
        for (int step = 0; step < 5; step++) {
            add("a", step, 2, 0);
        }
        assertThat(summaries.full()).isEmpty();
        add("a", 5, 2, 2);
        assertThat(summaries.full()).extracting(ScoreSummary::n).containsExactly(6L);
    }

    @Test
    void shouldDropWhatGetsNoMore() {
        add("a", 1, 0, 1);
        for (int step = 2; step < 6; step++) {
            add("a", step, 2, 2);
            summaries.full();
        }
        add("a", 6, 1, 0);
        assertThat(summaries.full()).as("the first step of version 1 is gone").isEmpty();
    }

    @Test
    void shouldGoUnderTheModelOfTheDeviceAlsoWhenTheDefaultServes() {
        for (int step = 1; step < 3; step++) {
            add("plant-b", "a", step, "default", 4, 4);
            add("plant-b", "b", step, "plant-a", 7, 7);
        }
        assertThat(summaries.full())
                .extracting(ScoreSummary::model, ScoreSummary::version)
                .as("nothing of a group the device was in before")
                .containsExactly(org.assertj.core.api.Assertions.tuple("plant-b", 4));
    }
}
