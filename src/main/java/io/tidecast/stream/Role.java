package io.tidecast.stream;

import java.util.Locale;

/**
 * Application role, one of two halves; each is a Kafka Streams client of its own, so that training never delays a
 * forecast.
 */
public enum Role {
    FORECASTER,
    TRAINER;

    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
