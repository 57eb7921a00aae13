package io.tidecast.forecast;

import io.tidecast.series.Window;
import java.nio.ByteBuffer;

/**
 * Drift method: the last value and the mean change of the stretch so far (Hyndman &amp; Athanasopoulos, Forecasting:
 * Principles and Practice, 5.2).
 */
final class Drift implements UnivariateMethod.Univariate {
    static final String NAME = "drift";
    static final MethodKind KIND = new MethodKind(
            NAME,
            MethodKind.Family.ONLINE,
            false,
            context -> 0,
            context -> new UnivariateMethod(NAME, context, Drift::new));

    private float first = Float.NaN;
    private long steps;

    @Override
    public void begin() {
        first = Float.NaN;
        steps = 0;
    }

    @Override
    public void learn(Window window, int feature) {
        if (Float.isNaN(first)) {
            first = window.value(0, feature);
        } else {
            steps++;
        }
    }

    @Override
    public boolean forecast(Window window, int feature, float[] means) {
        float last = window.value(0, feature);
        float slope = steps == 0 ? 0 : (last - first) / steps;
        for (int h = 1; h <= means.length; h++) {
            means[h - 1] = last + h * slope;
        }
        return true;
    }

    @Override
    public int stateBytes() {
        return Float.BYTES + Long.BYTES;
    }

    @Override
    public void write(ByteBuffer to) {
        to.putFloat(first).putLong(steps);
    }

    @Override
    public void read(ByteBuffer from) {
        first = from.getFloat();
        steps = from.getLong();
    }
}
