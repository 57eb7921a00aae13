package io.tidecast.base;

import io.tidecast.kernel.SplitMix;
import io.tidecast.synthetic.SeriesGenerator;
import io.tidecast.synthetic.SyntheticSeries;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

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
    static final int ROWS = PatchRows.MOST_CONTEXT + AHEAD;

    private static final int HORIZON = AHEAD * PatchRows.PATCH;
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
    final int[] begins; // [lanes], first row that holds something

    BaseBatch(int lanes) {
        if (lanes < ORIGINS || lanes % ORIGINS != 0) {
            throw new IllegalArgumentException("lanes must be a multiple of " + ORIGINS + ", was " + lanes);
        }
        this.lanes = lanes;
        x = new float[lanes * ROWS * PatchRows.FEATURES];
        targets = new float[lanes * HORIZON];
        weights = new float[lanes];
        begins = new int[lanes];
    }

    int series() {
        return lanes / ORIGINS;
    }

    /** Fills the lanes of one series. */
    void fill(int number, long seed, Set<SeriesGenerator.Family> without) {
        SyntheticSeries series = SeriesGenerator.of(
                seed, without, season -> Math.max(LEAST_LENGTH, Anchor.reach(season) + FURTHER + HORIZON));
        SplitMix random = new SplitMix(SplitMix.mix(seed, 1));
        long shift = random.nextInt(Anchor.APART);
        int most = series.length() - HORIZON - 1;
        for (int i = 0; i < ORIGINS; i++) {
            double early = 4 * StrictMath.exp(random.nextDouble() * StrictMath.log(EARLY / 4.0));
            int origin = i % 2 == 0 ? (int) early : 4 + random.nextInt(most - 4);
            window(series, origin, number * ORIGINS + i, shift);
        }
    }

    private void window(SyntheticSeries series, int origin, int lane, long shift) {
        float[] values = series.values();
        int at = lane * ROWS * PatchRows.FEATURES;
        int to = lane * HORIZON;
        Arrays.fill(x, at, at + ROWS * PatchRows.FEATURES, 0f);
        Arrays.fill(targets, to, to + HORIZON, Float.NaN);
        weights[lane] = 0;
        begins[lane] = ROWS - 1;
        SeriesValues places = place -> place < shift ? Double.NaN : values[(int) (place - shift)];
        long newest = origin + shift;
        Optional<Anchor> found = BaseSeries.anchor(places, newest, series.season());
        if (found.isEmpty() || found.get().scale == 0) {
            return;
        }
        Anchor anchor = found.get();
        PatchRows rows = new PatchRows(places, anchor, newest);
        int count = (int) ((newest - rows.begin()) / PatchRows.PATCH) + 1;
        begins[lane] = PatchRows.MOST_CONTEXT - count;
        for (int row = 0; row < count; row++) {
            long begin = rows.begin() + row * (long) PatchRows.PATCH;
            int known = (int) Math.min(PatchRows.PATCH, newest + 1 - begin);
            rows.writeContext(begin, known, x, at + (begins[lane] + row) * PatchRows.FEATURES);
        }
        rows.writeAhead(AHEAD, x, at + PatchRows.MOST_CONTEXT * PatchRows.FEATURES);
        double last = rows.last();
        for (int h = 0; h < HORIZON; h++) {
            float target = (float) ((values[origin + 1 + h] - last) / anchor.scale);
            targets[to + h] = Math.max(-MOST_TARGET, Math.min(MOST_TARGET, target)); // NaN stays
        }
        weights[lane] = 1 / Math.max(0.3f, anchor.better);
    }
}
