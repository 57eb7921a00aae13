package io.tidecast.series;

/**
 * Observation of a device: what it reported at one moment.
 *
 * @param device the device's id, not empty
 * @param timeMs event time, milliseconds since the epoch
 * @param values one entry per feature in the configured order; NaN where the reading has no value
 */
public record Reading(String device, long timeMs, double[] values) {
    public Reading {
        if (device.isEmpty()) {
            throw new IllegalArgumentException("device must not be empty");
        }
    }
    /** Single-precision values, as simulated ones are: each is the number that it is written as. */
    public Reading(String device, long timeMs, float[] values) {
        this(device, timeMs, widened(values));
    }

    private static double[] widened(float[] values) {
        double[] widened = new double[values.length];
        for (int f = 0; f < values.length; f++) {
            widened[f] = Double.parseDouble(Float.toString(values[f]));
        }
        return widened;
    }
}
