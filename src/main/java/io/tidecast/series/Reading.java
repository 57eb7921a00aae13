package io.tidecast.series;

/**
 * Observation of a device: what it reported at one moment.
 *
 * @param device the device's id, not empty
 * @param timeMs event time, milliseconds since the epoch
 * @param values one entry per feature in the configured order; NaN where the reading has no value
 */
public record Reading(String device, long timeMs, float[] values) {
    public Reading {
        if (device.isEmpty()) {
            throw new IllegalArgumentException("device must not be empty");
        }
    }
}
