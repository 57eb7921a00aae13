package io.tidecast.forecast;

import java.nio.ByteBuffer;
import java.util.function.ToDoubleFunction;

/**
 * Forecast combination of one device: makes of the methods' forecasts the one that is published, and learns from their
 * errors as the actuals come. Its first policy is {@link NaiveSwitch}.
 */
public interface Combination {
    /**
     * Combined forecast: what is published.
     *
     * @param source name of the method
     * @param means [targets, horizon], clipped to the limits; NaN where nothing of a target is known
     */
    record Published(String source, float[] means) {}

    /** Combines the forecasts of one origin. */
    Published combine(MethodForecasts made);

    /**
     * Takes the errors of one scored step.
     *
     * @param network stands for the version that made the network's forecasts
     * @param errors scaled mean absolute error by method, each over the same targets and horizon steps
     */
    void learn(long network, ToDoubleFunction<String> errors);

    /** Name of the naive method with the smaller live error. */
    String betterNaive();

    /**
     * {@code 1 - MAE(network) / MAE(better naive)}: positive where the network is better; 0 as long as nothing was
     * scored.
     */
    double skill();

    /** Whether the network has proved worse than the better naive forecast on this device. */
    boolean worse();

    /** Bytes of its stored state. */
    int bytes();

    void write(ByteBuffer to);
}
