package io.tidecast.base;

import io.tidecast.kernel.SplitMix;
import io.tidecast.synthetic.SeriesGenerator;
import io.tidecast.synthetic.SyntheticSeries;
import java.util.Arrays;

/**
 * Windows of one update: made-up series, each read from several origins, early ones as often as late ones. Which they
 * are follows from the seed, the update and the series' place alone, whoever makes them and whatever was before.
 */
final class BaseBatch {
    /** Windows of a series. */
    static final int ORIGINS = 8;

    /** Rows of the horizon that are trained on. */
    static final int AHEAD = 6;

    /** T, rows of a window. */
    static final int ROWS = SeasonalPatches.CONTEXT + AHEAD;

    private static final int HORIZON = AHEAD * SeasonalPatches.PATCH;
    private static final int LEAST_LENGTH = 700;
    /** Steps beside those that are read, so that late origins differ. */
    private static final int FURTHER = 200;
    /** Half of the origins are among the first so many steps. */
    private static final int EARLY = 400;
    /** Targets are in so many units of the scale at most: further off is an outlier. */
    private static final float MOST_TARGET = 20;

    final int lanes;
    final float[] x; // [lanes, ROWS, FEATURES]
    final float[] targets; // [lanes, HORIZON], NaN where there is none
    final float[] weights; // [lanes]

    BaseBatch(int lanes) {
        if (lanes < ORIGINS || lanes % ORIGINS != 0) {
            throw new IllegalArgumentException("lanes must be a multiple of " + ORIGINS + ", was " + lanes);
        }
        this.lanes = lanes;
        x = new float[lanes * ROWS * SeasonalPatches.FEATURES];
        targets = new float[lanes * HORIZON];
        weights = new float[lanes];
    }

    int series() {
        return lanes / ORIGINS;
    }

    /** Fills the lanes of one series. */
    void fill(int number, long seed) {
        SyntheticSeries series = SeriesGenerator.of(
                seed, season -> Math.max(LEAST_LENGTH, SeasonalPatches.reach(season) + FURTHER + HORIZON));
        SplitMix random = new SplitMix(SplitMix.mix(seed, 1));
        SeasonalPatches patches = new SeasonalPatches();
        int most = series.length() - HORIZON - 1;
        for (int i = 0; i < ORIGINS; i++) {
            double early = 4 * StrictMath.exp(random.nextDouble() * StrictMath.log(EARLY / 4.0));
            int origin = i % 2 == 0 ? (int) early : 4 + random.nextInt(most - 4);
            window(series, origin, number * ORIGINS + i, patches);
        }
    }

    private void window(SyntheticSeries series, int origin, int lane, SeasonalPatches patches) {
        float[] values = series.values();
        int at = lane * ROWS * SeasonalPatches.FEATURES;
        int to = lane * HORIZON;
        Arrays.fill(targets, to, to + HORIZON, Float.NaN);
        weights[lane] = 0;
        if (!patches.read(series.season(), back -> back > origin ? Float.NaN : values[origin - back])
                || patches.scale() == 0) {
            Arrays.fill(x, at, at + ROWS * SeasonalPatches.FEATURES, 0f);
            return;
        }
        patches.write(AHEAD, x, at);
        for (int h = 0; h < HORIZON; h++) {
            float target = (values[origin + 1 + h] - patches.last()) / patches.scale();
            targets[to + h] = Math.max(-MOST_TARGET, Math.min(MOST_TARGET, target)); // NaN stays
        }
        weights[lane] = 1 / Math.max(0.3f, patches.betterNaive());
    }
}
