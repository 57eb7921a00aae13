package io.tidecast.record;

import io.tidecast.forecast.Forecast;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Row of a forecast in long format: one target at one step ahead, as a table of a database or a time series has it. Of
 * a forecast, the crossings and weights are in no row.
 *
 * <p>A forecast of {@code temp} and {@code load} for 24 steps is 48 rows, {@code temp} first, each target by its steps.
 *
 * @param stepAhead 1 to the horizon
 */
record ForecastRow(Forecast forecast, Forecast.Target target, int stepAhead) {
    /** A level of 0.9 has the columns {@code lower_90} and {@code upper_90}, one of 0.995 {@code lower_99_5}. */
    static String column(String bound, double level) {
        return bound + "_"
                + BigDecimal.valueOf(level)
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString()
                        .replace('.', '_');
    }

    static List<ForecastRow> of(Forecast forecast) {
        List<ForecastRow> rows = new ArrayList<>();
        for (Forecast.Target target : forecast.targets()) {
            for (int h = 1; h <= target.mean().length; h++) {
                rows.add(new ForecastRow(forecast, target, h));
            }
        }
        return rows;
    }

    long atMs() {
        return forecast.timeMs(stepAhead);
    }

    /** What the time is by: a table has no column that is there in some rows only. */
    String timing() {
        return forecast.timing() == Forecast.Timing.GRID
                ? "grid"
                : forecast.timing().label();
    }

    /** NaN where there is none. */
    double mean() {
        return target.mean()[stepAhead - 1];
    }

    /** The lower bound at a level; NaN where there is none. */
    double lower(double level) {
        return target.intervals().stream()
                .filter(interval -> interval.level() == level)
                .findFirst()
                .map(interval -> interval.lower()[stepAhead - 1])
                .orElse(Double.NaN);
    }

    /** The upper bound at a level; NaN where there is none. */
    double upper(double level) {
        return target.intervals().stream()
                .filter(interval -> interval.level() == level)
                .findFirst()
                .map(interval -> interval.upper()[stepAhead - 1])
                .orElse(Double.NaN);
    }
}
