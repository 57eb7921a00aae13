package io.tidecast.guess;

/** Metric type of a value, as OpenTelemetry and Prometheus tell them. */
enum Kind {
    /** Goes up and down. */
    GAUGE("a gauge"),
    /** Only rises, but for resets. */
    COUNTER("a counter"),
    /** Is 0 or 1. */
    SWITCH("a switch"),
    /** Never changes. */
    CONSTANT("constant");

    private final String noun;

    Kind(String noun) {
        this.noun = noun;
    }

    String noun() {
        return noun;
    }
}
