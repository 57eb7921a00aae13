package io.tidecast.forecast;

import io.tidecast.series.Precision;
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

    private double first = Double.NaN;
    private long steps;

    @Override
    public void begin() {
        first = Double.NaN;
        steps = 0;
    }

    @Override
    public void learn(Window window, int feature) {
        if (Double.isNaN(first)) {
            first = window.value(0, feature);
        } else {
            steps++;
        }
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        double last = window.value(0, feature);
        float slope = steps == 0 ? 0 : (float) (last - first) / steps;
        for (int h = 1; h <= means.length; h++) {
            means[h - 1] = Precision.of(last + h * slope);
        }
        return true;
    }

    @Override
    public int stateBytes() {
        return Float.BYTES + Long.BYTES + (Precision.isSingle(first) ? 0 : Double.BYTES);
    }

    @Override
    public void write(ByteBuffer to) {
        boolean wide = !Precision.isSingle(first); // Then the number of steps is stored as its complement.
        to.putFloat((float) first).putLong(wide ? ~steps : steps);
        if (wide) {
            to.putDouble(first);
        }
    }

    @Override
    public void read(ByteBuffer from) {
        first = from.getFloat();
        steps = from.getLong();
        if (steps < 0) {
            steps = ~steps;
            first = from.getDouble();
        }
    }
}
