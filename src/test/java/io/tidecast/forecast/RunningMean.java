package io.tidecast.forecast;

import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A further method as somebody might add it: the mean of all that was observed, which needs state of its own. */
public final class RunningMean implements UnivariateMethod.Univariate {
    public static final MethodKind KIND = new MethodKind(
            "smoothed-prophet-mean",
            MethodKind.Family.ONLINE,
            true,
            context -> 0,
            context -> new UnivariateMethod("smoothed-prophet-mean", context, RunningMean::new));

    private double sum;
    private long count;

    @Override
    public void begin() {}

    @Override
    public void learn(Window window, int feature) {
        if (window.observed(0, feature)) {
            sum += window.value(0, feature);
            count++;
        }
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        Arrays.fill(means, (float) (sum / count));
        return count > 2;
    }

    @Override
    public int stateBytes() {
        return Double.BYTES + Long.BYTES;
    }

    @Override
    public void write(ByteBuffer to) {
        to.putDouble(sum).putLong(count);
    }

    @Override
    public void read(ByteBuffer from) {
        sum = from.getDouble();
        count = from.getLong();
    }
}
