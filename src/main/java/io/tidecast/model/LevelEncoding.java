package io.tidecast.model;

import io.tidecast.series.Covariates;
import io.tidecast.series.Precision;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;

/**
 * Level encoding of a network that was trained elsewhere, as notebooks have it: of each step the features' levels in
 * the {@link LevelScale} of the training, then the covariates; the outputs are levels of the targets in the same scale.
 * It reads no device's own scale, and what was not observed is read as it was filled.
 */
public final class LevelEncoding implements Encoding {
    private final LevelScale levels;
    private final Scale scale;
    private final int targets;
    private final Covariates covariates;

    /**
     * The encoding of a model.
     *
     * @param targets how many are forecast
     * @param covariates that every window brings
     */
    public LevelEncoding(LevelScale levels, int targets, Covariates covariates) {
        this.levels = levels;
        this.scale = levels.scale();
        this.targets = targets;
        this.covariates = covariates;
    }

    @Override
    public int inputs() {
        return scale.features() + covariates.features();
    }

    @Override
    public Covariates covariates() {
        return covariates;
    }

    @Override
    public Scale scale(Scaling scaling, Segment segment, int from, int steps, Scale device) {
        return scale;
    }

    @Override
    public boolean scalesEachWindow(Scaling scaling) {
        return false;
    }

    @Override
    public void encode(Window window, Scale own, int steps, int origins, float[] x, int at) {
        Encoding.requireCovariates(window, covariates);
        Segment segment = window.segment();
        int next = at;
        for (int t = window.origin() + 1 - steps; t <= window.origin(); t++) {
            for (int f = 0; f < own.features(); f++) {
                float level = own.level(f, segment.value(t, f));
                x[next++] = Float.isNaN(level) ? 0 : level;
            }
            window.writeCovariates(t, x, next);
            next += covariates.features();
        }
    }

    @Override
    public int outputAt(int target, int step, int horizon) {
        return levels.order() == LevelScale.Order.STEPS ? step * targets + target : target * horizon + step;
    }

    @Override
    public float output(Scale own, int feature, double last, double value) {
        return own.level(feature, value);
    }

    /** NaN where the feature was never observed, as with every other network. */
    @Override
    public double value(Scale own, int feature, double last, float output) {
        return Double.isNaN(last) ? Double.NaN : Precision.of(own.mean()[feature] + own.std()[feature] * output);
    }
}
