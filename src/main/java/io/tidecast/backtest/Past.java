package io.tidecast.backtest;

/** The newest values of one series since its run began; older ones than {@code capacity} are forgotten. */
final class Past {
    private final float[] values;
    private final boolean[] observed;
    private long steps;

    Past(int capacity) {
        values = new float[capacity];
        observed = new boolean[capacity];
    }

    void begin() {
        steps = 0;
    }

    /** Takes the next step's value, filled where it was not observed; NaN where nothing ever was. */
    void add(float value, boolean seen) {
        int at = (int) (steps++ % values.length);
        values[at] = value;
        observed[at] = seen;
    }

    /** Steps since the run began. */
    long steps() {
        return steps;
    }

    /** Whether the value so many steps before the newest is still known. */
    boolean reaches(int back) {
        return back < Math.min(steps, values.length);
    }

    float value(int back) {
        return values[index(back)];
    }

    boolean observed(int back) {
        return observed[index(back)];
    }

    private int index(int back) {
        return (int) ((steps - 1 - back) % values.length);
    }
}
