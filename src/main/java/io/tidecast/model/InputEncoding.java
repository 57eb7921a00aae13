package io.tidecast.model;

import io.tidecast.series.Covariates;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.Arrays;

/**
 * Input encoding of a network: what it reads of each step of a {@link Window}. Per feature: the change from the step
 * before over the device's change scale, and 1 where it was observed, 0 where it was filled; then per target its level
 * over the device's spread; then the covariates. All of them mean the same in every window, so the recurrent state can
 * be carried from step to step.
 *
 * <p>Where values are known ahead, or a forecast is given, what a {@link io.tidecast.nn.DecoderSpec decoder} reads
 * follows, of each step of the horizon: per target the way that the given forecast goes from its last value, over the
 * change scale, which is what the network gives itself; per value its level over the device's spread, the way there
 * from its last level, and 1 where it was known; then the covariates of that step; then how far ahead it is, as a share
 * of the horizon.
 *
 * <p>The levels of features that are no targets, which are past covariates, are left out: what they say of a season
 * does not hold in the next.
 */
public final class InputEncoding implements Encoding {
    /** Scaled inputs are clipped to ± this, so that one outlier does not saturate every gate. */
    public static final float CLIP = 8;
    /** Inputs of a value known ahead, of each step of the horizon. */
    static final int AHEAD = 3;
    /** A given forecast is in so many change scales at most: further off it would be no forecast. */
    private static final float MOST_GIVEN = 10_000;

    private final int features;
    private final int[] targets;
    private final Covariates covariates;
    private final int timed; // inputs that are covariates
    private final int[] known;
    private final int horizon;
    private final boolean given;

    /**
     * The encoding of a model.
     *
     * @param features how many a reading has
     * @param targets index among them of each that is forecast
     * @param covariates that every window brings
     * @param known index among the features of each that is known ahead
     * @param horizon steps that are forecast
     * @param given whether every window brings {@link Window#given forecasts} of the targets
     */
    public InputEncoding(int features, int[] targets, Covariates covariates, int[] known, int horizon, boolean given) {
        this.features = features;
        this.targets = targets.clone();
        this.covariates = covariates;
        this.known = known.clone();
        this.horizon = horizon;
        this.given = given;
        timed = covariates.features();
    }

    /** Without forecasts that are given. */
    public InputEncoding(int features, int[] targets, Covariates covariates, int[] known, int horizon) {
        this(features, targets, covariates, known, horizon, false);
    }

    /** Without values known ahead. */
    public InputEncoding(int features, int[] targets, Covariates covariates) {
        this(features, targets, covariates, new int[0], 0);
    }

    @Override
    public int inputs() {
        return stackInputs() + horizon * aheadInputs();
    }

    /** Inputs of a step that are of the step itself. */
    int stackInputs() {
        return 2 * features + targets.length + timed;
    }

    /** Inputs of each step of the horizon. */
    int aheadInputs() {
        return readsAhead() ? forecasts() + AHEAD * known.length + timed + 1 : 0;
    }

    @Override
    public boolean readsAhead() {
        return given || known.length > 0;
    }

    /** Inputs of each step of the horizon, the first ones, that are forecasts of the targets. */
    int forecasts() {
        return given ? targets.length : 0;
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
    public float output(Scale scale, int feature, double last, double value) {
        return scale.change(feature, last, value);
    }

    @Override
    public double value(Scale scale, int feature, double last, float output) {
        return scale.after(feature, last, output);
    }

    /** The change of the segment's very first step is 0. */
    @Override
    public void encode(Window window, Scale scale, int steps, int origins, float[] x, int at) {
        Encoding.requireCovariates(window, covariates);
        Segment segment = window.segment();
        for (int t = window.origin() + 1 - steps; t <= window.origin(); t++) {
            for (int f = 0; f < features; f++) {
                double value = segment.value(t, f);
                double before = t == 0 ? value : segment.value(t - 1, f);
                x[at] = clip(scale.change(f, before, value));
                x[at + 1] = segment.observed(t, f) ? 1 : 0;
                at += 2;
            }
            for (int f : targets) {
                x[at++] = clip(scale.level(f, segment.value(t, f)));
            }
            window.writeCovariates(t, x, at);
            at += timed;
            if (readsAhead() && t > window.origin() - origins) {
                encodeAhead(window, scale, t, x, at);
            }
            at += horizon * aheadInputs();
        }
    }

    private void encodeAhead(Window window, Scale scale, int step, float[] x, int from) {
        int at = from;
        for (int h = 1; h <= horizon; h++) {
            for (int j = 0; j < forecasts(); j++) {
                double last = window.segment().value(step, targets[j]);
                x[at++] = clip(scale.change(targets[j], last, window.given(step, h, targets[j])), MOST_GIVEN);
            }
            for (int f : known) {
                double value = window.knownAhead(step, h, f);
                float level = scale.level(f, value);
                x[at] = clip(level);
                x[at + 1] = clip(level - scale.level(f, window.segment().value(step, f)));
                x[at + 2] = Double.isNaN(value) ? 0 : 1;
                at += AHEAD;
            }
            window.writeCovariates(step + h, x, at);
            at += timed;
            x[at++] = (float) h / horizon;
        }
    }

    @Override
    public void forgetAhead(float[] x, int at, int after) {
        for (int h = after; h < horizon; h++) {
            int from = at + stackInputs() + h * aheadInputs() + forecasts();
            Arrays.fill(x, from, from + AHEAD * known.length, 0f);
        }
    }

    private static float clip(float value) {
        return clip(value, CLIP);
    }

    private static float clip(float value, float most) {
        return Float.isNaN(value) ? 0 : Math.max(-most, Math.min(most, value));
    }
}
