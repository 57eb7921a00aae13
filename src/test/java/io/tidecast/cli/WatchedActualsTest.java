package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.Persistence;
import io.tidecast.record.ScoreRecord;
import io.tidecast.series.TimeStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchedActualsTest {
    private final WatchedActuals actuals = new WatchedActuals(2);

    private static Forecast forecast(String device, long originMs, float next) {
        return new Forecast(
                device,
                "default",
                0,
                Persistence.NAME,
                ForecastStatus.OK,
                originMs,
                TimeStep.ofMillis(10),
                Forecast.Timing.GRID,
                List.of(new Forecast.Target("temp", new double[] {next, 0}, List.of())),
                1,
                0,
                0,
                List.of(),
                Map.of());
    }

    private static ScoreRecord score(String device, long atMs, float actual) {
        return new ScoreRecord(
                device, "default", 0, new int[0], atMs, "temp", actual, 0.5, Map.of(), Map.of(), Map.of());
    }

    @Test
    void shouldPutAnActualBesideTheForecastOfTheStepBeforeWhicheverTopicIsAhead() {
        actuals.score(score("a", 10, 4));
        actuals.score(score("a", 20, 5));
        assertThat(actuals.forecast(forecast("a", 0, 3))).isEmpty();
        assertThat(actuals.forecast(forecast("a", 10, 6))).containsEntry("temp", new WatchTable.Actual(4, 3, 0.5));
        assertThat(actuals.forecast(forecast("a", 20, 7))).containsEntry("temp", new WatchTable.Actual(5, 6, 0.5));
        assertThat(actuals.forecast(forecast("a", 30, 7))).isEmpty();
    }

    @Test
    void shouldNotKnowWhatWasForecastWhereTheForecastBeforeIsOfAnotherStep() {
        actuals.forecast(forecast("a", 0, 3));
        actuals.score(score("a", 50, 4));
        assertThat(actuals.forecast(forecast("a", 50, 6)))
                .containsEntry("temp", new WatchTable.Actual(4, Float.NaN, 0.5));
    }

    @Test
    void shouldForgetWhoWasHeardOfLongestAgoWhenThereAreTooMany() {
        actuals.score(score("a", 10, 4));
        actuals.score(score("b", 10, 4));
        actuals.score(score("c", 10, 4));
        assertThat(actuals.forecast(forecast("a", 10, 6))).isEmpty();
        assertThat(actuals.forecast(forecast("c", 10, 6))).isNotEmpty();
    }
}
