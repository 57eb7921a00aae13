package io.tidecast.kernel;

import java.util.Arrays;

/**
 * A matrix packed for products of a single row, which do little else than load it. Six, four or two vectors of columns stand side by side, row after row, so that a product reads memory from front to back without computing an address; six sums hide the
 * latency of an addition. The copy begins on a cache line ({@link AlignedArray}), and what doesn't fit the first-level cache is walked to and fro by turns: the part used last is still there.
 *
 * <p>A last vector that is not full ends with the last column and begins inside the one before, whose sums are computed together with it. With fewer columns than a vector has, C is read and written through a scratch row.
 */
final class VectorRows {
    private static final int LANES = VectorBlocks.LANES;

    /** So many rows of zeros are multiplied along rather than to make two groups of one. */
    private static final int ZEROS = 8;

    /** More floats than these don't fit the first-level cache beside what else a step uses. */
    private static final int FIT = 6144;

    /** Numbers of a turn: vectors, first column, columns from the first vector to the second, first row, rows, where the first row stands. */
    private static final int TURN = 6;

    private final int columns;
    private final int[] groups; // a turn each, over all rows in which one of its columns is not zero
    private final int[][] turns; // [bands + 1] the same over one band's rows, and last over all
    private final AlignedArray aligned = new AlignedArray();
    private final float[] packed; // the aligned array
    private final float[] edge; // [LANES] what too few columns are read from and written to
    private final boolean large;
    private boolean backwards;

    /** A row and a column to their element. */
    interface Elements {
        float get(int row, int column);
    }

    VectorRows(Bands bands) {
        this.columns = bands.columns();
        this.groups = groups(bands);
        this.turns = new int[bands.count() + 1][];
        for (int band = 0; band < bands.count(); band++) {
            turns[band] = turns(bands, band);
        }
        turns[bands.count()] = groups;
        int room = 0;
        for (int g = 0; g < groups.length; g += TURN) {
            room = groups[g + 5] + groups[g + 4] * groups[g] * LANES;
        }
        aligned.reserve(room);
        this.packed = aligned.array();
        this.edge = new float[columns < LANES ? LANES : 0];
        this.large = room > FIT;
    }

    /** Groups of vectors that are multiplied by about the same rows: 6, 4 or 2; one alone counts twice. */
    private static int[] groups(Bands bands) {
        int full = bands.columns() / LANES;
        int tail = bands.columns() % LANES;
        boolean together = tail > 0 && full > 0; // the last full one goes with the rest of the columns
        int end = together ? full - 1 : full;
        int[] made = new int[TURN * (full + 2)];
        int size = 0;
        for (int v = 0; v < end; ) {
            int run = 1;
            while (v + run < end && waste(bands, v, run + 1) <= ZEROS) {
                run++;
            }
            int vectors = run == 4 || run == 5 || run == 8 ? 4 : run >= 6 ? 6 : run == 1 ? 1 : 2;
            size = add(made, size, bands, v * LANES, vectors, LANES);
            v += vectors;
        }
        if (tail > 0) {
            size = together ? add(made, size, bands, (full - 1) * LANES, 2, tail) : add(made, size, bands, 0, 1, 0);
        }
        return Arrays.copyOf(made, size);
    }

    /** The most rows by which one of these vectors is only multiplied for the sake of another. */
    private static int waste(Bands bands, int vector, int vectors) {
        int begin = Integer.MAX_VALUE;
        int end = 0;
        int least = Integer.MAX_VALUE;
        for (int v = vector; v < vector + vectors; v++) {
            int from = first(bands, v * LANES, LANES);
            int to = last(bands, v * LANES, LANES);
            begin = Math.min(begin, from);
            end = Math.max(end, to);
            least = Math.min(least, to - from);
        }
        return end - begin - least;
    }

    private static int add(int[] made, int size, Bands bands, int column, int vectors, int apart) {
        int reach = vectors == 2 ? apart + LANES : vectors * LANES;
        int from = first(bands, column, reach);
        made[size] = Math.max(2, vectors);
        made[size + 1] = column;
        made[size + 2] = vectors == 1 ? 0 : apart;
        made[size + 3] = from;
        made[size + 4] = last(bands, column, reach) - from;
        made[size + 5] = size == 0 ? 0 : made[size - 1] + made[size - 2] * made[size - TURN] * LANES;
        return size + TURN;
    }

    /** The first row in which one of these columns is not zero. */
    private static int first(Bands bands, int column, int count) {
        for (int band = 0; band < bands.count(); band++) {
            if (bands.get(band).meets(column, count)) {
                return bands.firstRow(band);
            }
        }
        return 0;
    }

    /** The row after the last of them. */
    private static int last(Bands bands, int column, int count) {
        for (int band = bands.count(); band > 0; band--) {
            if (bands.get(band - 1).meets(column, count)) {
                return bands.firstRow(band);
            }
        }
        return 0;
    }

    private int[] turns(Bands bands, int band) {
        int[] made = groups.clone();
        for (int g = 0; g < made.length; g += TURN) {
            int reach = made[g] == 2 ? made[g + 2] + LANES : made[g] * LANES;
            boolean meets = bands.get(band).meets(made[g + 1], reach);
            int from = meets ? bands.firstRow(band) : made[g + 3];
            made[g + 5] += (from - made[g + 3]) * made[g] * LANES;
            made[g + 3] = from;
            made[g + 4] = meets ? bands.get(band).rows() : 0;
        }
        return made;
    }

    void load(Elements source) {
        for (int g = 0; g < groups.length; g += TURN) {
            for (int k = 0; k < groups[g + 4]; k++) {
                int at = aligned.first() + groups[g + 5] + k * groups[g] * LANES;
                for (int v = 0; v < groups[g]; v++) {
                    int column = groups[g + 1] + v * groups[g + 2];
                    for (int j = 0; j < Math.min(LANES, columns - column); j++) {
                        packed[at + v * LANES + j] = source.get(groups[g + 3] + k, column + j);
                    }
                }
            }
        }
    }

    /** {@code c = s + a B} over the rows of one band or, with the number of bands, of all; S may be C itself. */
    void product(int band, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        aligned.align();
        if (columns < LANES) {
            narrow(turns[band], s, sAt, a, aAt, c, cAt);
        } else {
            walk(turns[band], s, sAt, a, aAt, c, cAt);
        }
    }

    private void walk(int[] turn, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        backwards = large && !backwards;
        int base = aligned.first();
        int last = turn.length - TURN;
        for (int i = 0; i <= last; i += TURN) {
            int t = backwards ? last - i : i;
            int k = turn[t + 4];
            if (k > 0 || s != c) {
                int sum = sAt + turn[t + 1];
                int x = aAt + turn[t + 3];
                int b = base + turn[t + 5];
                int to = cAt + turn[t + 1];
                switch (turn[t]) {
                    case 6 -> VectorBlocks.row6(k, packed, b, s, sum, a, x, c, to);
                    case 4 -> VectorBlocks.row4(k, packed, b, s, sum, a, x, c, to);
                    default -> VectorBlocks.row2(k, packed, b, s, sum, a, x, c, to, turn[t + 2]);
                }
            }
        }
    }

    private void narrow(int[] turn, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        for (int j = 0; j < columns; j++) {
            edge[j] = s[sAt + j];
        }
        VectorBlocks.row2(turn[4], packed, aligned.first() + turn[5], edge, 0, a, aAt + turn[3], edge, 0, 0);
        for (int j = 0; j < columns; j++) {
            c[cAt + j] = edge[j];
        }
    }
}
