package io.tidecast.base;

import io.tidecast.kernel.SplitMix;
import io.tidecast.synthetic.SeriesGenerator;
import io.tidecast.synthetic.SyntheticSeries;
import java.util.Set;

/**
 * Windows of one update: made-up series, each read from several origins, early ones as often as late ones. Which they
 * are follows from the seed, the update and the series' place alone, whoever makes them and whatever was before.
 */
final class BaseBatch {
    /** Windows of a series. */
    static final int ORIGINS = 8;

    /** Rows of the horizon that are trained on. */
    private static final int AHEAD = 6;

    private static final int HORIZON = AHEAD * PatchRows.PATCH;
    private static final int LEAST_LENGTH = 700;
    /** Steps beside those that are read, so that late origins differ. */
    private static final int FURTHER = 200;
    /** Half of the origins are among the first so many steps. */
    private static final int EARLY = 400;

    final RowBatch rows;

    BaseBatch(int lanes) {
        if (lanes < ORIGINS || lanes % ORIGINS != 0) {
            throw new IllegalArgumentException("lanes must be a multiple of " + ORIGINS + ", was " + lanes);
        }
        rows = new RowBatch(lanes, AHEAD, 0);
    }

    int series() {
        return rows.lanes / ORIGINS;
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
        SeriesValues places = place -> place < shift ? Double.NaN : values[(int) (place - shift)];
        rows.fill(lane, places, origin + shift, series.season(), FurtherInputs.NONE);
    }
}
