package io.tidecast.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packed matrix for products of a single row, which do little else than load it. Six, four or two vectors of columns
 * stand side by side, row after row, so that a product reads memory from front to back without computing an address;
 * six sums hide the latency of an addition. The copy begins on a cache line ({@link AlignedArray}), and what doesn't
 * fit the first-level cache is walked to and fro by turns: the part used last is still there.
 *
 * <p>A last vector that is not full ends with the last column and begins inside the one before, whose sums are computed
 * together with it. With fewer columns than a vector has, C is read and written through a scratch row.
 */
final class VectorRows {
    private static final int LANES = VectorBlocks.LANES;

    /** So many rows of zeros are multiplied along rather than to make two groups of one. */
    private static final int ZEROS = 8;

    /** More floats than these don't fit the first-level cache beside what else a step uses. */
    private static final int FIT = 6144;

    private final int columns;
    private final Turn[] groups; // over all rows in which one of a group's columns is not zero
    private final Turn[][] turns; // [bands + 1] the same over one band's rows, and last over all
    private final AlignedArray aligned = new AlignedArray();
    private final float[] packed; // the aligned array
    private final float[] edge; // [LANES] what too few columns are read from and written to
    private final boolean large;
    private boolean backwards;

    /** Index mapping: a row and a column to their element. */
    interface Elements {
        float get(int row, int column);
    }

    /**
     * Matrix panel, what one walk multiplies: vectors side by side, over rows.
     *
     * @param vectors 2, 4 or 6
     * @param column the first vector's first
     * @param apart columns from one vector to the next
     * @param row the first
     * @param at where that row stands in the packed array
     */
    private record Turn(int vectors, int column, int apart, int row, int rows, int at) {
        /** The columns it reaches over. */
        private int reach() {
            return vectors == 2 ? apart + LANES : vectors * LANES;
        }

        private int end() {
            return at + rows * vectors * LANES;
        }

        /** The same vectors over the rows of one band, none of them if the band is zero there. */
        private Turn of(Bands bands, int band) {
            if (!bands.get(band).meets(column, reach())) {
                return new Turn(vectors, column, apart, row, 0, at);
            }
            int first = bands.firstRow(band);
            int from = at + (first - row) * vectors * LANES;
            return new Turn(vectors, column, apart, first, bands.get(band).rows(), from);
        }
    }

    VectorRows(Bands bands) {
        this.columns = bands.columns();
        this.groups = groups(bands);
        this.turns = new Turn[bands.count() + 1][];
        for (int band = 0; band < bands.count(); band++) {
            int of = band;
            turns[band] =
                    Arrays.stream(groups).map(group -> group.of(bands, of)).toArray(Turn[]::new);
        }
        turns[bands.count()] = groups;
        int room = groups[groups.length - 1].end();
        aligned.reserve(room);
        this.packed = aligned.array();
        this.edge = new float[columns < LANES ? LANES : 0];
        this.large = room > FIT;
    }

    /** Groups of vectors that are multiplied by about the same rows: 6, 4 or 2; one alone counts twice. */
    private static Turn[] groups(Bands bands) {
        int full = bands.columns() / LANES;
        int tail = bands.columns() % LANES;
        boolean together = tail > 0 && full > 0; // the last full one goes with the rest of the columns
        int end = together ? full - 1 : full;
        List<Turn> made = new ArrayList<>();
        for (int v = 0; v < end; ) {
            int run = 1;
            while (v + run < end && waste(bands, v, run + 1) <= ZEROS) {
                run++;
            }
            int vectors = run == 4 || run == 5 || run == 8 ? 4 : run >= 6 ? 6 : run == 1 ? 1 : 2;
            add(made, bands, v * LANES, Math.max(2, vectors), vectors == 1 ? 0 : LANES);
            v += vectors;
        }
        if (together) {
            add(made, bands, (full - 1) * LANES, 2, tail);
        } else if (tail > 0) {
            add(made, bands, 0, 2, 0);
        }
        return made.toArray(Turn[]::new);
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

    private static void add(List<Turn> made, Bands bands, int column, int vectors, int apart) {
        int at = made.isEmpty() ? 0 : made.get(made.size() - 1).end();
        int reach = new Turn(vectors, column, apart, 0, 0, 0).reach();
        int from = first(bands, column, reach);
        made.add(new Turn(vectors, column, apart, from, last(bands, column, reach) - from, at));
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

    void load(Elements source) {
        for (Turn turn : groups) {
            for (int k = 0; k < turn.rows; k++) {
                int at = aligned.first() + turn.at + k * turn.vectors * LANES;
                for (int v = 0; v < turn.vectors; v++) {
                    int column = turn.column + v * turn.apart;
                    for (int j = 0; j < Math.min(LANES, columns - column); j++) {
                        packed[at + v * LANES + j] = source.get(turn.row + k, column + j);
                    }
                }
            }
        }
    }

    /** {@code c = s + a B} over the rows of one band or, with the number of bands, of all; S may be C itself. */
    void product(int band, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        aligned.align();
        if (columns < LANES) {
            narrow(turns[band][0], s, sAt, a, aAt, c, cAt);
        } else {
            walk(turns[band], s, sAt, a, aAt, c, cAt);
        }
    }

    private void walk(Turn[] walked, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        backwards = large && !backwards;
        int base = aligned.first();
        int last = walked.length - 1;
        for (int i = 0; i <= last; i++) {
            Turn turn = walked[backwards ? last - i : i];
            int k = turn.rows;
            if (k > 0 || s != c) {
                int sum = sAt + turn.column;
                int x = aAt + turn.row;
                int b = base + turn.at;
                int to = cAt + turn.column;
                switch (turn.vectors) {
                    case 6 -> VectorBlocks.row6(k, packed, b, s, sum, a, x, c, to);
                    case 4 -> VectorBlocks.row4(k, packed, b, s, sum, a, x, c, to);
                    default -> VectorBlocks.row2(k, packed, b, s, sum, a, x, c, to, turn.apart);
                }
            }
        }
    }

    private void narrow(Turn turn, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        for (int j = 0; j < columns; j++) {
            edge[j] = s[sAt + j];
        }
        VectorBlocks.row2(turn.rows, packed, aligned.first() + turn.at, edge, 0, a, aAt + turn.row, edge, 0, 0);
        for (int j = 0; j < columns; j++) {
            c[cAt + j] = edge[j];
        }
    }
}
