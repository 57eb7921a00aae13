package io.tidecast.simulation;

import io.tidecast.config.ShortDuration;
import java.time.Duration;
import java.time.Instant;

/**
 * Simulation settings of the fleet.
 *
 * @param devices how many
 * @param seed of everything random; the same settings give the same readings
 * @param start event time of the first readings
 * @param every time between two readings of a device
 * @param driftAfter event time after {@code start} at which a quarter of the devices change their habits
 */
public record FleetSettings(int devices, long seed, Instant start, Duration every, Duration driftAfter) {
    /**
     * A Monday, always the same one, so that two runs are alike; a day a second takes hours from here to the present.
     */
    public static final Instant START = Instant.parse("2001-01-01T00:00:00Z");

    public FleetSettings {
        require(devices >= 1 && devices <= 100_000, "devices must be 1..100000, was " + devices);
        require(every.toMillis() >= 1000, "every must be at least 1s, was " + ShortDuration.of(every));
        require(!driftAfter.isNegative(), "drift-after must not be negative, was " + ShortDuration.of(driftAfter));
    }

    public static FleetSettings of(int devices, long seed, Instant start) {
        return new FleetSettings(devices, seed, start, Duration.ofMinutes(15), Duration.ofDays(12));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
