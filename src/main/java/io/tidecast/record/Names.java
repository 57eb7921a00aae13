package io.tidecast.record;

import java.util.List;

/**
 * Names of processor nodes, stores and internal topics: they are part of what is on the broker, so they never change by
 * accident.
 */
public final class Names {
    public static final String READINGS = "readings";
    public static final String MAP_READINGS = "map-readings";
    public static final String MAPPED_READINGS = "mapped-readings";
    public static final String BY_DEVICE = "by-device";
    public static final String FORECAST = "forecast";
    public static final String FORECASTS = "forecasts";
    public static final String SCORES = "scores";
    public static final String RETRAINING = "retraining";
    public static final String DEAD_LETTERS_OF_MAPPING = "dead-letters-of-mapping";
    public static final String DEAD_LETTERS_OF_FORECAST = "dead-letters-of-forecast";

    /** Metric of readings that a fault kept from being taken. */
    public static final String FAILED_READINGS = "failed-readings";

    public static final String UNUSABLE_READINGS = "unusable-readings";
    public static final String DUPLICATE_READINGS = "duplicate-readings";

    /** Metric of devices that were silent for so long that they were removed. */
    public static final String DEVICES_FORGOTTEN = "devices-forgotten";

    public static final String TRAIN = "train";
    public static final String MODELS = "models";
    /** Sink of what another producer put into another partition of the retraining topic than its model's. */
    public static final String RETRAINING_BY_MODEL = "retraining-by-model";

    public static final String DEAD_LETTERS_OF_TRAINING = "dead-letters-of-training";

    /** {@code device | event time} to values: readings of steps that are still open. */
    public static final String OPEN_READINGS = "open-readings";
    /** {@code device | block} to closed steps. */
    public static final String BLOCKS = "blocks";
    /** {@code device} to the place its grid has reached. */
    public static final String CLOCKS = "clocks";
    /** {@code device} to scale, live errors and interval widths. */
    public static final String STATISTICS = "statistics";
    /** {@code device | origin modulo horizon} to a forecast whose actuals are still to come. */
    public static final String OPEN_FORECASTS = "open-forecasts";
    /** {@code device} to its own values of times to come, where a topic tells them. */
    public static final String KNOWN_AHEAD = "known-ahead";

    /** {@code model | number} to a chunk of history, or to the trial of what serves. */
    public static final String HISTORY = "history";
    /** {@code model} to the trainer's place: next chunk, next version, pending run. */
    public static final String TRAINER = "trainer";

    public static final String GLOBAL_MODELS = "global-models";
    public static final String MODELS_SOURCE = "models-source";
    static final String REGISTER_MODELS = "register-models";

    /** Device to group, where a topic tells it. */
    public static final String GLOBAL_GROUPS = "global-groups";

    public static final String GROUPS_SOURCE = "groups-source";

    /** Values known ahead, where a topic tells them. */
    public static final String GLOBAL_COVARIATES = "global-covariates";

    public static final String COVARIATES_SOURCE = "covariates-source";

    /** Static covariates, where a topic tells them. */
    public static final String GLOBAL_STATICS = "global-statics";

    public static final String STATICS_SOURCE = "statics-source";

    /** Days of one's own, where a topic tells them. */
    public static final String GLOBAL_DAYS = "global-days";

    public static final String DAYS_SOURCE = "days-source";

    /** Source of the values known ahead that are of devices. */
    public static final String READINGS_KNOWN_AHEAD = "readings-known-ahead";

    public static final String MAP_KNOWN_AHEAD = "map-known-ahead";
    public static final String READINGS_AND_KNOWN_AHEAD = "readings-and-known-ahead";
    /** Repartition topic of values known ahead alone, where readings need none. */
    public static final String TOLD_BY_DEVICE = "told-by-device";

    private Names() {}

    /** The stores of a task of the forecaster without values known ahead. */
    public static List<String> forecasterStores() {
        return forecasterStores(false);
    }

    /**
     * The stores of a task of the forecaster.
     *
     * @param knownAhead whether a topic tells values known ahead
     */
    public static List<String> forecasterStores(boolean knownAhead) {
        return knownAhead
                ? List.of(OPEN_READINGS, BLOCKS, OPEN_FORECASTS, CLOCKS, STATISTICS, KNOWN_AHEAD)
                : List.of(OPEN_READINGS, BLOCKS, OPEN_FORECASTS, CLOCKS, STATISTICS);
    }

    /** The stores of a task of the trainer. */
    public static List<String> trainerStores() {
        return List.of(HISTORY, TRAINER);
    }
}
