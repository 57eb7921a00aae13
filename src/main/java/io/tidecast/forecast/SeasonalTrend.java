package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Exponential smoothing with a damped trend and an additive season (Holt-Winters; Hyndman &amp; Athanasopoulos, 8.3):
 * the profile of the season is smoothed online and taken off, level and damped trend are smoothed from what is left.
 *
 * <pre>
 * e = y - (l' + p b' + s)       l = l' + p b' + a e      b = c (l - l') + (1 - c) p b'
 * s += g e                      forecast of step h: l + (p + p² + … + p^h) b + s of its phase
 * </pre>
 *
 * Four pairs of a and c go along; the one with the least squared errors of one step ahead forecasts. The profile is
 * learnt from the error of the slowest level, which leaves a season in it, and by the mean of what came in its first
 * seasons. A phase is the step's place on the device's grid, so the profile outlives a gap.
 */
final class SeasonalTrend implements UnivariateMethod.Univariate {
    static final String NAME = "seasonal-trend";
    static final MethodKind KIND = new MethodKind(
            NAME,
            MethodKind.Family.ONLINE,
            false,
            context -> 0,
            context -> new UnivariateMethod(NAME, context, () -> new SeasonalTrend(context.season())));

    private static final float[] LEVEL = {0.1f, 0.4f, 0.8f, 0.999f};
    private static final float[] TREND = {0.05f, 0.05f, 0.1f, 0.001f};
    private static final float DAMPING = 0.9f;
    /** Least weight of the newest season in the profile. */
    private static final float SEASON = 0.15f;
    /** Of squared errors a step. */
    private static final float FORGETTING = 0.995f;

    /** Seasons after which the newest has its least weight. */
    private static final int LONG_ENOUGH = 7;

    /** Stored flags: a level is known; it is told from a base that is stored, too. */
    private static final int BEGUN = 1;

    private static final int BASED = 2;

    private final float[] profile; // [season], values themselves as long as the first season is not full
    private final float[] level = new float[LEVEL.length];
    private final float[] slope = new float[LEVEL.length];
    private final float[] squares = new float[LEVEL.length];
    private double base; // of levels and values: 0, but near to them where they need double precision
    private int learnt; // steps that the profile is of
    private boolean begun;

    SeasonalTrend(int season) {
        profile = new float[season];
    }

    @Override
    public void begin() {
        begun = false;
        learnt = learnt < profile.length ? 0 : learnt;
    }

    @Override
    public void learn(Window window, int feature) {
        double whole = window.value(0, feature);
        if (Double.isNaN(whole)) {
            return;
        }
        if (Precision.isLarge(whole - base)) {
            base(Precision.isLarge(whole) ? whole : 0);
        }
        float value = (float) (whole - base);
        int phase = phase(window, 0);
        if (learnt < profile.length) {
            profile[phase] = value;
            if (++learnt == profile.length) {
                double mean = 0;
                for (float one : profile) {
                    mean += one / (double) profile.length;
                }
                for (int i = 0; i < profile.length; i++) {
                    profile[i] -= (float) mean;
                }
            }
            return;
        }
        if (!begun) {
            begun = true;
            Arrays.fill(level, value - profile[phase]);
            Arrays.fill(slope, 0);
        } else if (window.observed(0, feature)) {
            smooth(value - profile[phase], phase);
        }
    }

    private void base(double other) {
        for (int i = 0; i < level.length; i++) {
            level[i] = (float) (level[i] + base - other);
        }
        for (int i = 0; i < profile.length && learnt < profile.length; i++) {
            profile[i] = (float) (profile[i] + base - other);
        }
        base = other;
    }

    private void smooth(float value, int phase) {
        float slowest = 0;
        for (int i = 0; i < LEVEL.length; i++) {
            float damped = DAMPING * slope[i];
            float expected = level[i] + damped;
            float error = value - expected;
            slowest = i == 0 ? error : slowest;
            squares[i] = Math.min(Float.MAX_VALUE, FORGETTING * squares[i] + error * error);
            float next = expected + LEVEL[i] * error;
            slope[i] = TREND[i] * (next - level[i]) + (1 - TREND[i]) * damped;
            level[i] = next;
        }
        learnt = Math.min(learnt + 1, LONG_ENOUGH * profile.length);
        profile[phase] += Math.max(SEASON, (float) profile.length / (profile.length + learnt)) * slowest;
        if (!Float.isFinite(slowest + level[LEVEL.length - 1] + profile[phase])) {
            learnt = 0; // Values that a float cannot hold the difference of: all begins anew.
            begun = false;
            base = 0;
            Arrays.fill(squares, 0);
        }
    }

    private int phase(Window window, int h) {
        return (int) Math.floorMod(window.segment().firstIndex() + window.origin() + h, (long) profile.length);
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        if (!begun) {
            return false;
        }
        int best = 0;
        for (int i = 1; i < LEVEL.length; i++) {
            best = squares[i] < squares[best] ? i : best;
        }
        double power = 1;
        double sum = 0;
        for (int h = 1; h <= means.length; h++) {
            power *= DAMPING;
            sum += power;
            means[h - 1] = Precision.of(base + (level[best] + sum * slope[best] + profile[phase(window, h)]));
        }
        return true;
    }

    @Override
    public int stateBytes() {
        return Integer.BYTES + 1 + (base == 0 ? 0 : Double.BYTES) + (profile.length + 3 * LEVEL.length) * Float.BYTES;
    }

    @Override
    public void write(ByteBuffer to) {
        to.putInt(learnt).put((byte) ((begun ? BEGUN : 0) | (base == 0 ? 0 : BASED)));
        if (base != 0) {
            to.putDouble(base);
        }
        for (float[] part : new float[][] {profile, level, slope, squares}) {
            for (float value : part) {
                to.putFloat(value);
            }
        }
    }

    @Override
    public void read(ByteBuffer from) {
        learnt = from.getInt();
        int flags = from.get();
        begun = (flags & BEGUN) != 0;
        base = (flags & BASED) == 0 ? 0 : from.getDouble();
        for (float[] part : new float[][] {profile, level, slope, squares}) {
            for (int i = 0; i < part.length; i++) {
                part[i] = from.getFloat();
            }
        }
    }
}
