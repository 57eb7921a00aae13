package io.tidecast.model;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Forecasting task: what is forecast, from what.
 *
 * @param model id of the model that serves the devices
 * @param features names of the values of a reading, in the order of {@code Reading.values}
 * @param targets the features that are forecast, in output order
 * @param window steps of history the network reads
 * @param horizon steps ahead that are forecast
 * @param grid how readings become the steps that are read and forecast
 * @param season the season of the seasonal naive forecast; a multiple of the step
 * @param levels nominal coverages of the intervals, each in (0, 1)
 * @param scaling what the network's inputs and outputs are measured in
 */
public record ForecastSettings(
        String model,
        List<String> features,
        List<String> targets,
        int window,
        int horizon,
        GridSettings grid,
        TimeStep season,
        List<Double> levels,
        Scaling scaling) {
    /** Longest window and horizon: keeps a forecast record well under a broker's default record size. */
    public static final int MAX_STEPS = 512;

    /** What the id of a model looks like, a group's too. */
    public static final Pattern MODEL_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /** The key of the setting that names the features; what else it says is the reading format's. */
    public static final String FEATURES = "readings.values";

    public static final Setting<String> MODEL = Setting.text(
                    "forecast.model", "ID", "default", "id of the model that serves the devices")
            .must(Rule.matches(MODEL_ID.pattern()));
    public static final Setting<List<String>> TARGETS = Setting.derived(
            "forecast.targets",
            "NAME,…",
            "all of " + FEATURES,
            "the values that are forecast; the others are past covariates: read, and known up to the origin only",
            Parsers.listOf(Parsers::text));
    public static final Setting<Integer> WINDOW = Setting.count(
                    "forecast.window", "STEPS", 48, "steps of history the network reads")
            .must(Rule.between(2, MAX_STEPS));
    public static final Setting<Integer> HORIZON = Setting.count(
                    "forecast.horizon", "STEPS", 24, "steps ahead that are forecast")
            .must(Rule.between(1, MAX_STEPS));
    /** The longest season that is taken without being asked for: every closed step reads a season of state. */
    private static final int MOST_SEASON_STEPS = 1440;
    /** The season, in steps, of steps of a day and more. */
    private static final int WEEK = 7;

    public static final Setting<TimeStep> SEASON = Setting.derived(
            "forecast.season",
            "DURATION",
            "a day, an hour where a day is more than " + MOST_SEASON_STEPS + " steps, a minute where an hour is; "
                    + WEEK
                    + " steps where a step is a day or longer; on a calendar a week of days, a year of weeks or months",
            "season of the seasonal naive forecast, a multiple of the step, such as P1D or P1Y",
            Parsers.as(TimeStep.RULE, TimeStep::parse));
    public static final Setting<List<Double>> LEVELS = Setting.withDefault(
                    "forecast.levels",
                    "LEVEL,…",
                    0.9,
                    "nominal coverages of the intervals, each between 0 and 1",
                    Parsers.listOf(Parsers::number))
            .must(Rule.each(Rule.properFraction()));

    /** All of the forecast's own, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(MODEL, TARGETS, WINDOW, HORIZON, SEASON, LEVELS);

    public ForecastSettings {
        MODEL.check(model);
        requireDistinct(FEATURES, features);
        requireDistinct(TARGETS.key(), targets);
        for (String target : targets) {
            TARGETS.require(features.contains(target), "be among " + FEATURES + " " + features, target);
        }
        WINDOW.check(window);
        HORIZON.check(horizon);
        SEASON.require(
                grid.timeStep().stepsIn(season) >= 1,
                "be a multiple of " + GridSettings.STEP.key() + " "
                        + grid.timeStep().typed(),
                season);
        LEVELS.check(levels);
        features = List.copyOf(features);
        targets = List.copyOf(targets);
        levels = List.copyOf(levels);
    }

    private static void requireDistinct(String key, List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(key + " must name at least one feature");
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException(key + " must be distinct, was " + names);
        }
    }

    /**
     * What the settings say.
     *
     * @param features in the order of a reading's values
     */
    public static ForecastSettings from(Values values, List<String> features) {
        GridSettings grid = GridSettings.from(values);
        return new ForecastSettings(
                values.get(MODEL),
                features,
                values.find(TARGETS).orElse(features),
                values.get(WINDOW),
                values.get(HORIZON),
                grid,
                values.find(SEASON).orElseGet(() -> seasonOf(grid.timeStep())),
                values.get(LEVELS),
                Scaling.from(values));
    }

    /** On the usual grid of such steps, with the usual scaling. */
    public ForecastSettings(
            String model,
            List<String> features,
            List<String> targets,
            int window,
            int horizon,
            Duration step,
            Duration season,
            List<Double> levels) {
        this(
                model,
                features,
                targets,
                window,
                horizon,
                GridSettings.of(step),
                TimeStep.of(season),
                levels,
                Scaling.DEFAULT);
    }

    public ForecastSettings withGrid(GridSettings other) {
        return new ForecastSettings(model, features, targets, window, horizon, other, season, levels, scaling);
    }

    public ForecastSettings withSteps(int otherWindow, int otherHorizon) {
        return new ForecastSettings(model, features, targets, otherWindow, otherHorizon, grid, season, levels, scaling);
    }

    public ForecastSettings withScaling(Scaling other) {
        return new ForecastSettings(model, features, targets, window, horizon, grid, season, levels, other);
    }

    /** How long the grid's step is; where every reading is a step, the interval at which they usually come. */
    public Duration step() {
        return grid.step();
    }

    /** What cuts time into the grid's steps. */
    public TimeStep timeStep() {
        return grid.timeStep();
    }

    /** What a step is. */
    public Sampling steps() {
        return grid.steps();
    }

    /**
     * The season that holds unless one is set: the whole number of steps nearest to a day, or to an hour where a day
     * would be more than {@value #MOST_SEASON_STEPS} steps, or to a minute where an hour would; {@value #WEEK} steps
     * where a step is a day or longer. PT1H: a day; PT7M: 206 steps, 2 minutes more than a day; PT10S: an hour; P1D: a
     * week. Steps of a calendar say it themselves: P1M: a year.
     */
    public static TimeStep seasonOf(TimeStep step) {
        return step.usualSeason().orElseGet(() -> TimeStep.of(seasonOf(step.length())));
    }

    private static Duration seasonOf(Duration step) {
        if (step.compareTo(Duration.ofDays(1)) >= 0 || step.toMillis() < 1) {
            return step.multipliedBy(WEEK);
        }
        for (Duration season : List.of(Duration.ofDays(1), Duration.ofHours(1))) {
            long steps = stepsOf(season, step);
            if (steps <= MOST_SEASON_STEPS) {
                return step.multipliedBy(steps);
            }
        }
        return step.multipliedBy(stepsOf(Duration.ofMinutes(1), step));
    }

    private static long stepsOf(Duration season, Duration step) {
        return Math.round((double) season.toMillis() / step.toMillis());
    }

    public int seasonSteps() {
        return grid.timeStep().stepsIn(season);
    }

    /** Index among the features of each target. */
    public int[] targetFeatures() {
        return targets.stream().mapToInt(features::indexOf).toArray();
    }
}
