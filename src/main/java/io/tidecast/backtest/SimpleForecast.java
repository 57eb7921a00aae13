package io.tidecast.backtest;

import io.tidecast.forecast.Naive;

/** A forecast of one series that needs no network: what a model must beat. */
sealed interface SimpleForecast
        permits SimpleForecast.Persistence,
                SimpleForecast.SeasonalNaive,
                SimpleForecast.Drift,
                DampedTrend,
                LinearForecast {
    /** A run begins; what was learnt of the runs before stays. */
    default void begin() {}

    /**
     * Takes the newest step of the past.
     *
     * @param left steps of the training part that are still to come; negative behind it
     */
    default void add(Past past, long left) {}

    /** Fills [horizon] from the newest step, or returns false where it cannot. */
    boolean forecast(Past past, float[] forecast);

    /** The last value. */
    record Persistence() implements SimpleForecast {
        @Override
        public boolean forecast(Past past, float[] forecast) {
            Naive.persistence(past.value(0), forecast);
            return Float.isFinite(forecast[0]);
        }
    }

    /** The value of the same phase one season before. */
    record SeasonalNaive(int season) implements SimpleForecast {
        @Override
        public boolean forecast(Past past, float[] forecast) {
            if (!past.reaches(season - 1)) {
                return false;
            }
            for (int h = 1; h <= forecast.length; h++) {
                forecast[h - 1] = past.value(Naive.seasonalLag(h, season));
            }
            return Float.isFinite(forecast[0]);
        }
    }

    /** The last value and the mean change of the run so far (Hyndman &amp; Athanasopoulos, 5.2). */
    final class Drift implements SimpleForecast {
        private float first = Float.NaN;
        private long steps;

        @Override
        public void begin() {
            first = Float.NaN;
            steps = 0;
        }

        @Override
        public void add(Past past, long left) {
            if (Float.isNaN(first)) {
                first = past.value(0);
            } else {
                steps++;
            }
        }

        @Override
        public boolean forecast(Past past, float[] forecast) {
            float slope = steps == 0 ? 0 : (past.value(0) - first) / steps;
            for (int h = 1; h <= forecast.length; h++) {
                forecast[h - 1] = past.value(0) + h * slope;
            }
            return Float.isFinite(forecast[0]);
        }
    }
}
