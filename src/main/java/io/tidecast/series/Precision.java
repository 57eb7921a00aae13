package io.tidecast.series;

import java.nio.ByteBuffer;

/**
 * Precision of a value: as many digits as it has. A reading that single precision writes in the same digits is kept so,
 * in half the bytes; one of more digits is kept as a double. What is worked out of readings has no digits of its own:
 * below 2^20, where the steps of single precision are a sixteenth, it is kept in single precision, from there on as a
 * double. So a meter at 18,230,876,543 Wh keeps its watt hours, where single precision would round to 2,048 of them.
 *
 * <p>All arithmetic on values is done in double precision and its result kept so; what is a difference of two values,
 * or was scaled, is a number of single precision whatever the values were.
 */
public final class Precision {
    /** From here on values are large. */
    static final double LARGE = 1 << 20;
    /** Single precision tells apart all numbers of so many digits, from 1e-7 to {@link #LARGE}. */
    private static final double SEVEN_DIGITS = 1e7;

    private static final int DECIMALS = 7;

    private Precision() {}

    /** Whether the steps of single precision are too long for a value. */
    public static boolean isLarge(double value) {
        return Math.abs(value) >= LARGE;
    }

    /** Whether a value, as it is kept, is a number of single precision; NaN is. */
    public static boolean isSingle(double value) {
        return !isLarge(value) && ((float) value == value || Double.isNaN(value));
    }

    /** Whether all of some values are numbers of single precision. */
    public static boolean areSingle(double... values) {
        for (double value : values) {
            if (!isSingle(value)) {
                return false;
            }
        }
        return true;
    }

    /** What was worked out, as it is kept; infinite beyond single precision, which differences must fit. */
    public static double of(double value) {
        float single = (float) value;
        return isLarge(value) && Float.isFinite(single) ? value : single;
    }

    /** As much as a kept value can be moved by, either way, and is another one. */
    public static double unit(double value) {
        return isLarge(Math.nextDown(Math.abs(value))) ? Math.ulp(value) : Math.ulp((float) value);
    }

    /** What was read, as it is kept: to its last digit. Beyond single precision it is infinite. */
    public static double read(double value) {
        float single = (float) value;
        boolean asItIs = isLarge(value) || (single != value && (isEighths(single) || !isWrittenAs(single, value)));
        return asItIs && Float.isFinite(single) ? value : single;
    }

    private static boolean isEighths(double value) {
        return value * 8 == Math.rint(value * 8);
    }

    /** Whether a number of single precision is written in the digits of a value. */
    private static boolean isWrittenAs(float single, double value) {
        double unit = 1;
        for (int decimals = 0; decimals <= DECIMALS; decimals++) {
            double digits = Math.rint(value * unit);
            if (Math.abs(digits) >= SEVEN_DIGITS) {
                break;
            }
            if (digits / unit == value) {
                return true;
            }
            unit *= 10;
        }
        return Double.parseDouble(Float.toString(single)) == value;
    }

    /** Bytes that a kept value is stored in. */
    public static int bytes(boolean wide) {
        return wide ? Double.BYTES : Float.BYTES;
    }

    /** Stores a kept value: as a double, or in single precision. */
    public static ByteBuffer put(ByteBuffer to, double value, boolean wide) {
        return wide ? to.putDouble(value) : to.putFloat((float) value);
    }

    /** Reads what {@link #put} has stored. */
    public static double get(ByteBuffer from, boolean wide) {
        return wide ? from.getDouble() : from.getFloat();
    }

    /**
     * Whether a kept value is written in the digits of single precision. Eighths are numbers of single precision whose
     * three decimals it may round: 450941.375 is 450941.38 there.
     */
    public static boolean isWrittenSingle(double value) {
        return isSingle(value) && !isEighths(value);
    }

    /** The number whose digits a kept value is written in. */
    public static Number written(double value) {
        return isWrittenSingle(value) ? (Number) (float) value : (Number) value;
    }
}
