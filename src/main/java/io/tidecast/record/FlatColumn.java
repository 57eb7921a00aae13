package io.tidecast.record;

import java.util.ArrayList;
import java.util.List;

/** Column of a forecast's rows, as the schemas of all flat formats have it. */
record FlatColumn(String name, Kind kind, String description) {
    /** Scalar type. */
    enum Kind {
        TEXT("string"),
        TIME("string"),
        COUNT("integer"),
        NUMBER("number"),
        /** A number that may be unknown. */
        BOUND("number");

        private final String jsonType;

        Kind(String jsonType) {
            this.jsonType = jsonType;
        }

        String jsonType() {
            return jsonType;
        }
    }

    boolean isNullable() {
        return kind == Kind.BOUND;
    }

    /** All of them, in their order. */
    static List<FlatColumn> of(List<Double> levels) {
        List<FlatColumn> all = new ArrayList<>(List.of(
                new FlatColumn("device", Kind.TEXT, "The device, which is the record's key too."),
                new FlatColumn("target", Kind.TEXT, "The value that is forecast."),
                new FlatColumn("at", Kind.TIME, "Time that the forecast is for."),
                new FlatColumn("step_ahead", Kind.COUNT, "Which step of the horizon that is, from 1."),
                new FlatColumn("origin", Kind.TIME, "Start of the last closed step."),
                new FlatColumn("mean", Kind.BOUND, "The forecast.")));
        for (double level : levels) {
            all.add(new FlatColumn(
                    ForecastRow.column("lower", level), Kind.BOUND, "Lower bound of the interval of " + level + "."));
            all.add(new FlatColumn(
                    ForecastRow.column("upper", level), Kind.BOUND, "Upper bound of the interval of " + level + "."));
        }
        all.addAll(List.of(
                new FlatColumn("model", Kind.TEXT, "The model that the device belongs to."),
                new FlatColumn("version", Kind.COUNT, "Version of the model that was run; 0 where there was none."),
                new FlatColumn(
                        "source",
                        Kind.TEXT,
                        "Name of the method whose forecast this is; combination where it is the weighted mean of"
                                + " several."),
                new FlatColumn("status", Kind.TEXT, "Why it is this method's."),
                new FlatColumn("step", Kind.TEXT, "ISO-8601 duration from one step to the next."),
                new FlatColumn("timing", Kind.TEXT, "What the time is by: grid, median-interval or usual-interval."),
                new FlatColumn("observed", Kind.COUNT, "Steps of the window with an observed value."),
                new FlatColumn("filled", Kind.COUNT, "Steps of the window that were filled."),
                new FlatColumn("skill", Kind.NUMBER, "Live skill of the network on this device.")));
        return all;
    }
}
