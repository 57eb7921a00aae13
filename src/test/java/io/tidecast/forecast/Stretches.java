package io.tidecast.forecast;

import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** A univariate method that goes through a series as a stream does. */
final class Stretches {
    private Stretches() {}

    static Segment of(int steps, IntToDoubleFunction value) {
        double[] values = new double[steps];
        boolean[] observed = new boolean[steps];
        Arrays.fill(observed, true);
        for (int t = 0; t < steps; t++) {
            values[t] = (float) value.applyAsDouble(t);
        }
        return new Segment(0, 1, values, observed);
    }

    /** Has a method learn from all of a series, and forecast from its end. */
    static double[] forecast(MethodKind kind, MethodContext context, Segment series) {
        ForecastMethod method = kind.make().apply(context);
        method.begin();
        int lookback = kind.lookback().applyAsInt(context);
        for (int t = 0; t < series.steps(); t++) {
            method.learn(Window.upTo(series.slice(Math.max(0, t - lookback), t + 1)));
        }
        double[] means = new double[context.horizon()];
        int last = series.steps() - 1;
        boolean speaks = method.forecast(Window.upTo(series.slice(Math.max(0, last - lookback), last + 1)), means);
        if (!speaks) {
            Arrays.fill(means, Float.NaN);
        }
        return means;
    }
}
