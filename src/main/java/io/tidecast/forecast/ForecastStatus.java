package io.tidecast.forecast;

import java.util.Locale;

/** Status of a forecast: why it came from where it did. */
public enum ForecastStatus {
    /** The network's forecast, or the mean that it takes part in. */
    OK,
    /** The device's window is not full yet, or there is no model yet, or none that has learnt or proved anything. */
    WARMING_UP,
    /** The step of the origin itself was empty and is filled. */
    GAP,
    /**
     * The live error of what is published is above that of the better naive forecast on this device, by more than
     * chance; with the switch, the network's is, and that one is published.
     */
    WORSE_THAN_NAIVE,
    /** The network's forecast, but it learnt from nothing as new as {@link PublishSettings#staleAfter} asks for. */
    STALE_MODEL;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in records, e.g. {@code warming-up}. */
    public String label() {
        return label;
    }
}
