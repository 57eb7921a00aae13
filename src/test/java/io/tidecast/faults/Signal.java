package io.tidecast.faults;

import java.util.List;
import java.util.Random;

/** What the devices of every scenario measure: a slow wave that a network learns at once, and a little noise. */
final class Signal {
    private static final double PERIOD_STEPS = 33;

    private Signal() {}

    /** Temperature and load of a device at a time, the same for the same arguments. */
    static List<Float> at(int device, long timeMs) {
        double phase = 2 * Math.PI * ((double) timeMs / Shape.STEP_MS / PERIOD_STEPS + device * 0.17);
        double noise = new Random(timeMs * 31 + device).nextGaussian();
        float temp = rounded(20 + 3 * device + (5 + device) * Math.sin(phase) + 0.05 * noise);
        float load = rounded(Math.cos(phase) + 0.02 * noise);
        return List.of(temp, load);
    }

    private static float rounded(double value) {
        return Math.round(value * 1000) / 1000f;
    }
}
