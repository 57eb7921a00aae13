package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Exponential smoothing with a damped additive trend (Gardner &amp; McKenzie 1985; Hyndman &amp; Athanasopoulos, 8.2):
 *
 * <pre>
 * l = a y + (1 - a) (l' + p b')
 * b = c (l - l') + (1 - c) p b'        forecast of step h: l + (p + p² + … + p^h) b
 * </pre>
 *
 * Every combination of a few smoothing weights goes along; at each origin the one that forecasts whose squared errors
 * of one step ahead were least so far, so that nothing is known before its time.
 */
final class DampedTrend implements UnivariateMethod.Univariate {
    static final MethodKind KIND = new MethodKind(
            "damped-trend",
            MethodKind.Family.ONLINE,
            false,
            context -> 0,
            context -> new UnivariateMethod("damped-trend", context, DampedTrend::new));

    private static final double[] LEVEL = {0.1, 0.3, 0.5, 0.7, 0.9, 0.999};
    private static final double[] TREND = {0.001, 0.05, 0.2, 0.5};
    private static final double[] DAMPING = {0.8, 0.9, 0.98};
    private static final int STATES = LEVEL.length * TREND.length * DAMPING.length;

    private final double[] level = new double[STATES];
    private final double[] slope = new double[STATES];
    private final double[] squares = new double[STATES];
    private boolean begun;

    @Override
    public void begin() {
        begun = false;
    }

    @Override
    public void learn(Window window, int feature) {
        double value = window.value(0, feature);
        if (Double.isNaN(value)) {
            return;
        }
        if (!begun) {
            begun = true;
            Arrays.fill(level, value);
            Arrays.fill(slope, 0);
            return;
        }
        if (!window.observed(0, feature)) {
            return; // Neither level nor trend is learnt from what was filled.
        }
        for (int i = 0; i < STATES; i++) {
            double damped = damping(i) * slope[i];
            double expected = level[i] + damped;
            double error = value - expected;
            squares[i] += error * error;
            double next = expected + LEVEL[i % LEVEL.length] * error;
            double weight = TREND[i / LEVEL.length % TREND.length];
            slope[i] = weight * (next - level[i]) + (1 - weight) * damped;
            level[i] = next;
        }
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        if (!begun) {
            return false;
        }
        int best = 0;
        for (int i = 1; i < STATES; i++) {
            best = squares[i] < squares[best] ? i : best;
        }
        double power = 1;
        double sum = 0;
        for (int h = 0; h < means.length; h++) {
            power *= damping(best);
            sum += power;
            means[h] = Precision.of(level[best] + sum * slope[best]);
        }
        return true;
    }

    private static double damping(int state) {
        return DAMPING[state / (LEVEL.length * TREND.length)];
    }

    @Override
    public int stateBytes() {
        return 1 + 3 * STATES * Double.BYTES;
    }

    @Override
    public void write(ByteBuffer to) {
        to.put((byte) (begun ? 1 : 0));
        for (int i = 0; i < STATES; i++) {
            to.putDouble(level[i]).putDouble(slope[i]).putDouble(squares[i]);
        }
    }

    @Override
    public void read(ByteBuffer from) {
        begun = from.get() == 1;
        for (int i = 0; i < STATES; i++) {
            level[i] = from.getDouble();
            slope[i] = from.getDouble();
            squares[i] = from.getDouble();
        }
    }
}
