package io.tidecast.model;

import io.tidecast.base.FurtherInputs;
import io.tidecast.series.Covariates;
import io.tidecast.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Further inputs of a model that began as the base network: what it reads of each row of {@value FurtherInputs#STEPS}
 * steps beside the values of the target that is forecast. In this order:
 *
 * <ol>
 *   <li>in the horizon, of each feature that is known ahead its values, which are candidates of the forecast;
 *   <li>up to the origin, of each other feature its values, the model's other targets among them;
 *   <li>of each of these its level before the row, and up to the origin the share of its steps that were observed;
 *   <li>in the horizon, of each feature that is known ahead the share of its steps that are known;
 *   <li>of each step the covariates that follow from its time, such as the calendar;
 *   <li>what is told of the device, once a row;
 *   <li>which target it is, where there are several.
 * </ol>
 *
 * <p>Values are differences from the newest one before the row, of the horizon from the newest of all, in units of the
 * feature's mean absolute deviation up to the anchor; levels are told from its mean. What is not known is 0.
 */
final class PatchInputs {
    /** Values are in so many units at most. */
    private static final double MOST = 8;
    /** Steps that a feature's newest value is looked for in. */
    private static final int BACK = 48;

    private static final int STEPS = FurtherInputs.STEPS;
    private static final String STEP = " of step ";

    private final int[] features; // that are read: those known ahead first
    private final int known; // how many of them are known ahead
    private final int targets; // that are told apart; 0 where there is one
    private final Covariates covariates;
    private final int statics; // numbers among the covariates that are told of the device, the last ones
    private final int size;
    private final List<String> names;
    private final List<String> candidateNames;

    /** That of a model's manifest, with its covariates as they are now. */
    PatchInputs(Manifest manifest, Covariates covariates) {
        List<String> ahead = manifest.covariates().values();
        candidateNames = List.copyOf(ahead);
        List<String> read = new ArrayList<>(ahead);
        for (String feature : manifest.features()) {
            boolean only = manifest.targets().size() == 1 && manifest.targets().contains(feature);
            if (!ahead.contains(feature) && !only) {
                read.add(feature);
            }
        }
        features = read.stream().mapToInt(manifest.features()::indexOf).toArray();
        known = ahead.size();
        targets = manifest.targets().size() == 1 ? 0 : manifest.targets().size();
        this.covariates = covariates;
        statics = covariates.statics();
        names = names(read, manifest.targets());
        size = names.size();
    }

    private List<String> names(List<String> read, List<String> told) {
        List<String> all = new ArrayList<>();
        for (String feature : candidateNames) {
            addSteps("ahead: " + feature, all);
        }
        for (String feature : read) {
            addSteps("feature: " + feature, all);
        }
        read.forEach(feature -> all.add("level: " + feature));
        read.forEach(feature -> all.add("observed: " + feature));
        candidateNames.forEach(feature -> all.add("known: " + feature));
        List<String> timed = covariates.names();
        for (int p = 0; p < STEPS; p++) {
            for (String name : timed.subList(0, timed())) {
                all.add(name + STEP + p);
            }
        }
        all.addAll(timed.subList(timed(), timed.size()));
        for (int j = 0; j < targets; j++) {
            all.add("target " + told.get(j));
        }
        return List.copyOf(all);
    }

    private static void addSteps(String name, List<String> all) {
        for (int p = 0; p < STEPS; p++) {
            all.add(name + STEP + p);
        }
    }

    /** Numbers of a step that follow from its time. */
    private int timed() {
        return covariates.features() - statics;
    }

    /** Numbers of a row. */
    int size() {
        return size;
    }

    /** Kinds of candidates. */
    int candidates() {
        return known;
    }

    /** What each number of a row is, so that models of other inputs can be told apart. */
    List<String> names() {
        return names;
    }

    /** Features whose values are candidates, in their order. */
    List<String> candidateNames() {
        return candidateNames;
    }

    /**
     * Those of a window.
     *
     * @param target place among the targets of the one that is forecast
     * @param feature its place among the features
     */
    FurtherInputs of(Window window, int target, int feature) {
        return new OfWindow(window, target, feature);
    }

    /** Further inputs as a window has them. */
    private final class OfWindow implements FurtherInputs {
        private final Window window;
        private final int target;
        private final int feature;
        private final long begin; // place of the segment's first step
        private final long origin;

        OfWindow(Window window, int target, int feature) {
            this.window = window;
            this.target = target;
            this.feature = feature;
            begin = window.segment().firstIndex();
            origin = begin + window.origin();
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int candidates() {
            return known;
        }

        @Override
        public Held held(long first, long anchor) {
            double[] means = new double[features.length];
            double[] units = new double[features.length];
            for (int i = 0; i < features.length; i++) {
                measure(i, first, anchor, means, units);
            }
            float[] step = new float[covariates.features()];
            return (from, known, reference, ahead, x, at) ->
                    new Row(first, from, known, reference, ahead, means, units).write(step, x, at);
        }

        /** Mean and unit of a feature; a unit of 0 where nothing is known of it, or it is the one that is forecast. */
        private void measure(int i, long first, long anchor, double[] means, double[] units) {
            if (features[i] == feature) {
                return;
            }
            double sum = 0;
            int count = 0;
            for (long place = first; place <= anchor; place++) {
                double value = value(features[i], place);
                sum += Double.isNaN(value) ? 0 : value;
                count += Double.isNaN(value) ? 0 : 1;
            }
            if (count == 0) {
                return;
            }
            double mean = sum / count;
            double deviation = 0;
            for (long place = first; place <= anchor; place++) {
                double value = value(features[i], place);
                deviation += Double.isNaN(value) ? 0 : Math.abs(value - mean) / count;
            }
            means[i] = mean;
            double magnitude = mean == 0 ? 1 : Math.abs(mean); // Of what has not moved so far, such as a plan.
            units[i] = deviation > 1e-9 * magnitude ? deviation : magnitude;
            units[i] = Double.isFinite(units[i]) ? units[i] : 0;
        }

        private double value(int index, long place) {
            int step = (int) (place - begin);
            return step < 0 || !window.segment().observed(step, index)
                    ? Double.NaN
                    : window.segment().value(step, index);
        }

        /** Row that is written. */
        private final class Row {
            private final long first;
            private final long from;
            private final int steps;
            private final long reference;
            private final boolean ahead;
            private final double[] means;
            private final double[] units;

            Row(long first, long from, int steps, long reference, boolean ahead, double[] means, double[] units) {
                this.first = first;
                this.from = from;
                this.steps = steps;
                this.reference = reference;
                this.ahead = ahead;
                this.means = means;
                this.units = units;
            }

            void write(float[] step, float[] x, int at) {
                Arrays.fill(x, at, at + size, 0f);
                int count = features.length;
                int values = at + known * STEPS;
                int levels = values + count * STEPS;
                int timedAt = levels + 2 * count + known;
                for (int i = 0; i < count; i++) {
                    if (units[i] > 0) {
                        double newest = newest(features[i]);
                        double base = Double.isNaN(newest) ? means[i] : newest;
                        x[levels + i] = unit(base - means[i], units[i]);
                        if (!ahead) {
                            x[levels + count + i] = writeValues(i, base, x, values + i * STEPS);
                        } else if (i < known) {
                            x[levels + 2 * count + i] = writeValues(i, base, x, at + i * STEPS);
                        }
                    }
                }
                writeCovariates(step, x, timedAt);
                if (targets > 0) {
                    x[timedAt + STEPS * timed() + statics + target] = 1;
                }
            }

            /** Writes a feature's values; gives the share of steps that have one. */
            private float writeValues(int i, double base, float[] x, int at) {
                int count = 0;
                for (int p = 0; p < STEPS; p++) {
                    double value = at(i, from + p, p);
                    x[at + p] = Double.isNaN(value) ? 0 : unit(value - base, units[i]);
                    count += Double.isNaN(value) ? 0 : 1;
                }
                return (float) count / STEPS;
            }

            private double at(int i, long place, int p) {
                if (!ahead) {
                    return p < steps && place >= first ? value(features[i], place) : Double.NaN;
                }
                int h = (int) (place - origin);
                return h <= window.future().horizon() ? window.future().known().value(h, features[i]) : Double.NaN;
            }

            private double newest(int index) {
                double value = Double.NaN;
                long oldest = Math.max(first, reference - BACK);
                for (long place = reference; Double.isNaN(value) && place >= oldest; place--) {
                    value = value(index, place);
                }
                return value;
            }

            private void writeCovariates(float[] step, float[] x, int at) {
                int timed = timed();
                for (int p = 0; p < STEPS && covariates.features() > 0; p++) {
                    long place = from + p;
                    boolean told = ahead ? place - origin <= window.future().horizon() : p < steps && place >= first;
                    if (told) {
                        window.writeCovariates((int) (place - begin), step, 0);
                        System.arraycopy(step, 0, x, at + p * timed, timed);
                        System.arraycopy(step, timed, x, at + STEPS * timed, statics);
                    }
                }
            }
        }
    }

    private static float unit(double difference, double unit) {
        return (float) Math.max(-MOST, Math.min(MOST, difference / unit));
    }
}
