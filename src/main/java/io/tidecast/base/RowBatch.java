package io.tidecast.base;

import java.util.Arrays;
import java.util.Optional;

/** Windows of one update, each a lane of rows as serving writes them, with the actuals of its horizon. */
final class RowBatch {
    /** Targets are in so many units of the scale at most: further off is an outlier. */
    private static final float MOST_TARGET = 20;
    /** Of an error in a lane's loss, in units of the better naive one: no series counts for more than this. */
    private static final float LEAST_BETTER = 0.3f;

    final int lanes;
    /** Rows of the horizon. */
    final int ahead;
    /** T, rows of a lane. */
    final int rows;
    /** F, numbers of a row. */
    final int width;

    final float[] x; // [lanes, rows, width]
    final float[] targets; // [lanes, ahead, PATCH], NaN where there is none
    final float[] weights; // [lanes]
    final int[] begins; // [lanes], first row that holds something

    /** @param further numbers of a row beside those of its series */
    RowBatch(int lanes, int ahead, int further) {
        this.lanes = lanes;
        this.ahead = ahead;
        rows = PatchRows.MOST_CONTEXT + ahead;
        width = PatchRows.FEATURES + further;
        x = new float[lanes * rows * width];
        targets = new float[lanes * ahead * PatchRows.PATCH];
        weights = new float[lanes];
        begins = new int[lanes];
    }

    /**
     * Fills a lane; where too little is known or nothing has moved it counts for nothing.
     *
     * @param values up to the origin, at least; of later steps the actuals, NaN where there is none
     * @param season steps of it, as far as anybody knows
     */
    void fill(int lane, SeriesValues values, long origin, int season, FurtherInputs further) {
        int at = lane * rows * width;
        int horizon = ahead * PatchRows.PATCH;
        int to = lane * horizon;
        Arrays.fill(x, at, at + rows * width, 0f);
        Arrays.fill(targets, to, to + horizon, Float.NaN);
        weights[lane] = 0;
        begins[lane] = rows - 1;
        Optional<Anchor> found = PatchSeries.anchor(values, origin, season);
        if (found.isEmpty() || found.get().scale == 0) {
            return;
        }
        Anchor anchor = found.get();
        PatchRows writer = new PatchRows(values, anchor, origin, further);
        int count = (int) ((origin - writer.begin()) / PatchRows.PATCH) + 1;
        begins[lane] = PatchRows.MOST_CONTEXT - count;
        for (int row = 0; row < count; row++) {
            long begin = writer.begin() + row * (long) PatchRows.PATCH;
            int known = (int) Math.min(PatchRows.PATCH, origin + 1 - begin);
            writer.writeContext(begin, known, x, at + (begins[lane] + row) * width);
        }
        writer.writeAhead(ahead, x, at + PatchRows.MOST_CONTEXT * width);
        double last = writer.last();
        for (int h = 0; h < horizon; h++) {
            float target = (float) ((values.at(origin + 1 + h) - last) / anchor.scale);
            targets[to + h] = Math.max(-MOST_TARGET, Math.min(MOST_TARGET, target)); // NaN stays
        }
        weights[lane] = 1 / Math.max(LEAST_BETTER, anchor.better);
    }
}
