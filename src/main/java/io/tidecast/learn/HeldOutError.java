package io.tidecast.learn;

import java.util.List;

/**
 * Mean absolute errors over held-out windows and their horizon steps; NaN where nothing was observed.
 *
 * @param scaled over all targets, in units of the devices' change scales
 * @param byTarget of each target, in its readings' unit
 * @param byWindow of each window over all targets, in units of the devices' change scales
 */
public record HeldOutError(double scaled, List<Double> byTarget, List<Double> byWindow) {
    public HeldOutError {
        byTarget = List.copyOf(byTarget);
        byWindow = List.copyOf(byWindow);
    }

    /** Keeps windows where next to nothing moves from deciding; in units of the devices' change scales. */
    private static final double LEAST = 0.01;

    /**
     * By how much another's errors are greater, as a share: the geometric mean over windows, in which neither a few windows nor
     * a few devices of large errors hide what becomes of the others.
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
     * Standard error of the difference to another's mean over the same windows. Neighbouring windows overlap, so they are taken
     * together in blocks.
     *
     * @param block windows in a block
     * @return 0 where there are fewer than two blocks
     */
    double chanceOfDifference(HeldOutError other, int block) {
        int blocks = byWindow.size() / block;
        double sum = 0;
        double squares = 0;
        int counted = 0;
        for (int b = 0; b < blocks; b++) {
            double mean = 0;
            int windows = 0;
            for (int i = b * block; i < (b + 1) * block; i++) {
                double difference = byWindow.get(i) - other.byWindow.get(i);
                if (!Double.isNaN(difference)) {
                    mean += difference;
                    windows++;
                }
            }
            if (windows > 0) {
                sum += mean / windows;
                squares += mean / windows * mean / windows;
                counted++;
            }
        }
        if (counted < 2) {
            return 0;
        }
        double variance = (squares - sum * sum / counted) / (counted - 1);
        return Math.sqrt(Math.max(0, variance) / counted);
    }
}
