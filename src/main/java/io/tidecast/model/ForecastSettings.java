package io.tidecast.model;

import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is forecast, from what.
 *
 * @param model id of the model that serves the devices
 * @param features names of the values of a reading, in the order of {@code Reading.values}
 * @param targets the features that are forecast, in output order
 * @param window steps of history the network reads
 * @param horizon steps ahead that are forecast
 * @param step the grid's step; where every reading is a step, the interval at which they usually come
 * @param season the season of the seasonal naive forecast; a multiple of the step
 * @param levels nominal coverages of the intervals, each in (0, 1)
 * @param scaling what the network's inputs and outputs are measured in
 * @param steps what a step is
 */
public record ForecastSettings(
        String model,
        List<String> features,
        List<String> targets,
        int window,
        int horizon,
        Duration step,
        Duration season,
        List<Double> levels,
        Scaling scaling,
        Sampling steps) {
    /** Longest window and horizon: keeps a forecast record well under a broker's default record size. */
    public static final int MAX_STEPS = 512;

    /** What the id of a model looks like, a group's too. */
    public static final Pattern MODEL_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public ForecastSettings {
        require(MODEL_ID.matcher(model).matches(), "forecast.model must match " + MODEL_ID + ", was " + model);
        require(!features.isEmpty(), "readings.values must name at least one feature");
        require(new HashSet<>(features).size() == features.size(), "readings.values must be distinct, was " + features);
        require(!targets.isEmpty(), "forecast.targets must name at least one feature");
        require(new HashSet<>(targets).size() == targets.size(), "forecast.targets must be distinct, was " + targets);
        for (String target : targets) {
            require(
                    features.contains(target),
                    "forecast.targets must be among readings.values " + features + ", was " + target);
        }
        require(window >= 2 && window <= MAX_STEPS, "forecast.window must be 2.." + MAX_STEPS + ", was " + window);
        require(horizon >= 1 && horizon <= MAX_STEPS, "forecast.horizon must be 1.." + MAX_STEPS + ", was " + horizon);
        require(
                season.compareTo(step) >= 0 && season.toMillis() % step.toMillis() == 0,
                "forecast.season must be a multiple of series.step " + step + ", was " + season);
        for (double level : levels) {
            require(level > 0 && level < 1, "forecast.levels must be in (0, 1), was " + level);
        }
        features = List.copyOf(features);
        targets = List.copyOf(targets);
        levels = List.copyOf(levels);
    }

    /** On a grid, with the usual scaling. */
    public ForecastSettings(
            String model,
            List<String> features,
            List<String> targets,
            int window,
            int horizon,
            Duration step,
            Duration season,
            List<Double> levels) {
        this(model, features, targets, window, horizon, step, season, levels, Scaling.DEFAULT, Sampling.GRID);
    }

    public ForecastSettings withScaling(Scaling other) {
        return new ForecastSettings(model, features, targets, window, horizon, step, season, levels, other, steps);
    }

    public ForecastSettings withSteps(Sampling other) {
        return new ForecastSettings(model, features, targets, window, horizon, step, season, levels, scaling, other);
    }

    public int seasonSteps() {
        return (int) (season.toMillis() / step.toMillis());
    }

    /** Index among the features of each target. */
    public int[] targetFeatures() {
        return targets.stream().mapToInt(features::indexOf).toArray();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
