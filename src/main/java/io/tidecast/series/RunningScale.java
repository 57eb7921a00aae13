package io.tidecast.series;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Running {@link Scale} of a device as its steps close. Mean and variance of the levels and mean square of the changes
 * forget exponentially once {@code memory} values were seen: the update is Welford's, with the weight 1/n bounded below
 * by 1/memory (West 1979). Smallest and largest values, and quantiles, are of the newest {@code memory} to {@code 2 *
 * memory} values, see {@link RestartedSketch}; the quantiles are estimates, see {@link P2Quantiles}.
 *
 * <p>A feature that hardly moves is measured by a millionth of its level, or of 1 where its level is less, and of 2^20
 * where it is more, from which on values are doubles (see {@link Precision}); where all of its levels were below 2^-10,
 * of the power of two that they were below. So currents of nanoamperes have a scale as kilowatts have, and a gauge that
 * stood at 0 for a year is not blown up by the first drop.
 *
 * <p>Worked example, standard, memory 2: after 4 and 8 the mean is 6; the next value, 9, has the weight 1/2, and the
 * mean is 7.5.
 */
public final class RunningScale {
    /** Changes of a feature that hardly ever moves are not blown up beyond this share of its spread. */
    private static final double LEAST_DIFF_SHARE = 0.02;

    /** Spread of a feature that never moved, as a share of its level, or of 1 where that is less but not small. */
    private static final double LEAST_SPREAD = 1e-6;
    /** The same where the level needs double precision, which tells more apart. */
    private static final double LEAST_OF_DOUBLES = 1e-14;
    /** No level was there yet but 0. */
    private static final int NONE = Integer.MIN_VALUE;
    /** A level was not small. */
    private static final int ORDINARY = 0;
    /** Levels below 2^-10 are small: what is nothing next to 1 may be all there is to them. */
    private static final int SMALL = -10;
    /** Below it squares are no floats any more. */
    private static final int LEAST_MAGNITUDE = -60;
    /** Stored beside the number of levels, in bits that are 0 where levels are ordinary, and in builds of before. */
    private static final int MAGNITUDE_BIT = 24;

    private static final int COUNT_MASK = (1 << MAGNITUDE_BIT) - 1;
    private static final int STORED_NONE = 127;
    /** In the place of the magnitude, which is ordinary: the mean is stored in double precision. */
    private static final int STORED_WIDE = 126;

    private final int features;
    private final int memory;
    private final Scaling.Measure measure;
    private final int[] levels;
    private final int[] magnitudes; // [F] every level was below 2^magnitude, where that is small; NONE or ORDINARY
    private final int[] changes;
    private final double[] mean;
    private final double[] variance;
    private final double[] changeVariance;
    private final List<RestartedSketch<Range>> ranges = new ArrayList<>(); // [2 F] of levels and changes, with MIN_MAX
    private final List<RestartedSketch<P2Quantiles>> quantiles =
            new ArrayList<>(); // [2 F] of levels and changes, with ROBUST

    /**
     * Nothing is known yet.
     *
     * @param features F
     * @param memory values after which older ones start to fade, in steps
     */
    public RunningScale(int features, int memory, Scaling.Measure measure) {
        this.features = features;
        this.memory = memory;
        this.measure = measure;
        levels = new int[features];
        magnitudes = new int[features];
        Arrays.fill(magnitudes, NONE);
        changes = new int[features];
        mean = new double[features];
        variance = new double[features];
        changeVariance = new double[features];
        for (int i = 0; i < 2 * features; i++) {
            switch (measure) {
                case MIN_MAX -> ranges.add(new RestartedSketch<>(memory, Range::new));
                case ROBUST -> quantiles.add(new RestartedSketch<>(memory, P2Quantiles::new));
                default -> {}
            }
        }
    }

    /** Takes an observed value of one feature. */
    public void addLevel(int feature, double value) {
        levels[feature] = Math.min(levels[feature] + 1, memory);
        magnitudes[feature] = value == 0 ? magnitudes[feature] : Math.max(magnitudes[feature], magnitude(value));
        double weight = 1.0 / levels[feature];
        double delta = value - mean[feature];
        mean[feature] += weight * delta;
        variance[feature] = (1 - weight) * (variance[feature] + weight * delta * delta);
        summarise(2 * feature, value);
    }

    private static int magnitude(double value) {
        int above = Math.getExponent(value) + 1;
        return above > SMALL ? ORDINARY : Math.max(LEAST_MAGNITUDE, above);
    }

    /** Takes a change of one feature between two neighbouring steps that were both observed. */
    public void addChange(int feature, double change) {
        changes[feature] = Math.min(changes[feature] + 1, memory);
        double weight = 1.0 / changes[feature];
        double single = (float) change;
        changeVariance[feature] += weight * (single * single - changeVariance[feature]);
        summarise(2 * feature + 1, single);
    }

    private void summarise(int at, double value) {
        switch (measure) {
            case MIN_MAX -> ranges.get(at).add(value);
            case ROBUST -> quantiles.get(at).add(value);
            default -> {}
        }
    }

    /** The scale as of now; a feature that never moved gets a tiny positive spread. */
    public Scale scale() {
        double[] m = new double[features];
        float[] s = new float[features];
        float[] d = new float[features];
        for (int f = 0; f < features; f++) {
            double centre = levels[f] == 0 ? 0 : centre(f);
            double unit = magnitudes[f] == NONE ? 1 : Math.scalb(1.0, magnitudes[f]);
            double least = least(unit, Math.abs(centre));
            double spread = Math.max(levels[f] == 0 ? 0 : spread(f), least);
            m[f] = Precision.of(centre);
            s[f] = (float) spread;
            d[f] = (float) Math.max(changes[f] == 0 ? 0 : change(f), LEAST_DIFF_SHARE * spread);
        }
        return new Scale(m, s, d);
    }

    /** The least spread that a feature is measured by, where its level is of such a size. */
    private static double least(double unit, double level) {
        double single = LEAST_SPREAD * Math.max(unit, Math.min(level, Precision.LARGE));
        return Math.max(single, LEAST_OF_DOUBLES * level);
    }

    /** Whether the levels of a feature were ever apart: where they were not, its spread is made up. */
    public boolean varied(int feature) {
        return variance[feature] > 0;
    }

    /** Whether a change of a feature was ever seen that is none of zero: where none was, its size is made up. */
    public boolean moved(int feature) {
        return changeVariance[feature] > 0;
    }

    /** [F] means of the levels, whatever the measure. */
    public double[] means() {
        double[] means = new double[features];
        for (int f = 0; f < features; f++) {
            means[f] = Precision.of(mean[f]);
        }
        return means;
    }

    private double centre(int f) {
        return switch (measure) {
            case STANDARD -> mean[f];
            case MIN_MAX -> (range(2 * f).min() + range(2 * f).max()) / 2;
            case ROBUST -> quantiles.get(2 * f).get().eighth(4);
        };
    }

    private double spread(int f) {
        return switch (measure) {
            case STANDARD -> Math.sqrt(variance[f]);
            case MIN_MAX -> (range(2 * f).max() - range(2 * f).min()) / 2;
            case ROBUST -> quartilesOr(2 * f, variance[f]);
        };
    }

    private double change(int f) {
        return switch (measure) {
            case STANDARD -> Math.sqrt(changeVariance[f]);
            case MIN_MAX -> Math.max(-range(2 * f + 1).min(), range(2 * f + 1).max());
            case ROBUST -> quartilesOr(2 * f + 1, changeVariance[f]);
        };
    }

    private Range range(int at) {
        return ranges.get(at).get();
    }

    private double quartilesOr(int at, double square) {
        P2Quantiles own = quantiles.get(at).get();
        double quartiles = own.eighth(6) - own.eighth(2);
        return quartiles > 0 ? quartiles / Scaling.NORMAL_QUARTILES : Math.sqrt(square);
    }

    /**
     * What is known of other features, by the place of each among these; nothing of one whose place is -1.
     *
     * @param places [F of the new]
     */
    public RunningScale select(int[] places) {
        RunningScale selected = new RunningScale(places.length, memory, measure);
        for (int f = 0; f < places.length; f++) {
            int at = places[f];
            if (at >= 0) {
                selected.levels[f] = levels[at];
                selected.magnitudes[f] = magnitudes[at];
                selected.changes[f] = changes[at];
                selected.mean[f] = mean[at];
                selected.variance[f] = variance[at];
                selected.changeVariance[f] = changeVariance[at];
                for (int i = 0; i < 2 && !ranges.isEmpty(); i++) {
                    selected.ranges.set(2 * f + i, ranges.get(2 * at + i));
                }
                for (int i = 0; i < 2 && !quantiles.isEmpty(); i++) {
                    selected.quantiles.set(2 * f + i, quantiles.get(2 * at + i));
                }
            }
        }
        return selected;
    }

    /** Takes a step of a segment: the levels that were observed, and their changes since the step before it. */
    public void add(Segment segment, int step) {
        for (int f = 0; f < features; f++) {
            if (segment.observed(step, f)) {
                addLevel(f, segment.value(step, f));
                if (step > 0 && segment.observed(step - 1, f)) {
                    addChange(f, segment.value(step, f) - segment.value(step - 1, f));
                }
            }
        }
    }

    public int bytes() {
        return features * (2 * Integer.BYTES + 2 * Float.BYTES)
                + Arrays.stream(mean)
                        .mapToInt(one -> Precision.bytes(Precision.isLarge(one)))
                        .sum()
                + ranges.stream().mapToInt(RestartedSketch::bytes).sum()
                + quantiles.stream().mapToInt(RestartedSketch::bytes).sum();
    }

    public void write(ByteBuffer to) {
        for (int f = 0; f < features; f++) {
            boolean wide = Precision.isLarge(mean[f]);
            int small = wide ? STORED_WIDE : magnitudes[f] == NONE ? STORED_NONE : -magnitudes[f];
            to.putInt(levels[f] == 0 ? 0 : (small << MAGNITUDE_BIT) | Math.min(levels[f], COUNT_MASK))
                    .putInt(changes[f]);
            Precision.put(to, mean[f], wide).putFloat(finite(variance[f])).putFloat(finite(changeVariance[f]));
        }
        ranges.forEach(range -> range.write(to));
        quantiles.forEach(own -> own.write(to));
    }

    /** The square of a sum of huge values may be none in single precision. */
    private static float finite(double square) {
        return (float) Math.min(Float.MAX_VALUE, square);
    }

    /** Reads what was written by one of the same features, memory and measure. */
    public static RunningScale read(ByteBuffer from, int features, int memory, Scaling.Measure measure) {
        RunningScale scale = new RunningScale(features, memory, measure);
        for (int f = 0; f < features; f++) {
            int stored = from.getInt();
            scale.levels[f] = stored & COUNT_MASK;
            int small = stored >>> MAGNITUDE_BIT;
            boolean wide = small == STORED_WIDE;
            scale.magnitudes[f] = stored == 0 || small == STORED_NONE ? NONE : wide ? ORDINARY : -small;
            scale.changes[f] = from.getInt();
            scale.mean[f] = Precision.get(from, wide);
            scale.variance[f] = from.getFloat();
            scale.changeVariance[f] = from.getFloat();
        }
        scale.ranges.forEach(range -> range.read(from));
        scale.quantiles.forEach(own -> own.read(from));
        return scale;
    }
}
