package io.tidecast.synthetic;

import io.tidecast.kernel.SplitMix;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Generator of made-up series: the same seed gives the same bits everywhere. A series is of one family, a sum or
 * product of {@link Seasons}, {@link Trends}, {@link Processes} and {@link Noise}, and goes through what sensors and
 * those who read them do to it ({@link Marks}).
 *
 * <p>The mixture follows what public recipes found to carry over to real series: seasons with noise (ForecastPFN),
 * composed kernels (KernelSynth), seasonal ARIMA (SarSim0), mean reversion with regimes and steps (TempoPFN).
 */
public final class SeriesGenerator {
    /**
     * Seasons that people have, in steps: a week of days, a day of hours, half hours, quarters, ten and five minutes.
     */
    private static final int[] USUAL = {7, 24, 48, 96, 144, 288};

    private static final double[] USUAL_SHARES = {0.14, 0.28, 0.12, 0.14, 0.17, 0.15};
    private static final double USUAL_SHARE = 0.8;
    /** A season of fewer steps is no day that weeks are made of. */
    private static final int SHORTEST_DAY = 12;

    /** Seasons in between: from 4 steps up to this. */
    private static final int LONGEST = 300;

    private final Draw draw;
    private final Set<Family> without;

    /** Family that a series is of. */
    public enum Family {
        /** Seasons with trend, slow movement and noise. */
        SEASONS(0.44),
        /** Processes without a season. */
        PROCESSES(0.22),
        /** Seasonal ARIMA. */
        SARIMA(0.09),
        /** Composed kernels. */
        KERNELS(0.09),
        /** Levels that are switched between, and counters. */
        LEVELS(0.08),
        /** A season other than the one that is said. */
        OFF_SEASON(0.08);

        private final double share;

        Family(double share) {
            this.share = share;
        }
    }

    private SeriesGenerator(long seed, Set<Family> without) {
        draw = new Draw(new SplitMix(seed));
        this.without = without;
    }

    /**
     * A series of its own for every seed.
     *
     * @param lengths how many steps are wanted of a series with a season
     */
    public static SyntheticSeries of(long seed, Lengths lengths) {
        return of(seed, Set.of(), lengths);
    }

    /** The same without some families, whose share the others take: what each of them is worth. */
    public static SyntheticSeries of(long seed, Set<Family> without, Lengths lengths) {
        requireSome(without);
        return new SeriesGenerator(seed, without).make(lengths);
    }

    /** Refuses to go without all of them. */
    public static void requireSome(Set<Family> without) {
        if (without.size() == Family.values().length) {
            throw new IllegalArgumentException("some family of series must be left, were all left out");
        }
    }

    /** Length of a series, by its season. */
    @FunctionalInterface
    public interface Lengths {
        int of(int season);
    }

    private SyntheticSeries make(Lengths lengths) {
        int season = season();
        double[] values = new double[lengths.of(season)];
        switch (family()) {
            case SEASONS -> seasonal(values, season);
            case PROCESSES -> Processes.add(values, draw, 1);
            case SARIMA -> Processes.addSeasonalArima(values, season, draw);
            case KERNELS -> Kernels.compose(values, season, draw);
            case LEVELS -> switching(values, season);
            case OFF_SEASON -> offSeason(values, season);
        }
        float[] marked = Marks.apply(values, draw);
        return new SyntheticSeries(marked, season);
    }

    private Family family() {
        Family[] left = Stream.of(Family.values())
                .filter(family -> !without.contains(family))
                .toArray(Family[]::new);
        double all = Stream.of(left).mapToDouble(family -> family.share).sum();
        return left[
                draw.choice(Stream.of(left)
                        .mapToDouble(family -> family.share / all)
                        .toArray())];
    }

    private int season() {
        if (draw.chance(USUAL_SHARE)) {
            return USUAL[draw.choice(USUAL_SHARES)];
        }
        return (int) Math.round(draw.logarithmic(4, LONGEST));
    }

    /**
     * Seasons of one to three periods, a trend, slow movement and noise; some of them as the logarithm of the values.
     */
    private void seasonal(double[] values, int season) {
        Seasons.add(values, season, draw.logarithmic(0.3, 3), draw);
        if (season >= SHORTEST_DAY && draw.chance(0.45)) {
            Seasons.addWeekly(values, season, draw);
        }
        if (draw.chance(0.25)) {
            Seasons.add(
                    values, season * (draw.chance(0.5) ? 0.5 : draw.uniform(0.2, 3)), draw.logarithmic(0.1, 1), draw);
        }
        if (draw.chance(0.5)) {
            Trends.add(values, draw.logarithmic(0.1, 3), draw);
        }
        if (draw.chance(0.75)) {
            Processes.add(values, draw, draw.logarithmic(0.05, 2.5));
        }
        Noise.add(values, draw.logarithmic(0.01, 0.6), draw);
        if (draw.chance(0.2)) {
            exponential(values, draw.uniform(0.3, 1));
        }
    }

    /** The season that is said is not there, or not quite: tides under a day, machines with a pace of their own. */
    private void offSeason(double[] values, int season) {
        double period = draw.chance(0.5) ? season * draw.uniform(0.4, 0.65) : draw.logarithmic(5, 200);
        Seasons.add(values, period, 1, draw);
        if (draw.chance(0.6)) {
            Seasons.add(values, period * draw.uniform(0.93, 1.07), draw.logarithmic(0.1, 1), draw);
        }
        if (draw.chance(0.4)) {
            Seasons.add(values, season, draw.logarithmic(0.1, 1), draw);
        }
        if (draw.chance(0.5)) {
            Processes.add(values, draw, draw.logarithmic(0.05, 1));
        }
        Noise.add(values, draw.logarithmic(0.005, 0.4), draw);
    }

    /** Levels that are switched between: duty cycles, steps, counters that begin again. */
    private void switching(double[] values, int season) {
        if (draw.chance(0.3)) {
            Trends.addCounter(values, draw);
        } else {
            Trends.addLevels(values, draw.chance(0.4) ? season / 2.0 : draw.logarithmic(5, 300), draw);
        }
        if (draw.chance(0.4)) {
            Seasons.add(values, season, draw.logarithmic(0.1, 1), draw);
        }
        Noise.add(values, draw.logarithmic(0.005, 0.4), draw);
    }

    private static void exponential(double[] values, double rate) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        for (int t = 0; t < values.length; t++) {
            values[t] = StrictMath.exp(Math.max(-6, Math.min(6, rate * (values[t] - mean))));
        }
    }
}
