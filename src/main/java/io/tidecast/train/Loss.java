package io.tidecast.train;

import java.util.List;

/**
 * Loss function: how far predictions are from targets. A target whose mask is 0 teaches nothing: it adds neither to the
 * loss nor to the gradient, whatever its value, NaN included. The loss of a batch is the mean over the targets that
 * count.
 */
public sealed interface Loss {
    /** Its name in settings. */
    String name();

    /** Predictions per target: 1, or the number of quantiles. */
    default int predictionsPerTarget() {
        return 1;
    }

    /** The loss at error e = prediction - target; the index tells which of the predictions per target it is. */
    double at(float error, int index);

    /** Its derivative by the prediction. */
    float slopeAt(float error, int index);

    /**
     * Sum of the losses of the targets that count, each the mean over its predictions; not yet divided by their number.
     *
     * @param prediction [rows, Q · width], quantile after quantile
     * @param target [rows, width]
     * @param mask [rows, width], 0 or 1; null: every target counts
     * @param scale what the sum will be multiplied by, commonly 1 / {@link #counted}
     * @param gradient [rows, Q · width], set to scale times the sum's derivative by the prediction; null: not wanted
     */
    default double sum(
            float[] prediction, float[] target, float[] mask, int rows, int width, double scale, float[] gradient) {
        int predictions = predictionsPerTarget();
        double share = 1.0 / predictions;
        float factor = (float) (scale * share);
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            for (int q = 0; q < predictions; q++) {
                for (int j = 0; j < width; j++) {
                    int at = (i * predictions + q) * width + j;
                    boolean counts = mask == null || mask[i * width + j] != 0;
                    float error = counts ? prediction[at] - target[i * width + j] : 0f;
                    if (counts) {
                        sum += at(error, q) * share;
                    }
                    if (gradient != null) {
                        gradient[at] = counts ? factor * slopeAt(error, q) : 0f;
                    }
                }
            }
        }
        return sum;
    }

    /** How many of the first so many targets count. */
    static int counted(float[] mask, int count) {
        if (mask == null) {
            return count;
        }
        int counted = 0;
        for (int i = 0; i < count; i++) {
            counted += mask[i] == 0 ? 0 : 1;
        }
        return counted;
    }

    /** Mean squared error, e². */
    record Mse() implements Loss {
        @Override
        public String name() {
            return "mse";
        }

        @Override
        public double at(float error, int index) {
            return (double) error * error;
        }

        @Override
        public float slopeAt(float error, int index) {
            return 2 * error;
        }
    }

    /** Mean absolute error, |e|; its slope at 0 is 0. */
    record Mae() implements Loss {
        @Override
        public String name() {
            return "mae";
        }

        @Override
        public double at(float error, int index) {
            return Math.abs(error);
        }

        @Override
        public float slopeAt(float error, int index) {
            return Math.signum(error);
        }
    }

    /**
     * Huber 1964: e² / 2 up to delta, then delta (|e| - delta / 2).
     *
     * @param delta where it turns straight, above 0
     */
    record Huber(float delta) implements Loss {
        /** Validates. */
        public Huber {
            if (!(delta > 0)) {
                throw new IllegalArgumentException("huber delta must be above 0, was " + delta);
            }
        }

        @Override
        public String name() {
            return "huber";
        }

        @Override
        public double at(float error, int index) {
            double size = Math.abs(error);
            return size <= delta ? 0.5 * size * size : delta * (size - 0.5 * delta);
        }

        @Override
        public float slopeAt(float error, int index) {
            return Math.max(-delta, Math.min(delta, error));
        }
    }

    /**
     * Pinball loss of several quantiles at once (Koenker and Bassett 1978): tau (y - p) where the prediction is too
     * low, (1 - tau) (p - y) where it is too high.
     *
     * @param quantiles tau of each, between 0 and 1
     */
    record Pinball(List<Float> quantiles) implements Loss {
        /** Validates and copies. */
        public Pinball {
            quantiles = List.copyOf(quantiles);
            if (quantiles.isEmpty()) {
                throw new IllegalArgumentException("pinball quantiles must name at least one, was empty");
            }
            for (float quantile : quantiles) {
                if (!(quantile > 0 && quantile < 1)) {
                    throw new IllegalArgumentException("pinball quantiles must be between 0 and 1, was " + quantile);
                }
            }
        }

        @Override
        public String name() {
            return "pinball";
        }

        @Override
        public int predictionsPerTarget() {
            return quantiles.size();
        }

        @Override
        public double at(float error, int index) {
            float tau = quantiles.get(index);
            return error < 0 ? -tau * (double) error : (1 - tau) * (double) error;
        }

        @Override
        public float slopeAt(float error, int index) {
            float tau = quantiles.get(index);
            return error < 0 ? -tau : error > 0 ? 1 - tau : 0f;
        }
    }
}
