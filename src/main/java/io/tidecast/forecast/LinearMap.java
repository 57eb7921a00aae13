package io.tidecast.forecast;

import io.tidecast.kernel.LeastSquares;
import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;

/**
 * Linear map from the differences of a window to the last value, to the differences of the horizon to it, fitted by
 * least squares to the training part; each series has its own. Hard to beat (Zeng et al. 2023).
 *
 * @see <a href="https://arxiv.org/abs/2205.13504">Are Transformers effective for time series forecasting?</a>
 */
final class LinearMap implements UnivariateMethod.Univariate {
    static final MethodKind KIND = new MethodKind(
            "linear",
            MethodKind.Family.FITTED,
            false,
            context -> context.window() + context.horizon() - 1,
            context -> new UnivariateMethod("linear", context, () -> new LinearMap(context)));

    private final int window;
    private final int horizon;
    private final long trainTo;
    private final double[] x;
    private final double[] y;
    private LeastSquares equations;
    private double[] weights;

    LinearMap(MethodContext context) {
        window = context.window();
        horizon = context.horizon();
        trainTo = context.trainTo();
        x = new double[window - 1];
        y = new double[horizon];
        equations = new LeastSquares(window - 1, horizon, true);
    }

    @Override
    public void begin() {}

    @Override
    public void learn(Window past, int feature) {
        long left = trainTo - past.segment().firstIndex() - past.origin();
        if (left >= 0 && weights == null && past.origin() >= window + horizon - 1 && observed(past, feature)) {
            differences(past, feature, horizon);
            double last = past.value(horizon, feature);
            for (int h = 1; h <= horizon; h++) {
                y[h - 1] = past.value(horizon - h, feature) - last;
            }
            if (Double.isFinite(x[0])) {
                equations.add(x, y);
            }
        }
        if (left <= 0 && weights == null) {
            weights = equations.rows() > window ? equations.solve(0) : new double[0];
            equations = null;
        }
    }

    private boolean observed(Window past, int feature) {
        for (int back = 0; back <= horizon; back++) {
            if (!past.observed(back, feature)) {
                return false;
            }
        }
        return true;
    }

    /** The window that ends so many steps ago, oldest first, without its last value. */
    private void differences(Window past, int feature, int back) {
        double last = past.value(back, feature);
        for (int k = 0; k < window - 1; k++) {
            x[k] = past.value(back + window - 1 - k, feature) - last;
        }
    }

    @Override
    public boolean forecast(Window past, int feature, double[] means) {
        if (weights == null || weights.length == 0 || past.origin() < window - 1) {
            return false;
        }
        differences(past, feature, 0);
        LeastSquares.apply(weights, x, y);
        for (int h = 0; h < horizon; h++) {
            means[h] = Precision.of(past.value(0, feature) + y[h]);
        }
        return true;
    }

    /** The equations as long as it learns, then the weights. */
    @Override
    public int stateBytes() {
        int fitted = weights == null ? equations.bytes() : weights.length * Double.BYTES;
        return 1 + Integer.BYTES + fitted;
    }

    @Override
    public void write(ByteBuffer to) {
        to.put((byte) (weights == null ? 0 : 1)).putInt(weights == null ? 0 : weights.length);
        if (weights == null) {
            equations.write(to);
        } else {
            for (double weight : weights) {
                to.putDouble(weight);
            }
        }
    }

    @Override
    public void read(ByteBuffer from) {
        boolean fitted = from.get() == 1;
        int length = from.getInt();
        if (fitted) {
            equations = null;
            weights = new double[length];
            for (int i = 0; i < length; i++) {
                weights[i] = from.getDouble();
            }
        } else {
            equations.read(from);
        }
    }
}
