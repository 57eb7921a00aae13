package io.tidecast.view;

import io.tidecast.series.Precision;

/** Array of numbers at half of its size where single precision holds each exactly. */
final class Packed {
    private final float[] single; // null: not all are
    private final double[] wide; // null: all are single

    private Packed(float[] single, double[] wide) {
        this.single = single;
        this.wide = wide;
    }

    /** The numbers as they are, the bits of a NaN aside. */
    static Packed of(double... values) {
        if (!Precision.areSingle(values)) {
            return new Packed(null, values.clone());
        }
        float[] single = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            single[i] = (float) values[i];
        }
        return new Packed(single, null);
    }

    double[] values() {
        if (single == null) {
            return wide.clone();
        }
        double[] values = new double[single.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = single[i];
        }
        return values;
    }
}
