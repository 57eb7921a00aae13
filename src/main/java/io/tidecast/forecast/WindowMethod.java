package io.tidecast.forecast;

import io.tidecast.series.Window;

/**
 * Forecasting method whose forecast follows from the window alone. It is worked out again when the actual arrives, so
 * nothing of it needs to be kept until then.
 */
public interface WindowMethod extends ForecastMethod {
    MethodContext context();

    /**
     * One value of the forecast.
     *
     * @param feature the target's place among the features
     * @param h step ahead, 1..horizon
     * @return NaN where the window does not reach back far enough, or nothing of the target is known
     */
    double at(Window window, int feature, int h);

    @Override
    default boolean forecast(Window window, double[] means) {
        int horizon = context().horizon();
        boolean speaks = true;
        int at = 0;
        for (int feature : context().targets()) {
            for (int h = 1; h <= horizon; h++) {
                means[at++] = at(window, feature, h);
            }
            speaks &= Double.isNaN(window.value(0, feature)) || !Double.isNaN(means[at - horizon]);
        }
        return speaks;
    }
}
