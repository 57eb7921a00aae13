package io.tidecast.faults;

import io.tidecast.base.BaseNetwork;
import io.tidecast.model.Forecaster;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must come of the readings of one device, computed the slow and obvious way from all of them at once: leave out
 * the late and the repeated, sort, take the mean of each step, fill short gaps with the value before, and for each
 * closed step run the model on the window that ends there, over a scale computed anew from every value so far.
 *
 * @param closed the closed steps by index
 * @param late numbers of the readings that came after their step had closed
 */
record Oracle(TreeMap<Long, Closed> closed, Set<Long> late) {
    /** Steps of a run that a forecast may read. */
    private static final int KEPT = Math.max(Shape.WINDOW + 1, BaseNetwork.reach(Shape.SEASON));

    private static final int F = Shape.FEATURES.size();

    /**
     * A closed step.
     *
     * @param closedBy number of the reading whose arrival closed it
     * @param run values of its run up to it, one float[F] per step; NaN before a feature was first observed
     * @param observed which of them were read rather than filled
     * @param scale of the device at that moment
     */
    record Closed(long index, long closedBy, List<double[]> run, List<boolean[]> observed, Scale scale) {
        double[] values() {
            return run.get(run.size() - 1);
        }

        /** Whether there is a value to forecast from. */
        boolean answerable() {
            return !Double.isNaN(values()[Shape.TARGET]);
        }

        int observedInWindow() {
            int count = 0;
            for (boolean[] step : observed.subList(Math.max(0, observed.size() - Shape.WINDOW), observed.size())) {
                count += any(step) ? 1 : 0;
            }
            return count;
        }

        /**
         * The forecast of the target from here: by the model, the last value, or the value a season before.
         *
         * @param known what was known ahead
         */
        double[] forecast(String source, Forecaster model, KnownAhead known) {
            double[] means = new double[Shape.HORIZON];
            for (int h = 1; h <= Shape.HORIZON; h++) {
                int back = (h + Shape.SEASON - 1) / Shape.SEASON * Shape.SEASON - h;
                means[h - 1] = source.equals("persistence")
                        ? values()[Shape.TARGET]
                        : run.size() > back ? run.get(run.size() - 1 - back)[Shape.TARGET] : Float.NaN;
            }
            if (source.equals("network")) {
                Segment seen = segment(Math.min(run.size(), KEPT));
                model.session().forecast(model.window(seen, seen.steps() - 1, known), scale, means);
            }
            return means;
        }

        private Segment segment(int steps) {
            double[] values = new double[steps * F];
            boolean[] read = new boolean[steps * F];
            for (int t = 0; t < steps; t++) {
                System.arraycopy(run.get(run.size() - steps + t), 0, values, t * F, F);
                System.arraycopy(observed.get(run.size() - steps + t), 0, read, t * F, F);
            }
            return new Segment(index - steps + 1, F, values, read);
        }

        private static boolean any(boolean[] step) {
            boolean any = false;
            for (boolean one : step) {
                any |= one;
            }
            return any;
        }
    }

    /** @param readings of one device, in the order they were sent */
    static Oracle of(List<Sent> readings) {
        Set<Long> late = new TreeSet<>();
        Set<Long> times = new HashSet<>();
        TreeMap<Long, TreeMap<Long, Sent>> steps = new TreeMap<>();
        TreeMap<Long, Long> closers = new TreeMap<>(); // first step still open -> the reading that made it so
        long open = Long.MIN_VALUE;
        for (Sent reading : readings) {
            long index = Math.floorDiv(reading.timeMs(), Shape.STEP_MS);
            if (index < open) {
                late.add(reading.number());
            } else if (times.add(reading.timeMs())) {
                steps.computeIfAbsent(index, i -> new TreeMap<>()).put(reading.timeMs(), reading);
                long bound = Math.floorDiv(reading.timeMs() - Shape.GRACE.toMillis(), Shape.STEP_MS);
                if (bound > open) {
                    open = bound;
                    closers.put(open, reading.number());
                }
            }
        }
        return new Oracle(close(steps, open, closers), late);
    }

    private static TreeMap<Long, Closed> close(
            TreeMap<Long, TreeMap<Long, Sent>> steps, long open, TreeMap<Long, Long> closers) {
        TreeMap<Long, Closed> closed = new TreeMap<>();
        List<double[]> run = new ArrayList<>();
        List<boolean[]> observed = new ArrayList<>();
        List<List<Double>> levels = perFeature();
        List<List<Double>> changes = perFeature();
        int empty = Shape.MAX_GAP;
        long index = steps.isEmpty() ? open : steps.firstKey();
        while (index < open) {
            double[] means = means(steps.getOrDefault(index, new TreeMap<>()));
            if (means.length == 0 && empty == Shape.MAX_GAP) {
                run = new ArrayList<>();
                observed = new ArrayList<>();
                Long next = steps.higherKey(index);
                index = next == null ? open : next;
                continue;
            }
            empty = means.length == 0 ? empty + 1 : 0;
            double[] before = run.isEmpty() ? means(new TreeMap<>(), Double.NaN) : run.get(run.size() - 1);
            boolean[] readBefore = run.isEmpty() ? new boolean[F] : observed.get(run.size() - 1);
            double[] values = before.clone();
            boolean[] read = new boolean[F];
            for (int f = 0; f < F; f++) {
                if (means.length > 0 && !Double.isNaN(means[f])) {
                    values[f] = means[f];
                    read[f] = true;
                    levels.get(f).add(means[f]);
                    if (readBefore[f]) {
                        changes.get(f).add((double) (float) (means[f] - before[f]));
                    }
                }
            }
            run.add(values);
            observed.add(read);
            closed.put(
                    index,
                    new Closed(
                            index,
                            closers.higherEntry(index).getValue(),
                            List.copyOf(run.subList(Math.max(0, run.size() - KEPT), run.size())),
                            List.copyOf(observed.subList(Math.max(0, run.size() - KEPT), run.size())),
                            scale(levels, changes)));
            index++;
        }
        return closed;
    }

    private static List<List<Double>> perFeature() {
        List<List<Double>> lists = new ArrayList<>();
        for (int f = 0; f < F; f++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    /** [F] means of a step's readings, NaN for a feature that none has; empty if none has any. */
    private static double[] means(Map<Long, Sent> readings) {
        double[] means = means(readings, Double.NaN);
        for (double mean : means) {
            if (!Double.isNaN(mean)) {
                return means;
            }
        }
        return new double[0];
    }

    private static double[] means(Map<Long, Sent> readings, double none) {
        double[] means = new double[F];
        for (int f = 0; f < F; f++) {
            int feature = f;
            means[f] = (float) readings.values().stream()
                    .mapToDouble(reading -> reading.values().get(feature))
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(none);
        }
        return means;
    }

    private static Scale scale(List<List<Double>> levels, List<List<Double>> changes) {
        double[] mean = new double[F];
        float[] std = new float[F];
        float[] diff = new float[F];
        for (int f = 0; f < F; f++) {
            double[] weights = weights(levels.get(f).size());
            double m = 0;
            for (int i = 0; i < weights.length; i++) {
                m += weights[i] * levels.get(f).get(i);
            }
            double variance = 0;
            for (int i = 0; i < weights.length; i++) {
                variance += weights[i] * Math.pow(levels.get(f).get(i) - m, 2);
            }
            double square = 0;
            double[] ofChanges = weights(changes.get(f).size());
            for (int i = 0; i < ofChanges.length; i++) {
                square += ofChanges[i] * Math.pow(changes.get(f).get(i), 2);
            }
            double s = Math.max(Math.sqrt(variance), 1e-6 * Math.max(1, Math.abs(m)));
            mean[f] = (float) m;
            std[f] = (float) s;
            diff[f] = (float) Math.max(Math.sqrt(square), 0.02 * s);
        }
        return new Scale(mean, std, diff);
    }

    /**
     * Equal weights; where there are more values than the memory, each newer one takes its share from all before it.
     */
    private static double[] weights(int count) {
        double[] weights = new double[count];
        double left = 1;
        for (int i = count - 1; i >= 0; i--) {
            double share = 1.0 / Math.min(i + 1, Shape.SCALE_MEMORY);
            weights[i] = left * share;
            left *= 1 - share;
        }
        return weights;
    }
}
