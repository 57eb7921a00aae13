package io.tidecast.experiment;

import io.tidecast.experiment.OnlineExperiment.Rows;
import io.tidecast.series.Reading;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;

/**
 * Data of an online experiment: the rows of one device, in whose order they are forecast.
 *
 * @param columns names of the values, all of which are forecast
 * @param timesMs [rows], milliseconds since the epoch
 * @param values [columns][rows]
 * @param season of the seasonal naive forecast, in rows
 */
public record OnlineSeries(
        String name, Rows rows, List<String> columns, long[] timesMs, double[][] values, int season) {
    /** Refuses data that end before the experiment does. */
    public OnlineSeries {
        columns = List.copyOf(columns);
        if (timesMs.length < rows.end()) {
            throw new IllegalArgumentException(
                    name + " must have at least " + rows.end() + " rows, had " + timesMs.length);
        }
    }

    /** The rows up to the end of the experiment, as a device sends them. */
    public List<Reading> readings() {
        return IntStream.range(0, rows.end())
                .mapToObj(row -> new Reading(
                        name,
                        timesMs[row],
                        IntStream.range(0, values.length)
                                .mapToDouble(column -> values[column][row])
                                .toArray()))
                .toList();
    }

    /** Errors of forecasts that are still to come. */
    public OnlineErrors errors(int horizon) {
        return new OnlineErrors(rows, horizon, values);
    }

    /** Those of the last value before each window. */
    public OnlineErrors persistence(int horizon) {
        return naive(horizon, (origin, h) -> origin);
    }

    /** Those of the newest value at the same place in the season. */
    public OnlineErrors seasonalNaive(int horizon) {
        return naive(horizon, (origin, h) -> origin + h - season * ((h + season - 1) / season));
    }

    /** @param source row whose value is the forecast of a step after an origin */
    private OnlineErrors naive(int horizon, IntBinaryOperator source) {
        OnlineErrors errors = errors(horizon);
        for (int column = 0; column < values.length; column++) {
            for (int origin = 0; origin < rows.end(); origin++) {
                for (int h = 1; h <= horizon && errors.holds(origin); h++) {
                    errors.add(column, origin, h, values[column][source.applyAsInt(origin, h)]);
                }
            }
        }
        return errors;
    }
}
