package io.tidecast.replay;

import io.tidecast.backtest.Backtest;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.ScoreRecord;
import io.tidecast.series.GridSettings;
import java.util.Map;

/**
 * Sink of the forecaster's records, which tells a backtest what they say: published forecasts, and the errors of the
 * network's.
 */
final class ForecastRecords {
    private final Backtest backtest;
    private final GridSettings grid;

    ForecastRecords(Backtest backtest, GridSettings grid) {
        this.backtest = backtest;
        this.grid = grid;
    }

    void forecast(byte[] value) {
        Forecast forecast = ForecastRecord.of(value);
        long origin = grid.indexOf(forecast.originMs());
        for (Forecast.Target target : forecast.targets()) {
            double[][] lower =
                    target.intervals().stream().map(Forecast.Interval::lower).toArray(double[][]::new);
            double[][] upper =
                    target.intervals().stream().map(Forecast.Interval::upper).toArray(double[][]::new);
            backtest.published(
                    forecast.device(), target.name(), origin, target.mean(), lower, upper, weights(forecast, target));
        }
    }

    /** Of the first block of the horizon; where one method was published, it has all the weight. */
    private static Map<String, Double> weights(Forecast forecast, Forecast.Target target) {
        return forecast.weights().getOrDefault(target.name(), Map.of()).values().stream()
                .findFirst()
                .orElseGet(() -> Map.of(forecast.source(), 1.0));
    }

    void score(byte[] value) {
        ScoreRecord score = ScoreRecord.of(value);
        backtest.network(
                score.device(),
                score.target(),
                grid.indexOf(score.atMs()),
                score.errors().get(NetworkMethod.NAME));
    }
}
