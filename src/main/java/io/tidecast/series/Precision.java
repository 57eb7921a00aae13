package io.tidecast.series;

/**
 * Precision of a value: below 2^20 a value is kept as a number of single precision, whose steps are a sixteenth there
 * and finer below; from 2^20 on as a double. So a meter at 1.8e10 Wh keeps its watt hours, where single precision would
 * round to 2,048 of them, and the state of an ordinary series takes half the bytes.
 *
 * <p>All arithmetic on values is done in double precision and its result kept so; what is a difference of two values,
 * or was scaled, is a number of single precision whatever the values were.
 */
public final class Precision {
    static final double SINGLE_BELOW = 1 << 20;

    private Precision() {}

    /** Whether a value is kept in single precision; NaN is. */
    public static boolean isSingle(double value) {
        return !(Math.abs(value) >= SINGLE_BELOW);
    }

    /** Whether all of some values are kept in single precision. */
    public static boolean areSingle(double... values) {
        for (double value : values) {
            if (!isSingle(value)) {
                return false;
            }
        }
        return true;
    }

    /** A value as it is kept. */
    public static double of(double value) {
        return isSingle(value) ? (float) value : value;
    }

    /**
     * The number whose digits a value is written in: the shortest that tell it from its neighbours in its precision.
     */
    public static Number written(double value) {
        return isSingle(value) ? (Number) (float) value : (Number) value;
    }
}
