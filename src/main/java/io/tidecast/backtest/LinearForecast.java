package io.tidecast.backtest;

import io.tidecast.kernel.LeastSquares;

/**
 * One linear map from the differences of a window to the last value, to the differences of the horizon to it, fitted by least
 * squares to the part that is trained on; each series has its own. Hard to beat (Zeng et al. 2023).
 *
 * @see <a href="https://arxiv.org/abs/2205.13504">Are Transformers effective for time series forecasting?</a>
 */
final class LinearForecast implements SimpleForecast {
    private final int window;
    private final int horizon;
    private final double[] x;
    private final double[] y;
    private LeastSquares equations;
    private double[] weights;

    LinearForecast(int window, int horizon) {
        this.window = window;
        this.horizon = horizon;
        x = new double[window - 1];
        y = new double[horizon];
        equations = new LeastSquares(window - 1, horizon, true);
    }

    @Override
    public void add(Past past, long left) {
        if (left >= 0 && weights == null && past.reaches(window + horizon - 1) && observed(past)) {
            differences(past, horizon);
            float last = past.value(horizon);
            for (int h = 1; h <= horizon; h++) {
                y[h - 1] = past.value(horizon - h) - last;
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

    private boolean observed(Past past) {
        for (int back = 0; back <= horizon; back++) {
            if (!past.observed(back)) {
                return false;
            }
        }
        return true;
    }

    /** The window that ends so many steps ago, oldest first, without its last value. */
    private void differences(Past past, int back) {
        float last = past.value(back);
        for (int k = 0; k < window - 1; k++) {
            x[k] = past.value(back + window - 1 - k) - last;
        }
    }

    @Override
    public boolean forecast(Past past, float[] forecast) {
        if (weights == null || weights.length == 0 || !past.reaches(window - 1)) {
            return false;
        }
        differences(past, 0);
        LeastSquares.apply(weights, x, y);
        for (int h = 0; h < horizon; h++) {
            forecast[h] = (float) (past.value(0) + y[h]);
        }
        return Float.isFinite(forecast[0]);
    }
}
