package io.tidecast.stream;

/** Names of processor nodes, stores and internal topics: they are part of what is on the broker, so they never change by accident. */
final class Names {
    static final String READINGS = "readings";
    static final String MAP_READINGS = "map-readings";
    static final String MAPPED_READINGS = "mapped-readings";
    static final String BY_DEVICE = "by-device";
    static final String FORECAST = "forecast";
    static final String FORECASTS = "forecasts";
    static final String SCORES = "scores";
    static final String RETRAINING = "retraining";
    static final String DEAD_LETTERS_OF_MAPPING = "dead-letters-of-mapping";
    static final String DEAD_LETTERS_OF_FORECAST = "dead-letters-of-forecast";

    static final String TRAIN = "train";
    static final String MODELS = "models";
    static final String DEAD_LETTERS_OF_TRAINING = "dead-letters-of-training";

    /** {@code device | event time} to values: readings of steps that are still open. */
    static final String OPEN_READINGS = "open-readings";
    /** {@code device | block} to closed steps. */
    static final String BLOCKS = "blocks";
    /** {@code device} to the place its grid has reached. */
    static final String CLOCKS = "clocks";
    /** {@code device} to scale, live errors and interval widths. */
    static final String STATISTICS = "statistics";
    /** {@code device | origin modulo horizon} to a forecast whose actuals are still to come. */
    static final String OPEN_FORECASTS = "open-forecasts";

    /** {@code model | number} to a chunk of history. */
    static final String HISTORY = "history";
    /** {@code model} to the trainer's place: next chunk, next version, pending run. */
    static final String TRAINER = "trainer";

    static final String GLOBAL_MODELS = "global-models";
    static final String MODELS_SOURCE = "models-source";
    static final String REGISTER_MODELS = "register-models";

    /** Device to group, where a topic tells it. */
    static final String GLOBAL_GROUPS = "global-groups";

    static final String GROUPS_SOURCE = "groups-source";

    private Names() {}
}
