package io.tidecast.experiment;

import io.tidecast.kernel.LeastSquares;
import io.tidecast.nn.Fields;
import java.util.Arrays;
import java.util.Map;

/**
 * Invertible transform of every column, done before it is scaled and undone on a forecast. A row that has no
 * transformed value is NaN.
 */
sealed interface Transform {
    /** Reads {@code log}, {@code {difference: 12}} or {@code {profile: {...}}}. */
    static Transform parse(String place, Object form) {
        if (form.equals("log")) {
            return new Log();
        }
        if (!(form instanceof Map<?, ?>)) {
            throw new IllegalArgumentException(place + " must be log, difference or profile, was " + form);
        }
        Fields fields = new Fields(place, form);
        Transform transform = fields.has("difference")
                ? new Difference(fields.integer("difference"))
                : Profile.parse(place + ".profile", fields.required("profile"));
        fields.nothingElse();
        return transform;
    }

    /**
     * The transformed column.
     *
     * @param values [rows]
     * @param train rows before this one are for training
     * @param known rows before this one may be known when the last of these rows is forecast
     */
    double[] apply(double[] values, int train, int known);

    /**
     * Undoes it at one row.
     *
     * @param value the transformed one
     * @param values the column before the transform, of which rows before the forecast's first alone are read
     * @param row whose value it is
     */
    double invert(double value, double[] values, int row, int train, int known);

    /** The smallest number of rows back that {@link #invert} looks: a forecast may have no more steps than that. */
    default int reach() {
        return Integer.MAX_VALUE;
    }

    /** Log transform: the natural logarithm. */
    record Log() implements Transform {
        @Override
        public double[] apply(double[] values, int train, int known) {
            return Arrays.stream(values).map(Math::log).toArray();
        }

        @Override
        public double invert(double value, double[] values, int row, int train, int known) {
            return Math.exp(value);
        }
    }

    /**
     * Differencing: the change from so many rows before; with a season's length, seasonal differences.
     *
     * @param lag rows back
     */
    record Difference(int lag) implements Transform {
        /** Validates. */
        public Difference {
            if (lag < 1) {
                throw new IllegalArgumentException("difference must be at least 1, was " + lag);
            }
        }

        @Override
        public double[] apply(double[] values, int train, int known) {
            double[] changes = new double[values.length];
            Arrays.setAll(changes, i -> i < lag ? Double.NaN : values[i] - values[i - lag]);
            return changes;
        }

        @Override
        public double invert(double value, double[] values, int row, int train, int known) {
            return value + values[row - lag];
        }

        @Override
        public int reach() {
            return lag;
        }
    }

    /**
     * Seasonal adjustment: the difference to the column's own seasonal profile: the mean of each step of the season, or
     * a mean and so many harmonics by least squares, which takes far fewer numbers to say how a smooth season goes and
     * so is less led by the noise of few years.
     *
     * @param season rows
     * @param harmonics cosine and sine pairs; 0: the mean of each step
     * @param known whether it is fitted to all rows that are known when a forecast is made; else to the rows for
     *     training
     */
    record Profile(int season, int harmonics, boolean known) implements Transform {
        /** Validates. */
        public Profile {
            if (season < 2 || harmonics < 0 || 2 * harmonics >= season) {
                throw new IllegalArgumentException(
                        "profile must have a season of at least 2 rows and fewer than half as" + " many harmonics, had "
                                + season + " and " + harmonics);
            }
        }

        static Profile parse(String place, Object form) {
            Fields fields = new Fields(place, form);
            String fit = fields.text("fit", "train");
            if (!fit.equals("train") && !fit.equals("known")) {
                throw new IllegalArgumentException(place + ".fit must be train or known, was " + fit);
            }
            Profile profile =
                    new Profile(fields.integer("season"), fields.integer("harmonics", 0), fit.equals("known"));
            fields.nothingElse();
            return profile;
        }

        @Override
        public double[] apply(double[] values, int train, int knownUntil) {
            double[] profile = of(values, known ? knownUntil : train);
            double[] anomalies = new double[values.length];
            Arrays.setAll(anomalies, i -> values[i] - profile[i % season]);
            return anomalies;
        }

        @Override
        public double invert(double value, double[] values, int row, int train, int knownUntil) {
            return value + of(values, known ? knownUntil : train)[row % season];
        }

        /** [season] from the rows before. */
        double[] of(double[] values, int until) {
            double[] means = new double[season];
            if (harmonics == 0) {
                int[] counts = new int[season];
                for (int i = 0; i < until; i++) {
                    means[i % season] += values[i];
                    counts[i % season]++;
                }
                Arrays.setAll(means, i -> means[i] / counts[i]);
                return means;
            }
            LeastSquares fit = new LeastSquares(2 * harmonics, 1, true);
            for (int i = 0; i < until; i++) {
                fit.add(waves(i), new double[] {values[i]});
            }
            double[] w = fit.solve(0);
            double[] one = new double[1];
            for (int i = 0; i < season; i++) {
                LeastSquares.apply(w, waves(i), one);
                means[i] = one[0];
            }
            return means;
        }

        private double[] waves(int row) {
            double[] waves = new double[2 * harmonics];
            for (int k = 0; k < harmonics; k++) {
                double angle = 2 * Math.PI * (k + 1) * row / season;
                waves[2 * k] = Math.cos(angle);
                waves[2 * k + 1] = Math.sin(angle);
            }
            return waves;
        }
    }
}
