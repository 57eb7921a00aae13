package io.tidecast.model;

import io.tidecast.series.Covariates;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;

/**
 * Input encoding of a network: what it reads of each step of a {@link Window}. Per feature: the change from the step
 * before over the device's change scale, and 1 where it was observed, 0 where it was filled; then per target its level
 * over the device's spread; then the covariates. All of them mean the same in every window, so the recurrent state can
 * be carried from step to step.
 *
 * <p>The levels of features that are no targets, which are past covariates, are left out: what they say of a season
 * does not hold in the next.
 */
public final class InputEncoding implements Encoding {
    /** Scaled inputs are clipped to ± this, so that one outlier does not saturate every gate. */
    public static final float CLIP = 8;

    private final int features;
    private final int[] targets;
    private final Covariates covariates;
    private final int known; // inputs that are covariates

    /**
     * The encoding of a model.
     *
     * @param features how many a reading has
     * @param targets index among them of each that is forecast
     * @param covariates that every window brings
     */
    public InputEncoding(int features, int[] targets, Covariates covariates) {
        this.features = features;
        this.targets = targets.clone();
        this.covariates = covariates;
        known = covariates.features();
    }

    @Override
    public int inputs() {
        return 2 * features + targets.length + known;
    }

    @Override
    public Covariates covariates() {
        return covariates;
    }

    /** The input that holds a feature's scaled change. */
    public static int changeInput(int feature) {
        return 2 * feature;
    }

    @Override
    public Scale scale(Scaling scaling, Segment segment, int from, int steps, Scale device) {
        return scaling.of(segment, from, steps, device);
    }

    @Override
    public boolean scalesEachWindow(Scaling scaling) {
        return scaling.over() == Scaling.Over.WINDOW;
    }

    @Override
    public int outputAt(int target, int step, int horizon) {
        return target * horizon + step;
    }

    @Override
    public float output(Scale scale, int feature, float last, float value) {
        return scale.change(feature, last, value);
    }

    @Override
    public float value(Scale scale, int feature, float last, float output) {
        return scale.after(feature, last, output);
    }

    /** The change of the segment's very first step is 0. */
    @Override
    public void encode(Window window, Scale scale, int steps, float[] x, int at) {
        Encoding.requireCovariates(window, covariates);
        Segment segment = window.segment();
        for (int t = window.origin() + 1 - steps; t <= window.origin(); t++) {
            for (int f = 0; f < features; f++) {
                float value = segment.value(t, f);
                float before = t == 0 ? value : segment.value(t - 1, f);
                x[at] = clip(scale.change(f, before, value));
                x[at + 1] = segment.observed(t, f) ? 1 : 0;
                at += 2;
            }
            for (int f : targets) {
                x[at++] = clip(scale.level(f, segment.value(t, f)));
            }
            window.writeCovariates(t, x, at);
            at += known;
        }
    }

    private static float clip(float value) {
        return Float.isNaN(value) ? 0 : Math.max(-CLIP, Math.min(CLIP, value));
    }
}
