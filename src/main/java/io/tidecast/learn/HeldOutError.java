package io.tidecast.learn;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Mean absolute errors over held-out windows and their horizon steps; NaN where nothing was observed.
 *
 * @param scaled over all targets, in units of the devices' change scales
 * @param byTarget of each target, in its readings' unit
 * @param byWindow of each window over all targets, in units of the devices' change scales, in the order of time
 * @param places of the windows' origins in time, in steps
 */
public record HeldOutError(double scaled, List<Double> byTarget, List<Double> byWindow, List<Long> places) {
    public HeldOutError {
        byTarget = List.copyOf(byTarget);
        byWindow = List.copyOf(byWindow);
        places = List.copyOf(places);
    }

    /** Keeps windows where next to nothing moves from deciding; in units of the devices' change scales. */
    private static final double LEAST = 0.01;

    /**
     * By how much another's errors are greater, as a share: the geometric mean over windows, in which neither a few
     * windows nor a few devices of large errors hide what becomes of the others.
     */
    double growthTo(HeldOutError other) {
        double sum = 0;
        int counted = 0;
        for (int i = 0; i < byWindow.size(); i++) {
            double growth = Math.log((other.byWindow.get(i) + LEAST) / (byWindow.get(i) + LEAST));
            if (!Double.isNaN(growth)) {
                sum += growth;
                counted++;
            }
        }
        return counted == 0 ? 0 : Math.expm1(sum / counted);
    }

    /**
     * Paired difference: how much greater another's errors are.
     *
     * @param mean of the difference over all windows
     * @param chance standard error of that mean; 0 where there are fewer than two blocks
     * @param blocks stretches of time that the windows were taken together in
     */
    record Difference(double mean, double chance, int blocks) {}

    /**
     * The difference to another's errors on the same windows. Neighbouring windows overlap, and devices see the same
     * weather: windows count as one where they begin in the same stretch of time.
     *
     * @param steps of such a stretch
     */
    Difference differenceTo(HeldOutError other, int steps) {
        Map<Long, double[]> blocks = new TreeMap<>(); // by stretch: sum of differences, windows
        for (int i = 0; i < byWindow.size(); i++) {
            double difference = other.byWindow.get(i) - byWindow.get(i);
            if (!Double.isNaN(difference)) {
                double[] block = blocks.computeIfAbsent((places.get(i) - places.get(0)) / steps, b -> new double[2]);
                block[0] += difference;
                block[1]++;
            }
        }
        double windows = blocks.values().stream().mapToDouble(b -> b[1]).sum();
        double mean = blocks.values().stream().mapToDouble(b -> b[0]).sum() / windows;
        double squares = 0;
        for (double[] block : blocks.values()) {
            double off = block[0] - block[1] * mean;
            squares += off * off;
        }
        int count = blocks.size();
        double chance = count < 2 ? 0 : Math.sqrt(squares * count / (count - 1)) / windows;
        return new Difference(mean, chance, count);
    }
}
