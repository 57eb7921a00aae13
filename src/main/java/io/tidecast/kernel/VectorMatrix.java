package io.tidecast.kernel;

import java.util.Arrays;

/**
 * A matrix packed for registers, after Goto and van de Geijn (2008): panels of two vectors of columns, each panel row after row, so that a product walks one panel from front
 * to back with a constant stride. Columns beyond the last are zeros. A last panel that is not full reads and writes its columns of C through a scratch block, never beyond them. A panel is multiplied from the first row to the last of
 * the bands that reach it.
 *
 * <p>Every element is summed over the inner dimension in order, whatever the block, so a row's result doesn't depend on the rows beside it.
 *
 * <p>A product with a single row is bound by how fast the panels can be loaded. They are therefore kept on cache line boundaries ({@link Alignment}), and walked from the first to the last and back by turns: of weights
 * that don't fit the first-level cache, those used last are still there.
 *
 * @see <a href="https://doi.org/10.1145/1356052.1356053">Anatomy of high-performance matrix multiplication</a>
 */
final class VectorMatrix implements PackedMatrix {
    private static final int PANEL = VectorBlocks.PANEL;

    /** Rows of A and D whose part of one panel stays in the first-level cache while it meets every row of B. */
    private static final int CHUNK = 128;

    /** Floats between cache lines; so many more than needed are allocated, so that a panel can begin on one. */
    private static final int LINE = 16;

    /** So many rows of zeros are multiplied with one row's group of panels rather than to make two of it. */
    private static final int ZEROS = 8;

    /** Products of one row between looks at where the collector has put the panels. */
    private static final int LOOK = 64;

    private final Bands bands;
    private final int inner;
    private final int columns;
    private final int full; // panels without a column too many
    private final int[][] from; // [bands + 1][panels] first row to multiply, of each band and last of all together
    private final int[][] count; // [bands + 1][panels] rows to multiply
    private final int[][] groups; // [bands + 1] first panels of those that one row is multiplied by at once
    private final int[][] together; // [bands + 1][panels] how many panels begin here, where a group does
    private final int[][] groupFrom; // [bands + 1][panels] as from, of a group
    private final int[][] groupCount; // [bands + 1][panels] as count, of a group
    private final int[][] pairs; // [bands + 1][panels] 2 where two panels make a block for several rows, else 1
    private final float[] packed; // LINE more than [panels][inner][PANEL]
    private final Object[] box; // packed, for Alignment
    private final float[] edge; // [CHUNK][PANEL] what a last panel reads and writes instead of C or D
    private int base; // where the first panel begins in packed
    private int looked;
    private boolean backwards;

    VectorMatrix(Bands bands) {
        this.bands = bands;
        this.inner = bands.inner();
        this.columns = bands.columns();
        this.full = columns / PANEL;
        int panels = (columns + PANEL - 1) / PANEL;
        this.packed = new float[panels * inner * PANEL + LINE];
        this.box = new Object[] {packed};
        this.edge = full == panels ? new float[0] : new float[CHUNK * PANEL];
        this.from = new int[bands.count() + 1][panels];
        this.count = new int[bands.count() + 1][panels];
        for (int p = 0; p < panels; p++) {
            int end = 0;
            int all = bands.count();
            from[all][p] = inner;
            for (int band = 0; band < all; band++) {
                from[band][p] = bands.firstRow(band);
                if (bands.get(band).firstColumn() < (p + 1) * PANEL
                        && bands.get(band).endColumn() > p * PANEL) {
                    count[band][p] = bands.get(band).rows();
                    from[all][p] = Math.min(from[all][p], from[band][p]);
                    end = bands.firstRow(band + 1);
                }
            }
            count[all][p] = Math.max(0, end - from[all][p]);
        }
        this.groups = new int[bands.count() + 1][];
        this.together = new int[bands.count() + 1][panels];
        this.groupFrom = new int[bands.count() + 1][panels];
        this.groupCount = new int[bands.count() + 1][panels];
        this.pairs = new int[bands.count() + 1][panels];
        for (int band = 0; band < groups.length; band++) {
            groups[band] = group(band);
            pair(from[band], count[band], pairs[band]);
        }
    }

    private void pair(int[] begin, int[] length, int[] sizes) {
        Arrays.fill(sizes, 1);
        for (int p = 0; VectorBlocks.WIDE && p + 1 < full; p += sizes[p]) {
            sizes[p] = begin[p + 1] == begin[p] && length[p + 1] == length[p] ? 2 : 1;
        }
    }

    /**
     * Three panels at once, six sums, hide an addition's latency and fit the registers; rather 2 and 2 than 3 and 1. Only panels multiplied by about the same rows go together: a few zeros are cheaper than another turn.
     *
     * @return the first panels of the groups
     */
    private int[] group(int band) {
        int[] first = new int[full];
        int found = 0;
        for (int p = 0, size; p < full; p += size) {
            int begin = from[band][p];
            int end = begin + count[band][p];
            int left = 1;
            for (int next = p + 1; next < full; next++, left++) {
                int least = Math.min(begin, from[band][next]);
                int most = Math.max(end, from[band][next] + count[band][next]);
                if (most - least > Math.min(end - begin, count[band][next]) + ZEROS) {
                    break;
                }
                begin = least;
                end = most;
            }
            size = left == 4 ? 2 : Math.min(3, left);
            together[band][p] = size;
            groupFrom[band][p] = begin;
            groupCount[band][p] = end - begin;
            first[found++] = p;
        }
        return Arrays.copyOf(first, found);
    }

    @Override
    public int inner() {
        return inner;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void clear() {
        Arrays.fill(packed, 0f);
    }

    @Override
    public void load(float[] source, int offset, int firstRow, int rows) {
        for (int j = 0; j < columns; j += PANEL) {
            int width = Math.min(PANEL, columns - j);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(source, offset + i * columns + j, packed, at(firstRow + i, j), width);
            }
        }
    }

    @Override
    public void loadTransposed(float[] source, int offset, int band, int firstColumn, int total) {
        int rows = bands.get(band).rows();
        for (int j = 0; j < total; j++) {
            int at = at(bands.firstRow(band), firstColumn + j);
            for (int k = 0; k < rows; k++) {
                packed[at + k * PANEL] = source[offset + j * rows + k];
            }
        }
    }

    @Override
    public void addTransposedTo(float[] target, int offset, int band, int firstColumn, int total) {
        int rows = bands.get(band).rows();
        for (int j = 0; j < total; j++) {
            int at = at(bands.firstRow(band), firstColumn + j);
            for (int k = 0; k < rows; k++) {
                target[offset + j * rows + k] += packed[at + k * PANEL];
            }
        }
    }

    private int at(int row, int column) {
        return base + (column / PANEL * inner + row) * PANEL + column % PANEL;
    }

    @Override
    public void setProductTo(
            int rows,
            float[] bias,
            int biasOffset,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        product(bands.count(), rows, bias, biasOffset, 0, a, aOffset, aStride, c, cOffset, cStride);
    }

    @Override
    public void setBandProductTo(
            int band,
            int rows,
            float[] bias,
            int biasOffset,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        int first = aOffset - bands.firstRow(band);
        product(band, rows, bias, biasOffset, 0, a, first, aStride, c, cOffset, cStride);
    }

    @Override
    public void addProductTo(int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        product(bands.count(), rows, c, cOffset, cStride, a, aOffset, aStride, c, cOffset, cStride);
    }

    @Override
    public void addBandProductTo(
            int band, int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        int first = aOffset - bands.firstRow(band);
        product(band, rows, c, cOffset, cStride, a, first, aStride, c, cOffset, cStride);
    }

    /** {@code C = S + A B}, row i of S at {@code sOffset + i * sStride}, over the rows of one band or, with the number of bands, of all. */
    private void product(
            int band,
            int rows,
            float[] s,
            int sOffset,
            int sStride,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        int blocks = rows / 4 * 4; // rows done in blocks
        for (int p = 0; blocks > 0 && p < full; p += pairs[band][p]) {
            if (s != c || count[band][p] > 0) {
                panel(band, p, blocks, s, sOffset, sStride, a, aOffset, aStride, c, cOffset, cStride);
            }
        }
        for (int i = blocks; i < rows; i++) {
            row(band, s, sOffset + i * sStride, a, aOffset + i * aStride, c, cOffset + i * cStride);
        }
        if (full * PANEL < columns && (s != c || count[band][full] > 0)) {
            edge(band, rows, s, sOffset, sStride, a, aOffset, aStride, c, cOffset, cStride);
        }
    }

    /** One panel or a pair of them for a multiple of four rows. */
    private void panel(
            int band,
            int p,
            int rows,
            float[] s,
            int sOffset,
            int sStride,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        int k = count[band][p];
        int b = at(from[band][p], p * PANEL);
        int further = inner * PANEL;
        for (int i = 0; i < rows; i += 4) {
            int sAt = sOffset + i * sStride + p * PANEL;
            int aAt = aOffset + i * aStride + from[band][p];
            int cAt = cOffset + i * cStride + p * PANEL;
            if (pairs[band][p] == 2) {
                VectorBlocks.product4Pair(k, packed, b, further, s, sAt, sStride, a, aAt, aStride, c, cAt, cStride);
            } else {
                VectorBlocks.product4(k, packed, b, s, sAt, sStride, a, aAt, aStride, c, cAt, cStride);
            }
        }
    }

    /** One row: several panels at once, because a sum must wait for its last addition. */
    private void row(int band, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        if (looked++ % LOOK == 0) {
            align();
        }
        int[] turns = groups[band];
        backwards = !backwards;
        for (int i = 0; i < turns.length; i++) {
            int p = backwards ? turns[turns.length - 1 - i] : turns[i];
            int k = groupCount[band][p];
            int b = at(groupFrom[band][p], p * PANEL);
            int x = aAt + groupFrom[band][p];
            int sum = sAt + p * PANEL;
            int to = cAt + p * PANEL;
            if (k > 0 || s != c) {
                switch (together[band][p]) {
                    case 3 -> VectorBlocks.row3(k, packed, b, inner * PANEL, s, sum, a, x, c, to);
                    case 2 -> VectorBlocks.row2(k, packed, b, inner * PANEL, s, sum, a, x, c, to);
                    default -> VectorBlocks.row1(k, packed, b, s, sum, a, x, c, to);
                }
            }
        }
    }

    private void edge(
            int band,
            int rows,
            float[] s,
            int sOffset,
            int sStride,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        int column = full * PANEL;
        int width = columns - column;
        int k = count[band][full];
        int b = at(from[band][full], column);
        int aAt = aOffset + from[band][full];
        for (int i = 0; i < rows; i += 4) {
            int block = Math.min(4, rows - i);
            for (int r = 0; r < block; r++) {
                System.arraycopy(s, sOffset + (i + r) * sStride + column, edge, r * PANEL, width);
            }
            if (block == 4) {
                VectorBlocks.product4(k, packed, b, edge, 0, PANEL, a, aAt + i * aStride, aStride, edge, 0, PANEL);
            } else {
                for (int r = 0; r < block; r++) {
                    VectorBlocks.row1(k, packed, b, edge, r * PANEL, a, aAt + (i + r) * aStride, edge, r * PANEL);
                }
            }
            for (int r = 0; r < block; r++) {
                System.arraycopy(edge, r * PANEL, c, cOffset + (i + r) * cStride + column, width);
            }
        }
    }

    @Override
    public void addProductOfTransposed(
            int rows, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        for (int i = 0; i < rows; i += CHUNK) {
            int chunk = Math.min(CHUNK, rows - i);
            for (int p = 0; p < full; p += pairs[bands.count()][p]) {
                int at = dOffset + i * dStride + p * PANEL;
                gather(p, chunk, a, aOffset + i * aStride, aStride, d, at, dStride);
            }
            if (full * PANEL < columns) {
                for (int r = 0; r < chunk; r++) {
                    System.arraycopy(
                            d, dOffset + (i + r) * dStride + full * PANEL, edge, r * PANEL, columns - full * PANEL);
                }
                gather(full, chunk, a, aOffset + i * aStride, aStride, edge, 0, PANEL);
            }
        }
    }

    private void gather(int p, int rows, float[] a, int aAt, int aStride, float[] d, int dAt, int dStride) {
        int k = from[bands.count()][p];
        int end = k + count[bands.count()][p];
        int at = at(0, p * PANEL);
        boolean pair = pairs[bands.count()][p] == 2;
        int further = inner * PANEL;
        for (; k + 4 <= end; k += 4) {
            if (pair) {
                VectorBlocks.gather4Pair(rows, packed, at + k * PANEL, further, a, aAt + k, aStride, d, dAt, dStride);
            } else {
                VectorBlocks.gather4(rows, packed, at + k * PANEL, a, aAt + k, aStride, d, dAt, dStride);
            }
        }
        for (; k < end; k++) {
            VectorBlocks.gather1(rows, packed, at + k * PANEL, a, aAt + k, aStride, d, dAt, dStride);
            if (pair) {
                int next = at + further + k * PANEL;
                VectorBlocks.gather1(rows, packed, next, a, aAt + k, aStride, d, dAt + PANEL, dStride);
            }
        }
    }

    /** Moves the panels to a cache line's boundary, if the collector has moved them off one. */
    private void align() {
        int aligned = Alignment.firstAligned(box);
        if (aligned != base) {
            System.arraycopy(packed, base, packed, aligned, packed.length - LINE);
            base = aligned;
        }
    }
}
