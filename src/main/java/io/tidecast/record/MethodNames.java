package io.tidecast.record;

import io.tidecast.forecast.NetworkMethod;

/** Names of forecasting methods in records, whose schema 1 calls the network {@code model}. */
public final class MethodNames {
    private static final String NETWORK = "model";

    private MethodNames() {}

    /** What records call a method. */
    public static String recorded(String method) {
        return method.equals(NetworkMethod.NAME) ? NETWORK : method;
    }

    /** The method that records call so. */
    static String method(String recorded) {
        return recorded.equals(NETWORK) ? NetworkMethod.NAME : recorded;
    }
}
