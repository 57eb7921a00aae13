package io.tidecast.device;

import java.util.Arrays;

/**
 * Upsert of a reading among those that a device has open: what became of its values. Records of one device and time
 * that hold different values, as of a gateway that sends a record per field, are one reading; of a value that is there
 * already the first counts, whatever the second is.
 *
 * <p>Worked example, features temp and hum. {@code temp=20}, then {@code hum=55}, both of 05:00: merged, 20 and 55.
 * Then {@code temp=21} of 05:00: a duplicate, still 20 and 55.
 */
public enum Arrival {
    /** The first of its time. */
    FIRST,
    /** All that it has was missing in what there was of its time. */
    MERGED,
    /** A part of what it has was missing, the rest was there already. */
    PARTLY,
    /** Nothing that it has was missing: it is without effect. */
    DUPLICATE;

    /** Values [F] that are kept, NaN where there is none, and what became of those that came. */
    record Merge(double[] values, Arrival arrival) {
        /**
         * The values of a time after more of them have come.
         *
         * @param held null where there is no reading of that time; unchanged
         */
        static Merge of(double[] held, double[] more) {
            if (held == null) {
                return new Merge(more, FIRST);
            }
            double[] values = Arrays.copyOf(held, held.length);
            int taken = 0;
            int there = 0;
            for (int f = 0; f < more.length; f++) {
                if (!Double.isNaN(more[f])) {
                    if (Double.isNaN(held[f])) {
                        values[f] = more[f];
                        taken++;
                    } else {
                        there++;
                    }
                }
            }
            return new Merge(values, taken == 0 ? DUPLICATE : there == 0 ? MERGED : PARTLY);
        }
    }

    /** Whether any of its values was there already, or it has none at all for a time that is there. */
    public boolean repeats() {
        return this == PARTLY || this == DUPLICATE;
    }
}
