package io.tidecast.backtest;

/** What is compared in a backtest. */
public enum Method {
    /** What was published: the network's forecast, or a naive one where its status says so. */
    PUBLISHED("published"),
    /** The network's forecast, published or not. */
    NETWORK("network"),
    PERSISTENCE("persistence"),
    SEASONAL_NAIVE("seasonal naive"),
    DRIFT("drift"),
    DAMPED_TREND("damped trend"),
    LINEAR("linear");

    private final String label;

    Method(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
