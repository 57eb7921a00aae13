package io.tidecast.record;

import io.tidecast.forecast.NetworkMethod;

/**
 * Names of forecasting methods in the records of forecasts and scores, by the records' schema: 1 calls the network
 * {@code model} and knows no weights.
 */
public final class MethodNames {
    /** The schema that is written unless another is asked for. */
    public static final int NEWEST = 2;
    /** The first one with weights, and with the network under its own name. */
    static final int WEIGHED = 2;

    private static final String NETWORK = "model";

    private MethodNames() {}

    /** What records of a schema call a method. */
    static String recorded(String method, int schema) {
        return schema < WEIGHED && method.equals(NetworkMethod.NAME) ? NETWORK : method;
    }

    /** The method that records of any schema call so. */
    static String method(String recorded) {
        return recorded.equals(NETWORK) ? NetworkMethod.NAME : recorded;
    }
}
