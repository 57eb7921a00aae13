package io.tidecast.kernel;

import java.util.Arrays;

/**
 * Register-blocked matrix, packed after Goto and van de Geijn (2008): {@link Panels} of two vectors of columns, each
 * panel row after row, so that a product walks one panel from front to back with a constant stride. A last panel
 * narrower than a vector reads and writes its columns of C through a scratch block, never beyond them.
 *
 * <p>Every element is summed over the inner dimension in order, whatever the block, so a row's result doesn't depend on
 * the rows beside it.
 *
 * <p>Rows that don't fill a block of four are multiplied by {@link VectorRows}, a second copy made when it is first
 * needed.
 *
 * @see <a href="https://doi.org/10.1145/1356052.1356053">Anatomy of high-performance matrix multiplication</a>
 */
final class VectorMatrix implements PackedMatrix {
    private static final int PANEL = VectorBlocks.PANEL;
    private static final int LANES = VectorBlocks.LANES;

    /** Rows of A and D whose part of one panel stays in the first-level cache while it meets every row of B. */
    private static final int CHUNK = 128;

    private final Bands bands;
    private final int all; // stands for every band together
    private final int inner;
    private final int columns;
    private final Panels panels;
    private final int size; // floats of a panel
    private final float[] packed; // [panels][inner][PANEL]
    private final VectorRows alone; // the same for products of one row
    private final VectorRows.Elements elements = this::get;
    private final float[] edge; // [CHUNK][PANEL] what a narrow last panel reads and writes instead of C or D
    private boolean stale = true; // whether packed has changed since alone was loaded

    VectorMatrix(Bands bands) {
        this.bands = bands;
        this.all = bands.count();
        this.inner = bands.inner();
        this.columns = bands.columns();
        this.panels = new Panels(bands, LANES, VectorBlocks.WIDE);
        this.size = inner * PANEL;
        this.packed = new float[panels.count() * size];
        this.alone = new VectorRows(bands);
        this.edge = new float[panels.narrow() ? CHUNK * PANEL : 0];
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
        stale = true;
    }

    @Override
    public void load(float[] source, int offset, int firstRow, int rows) {
        int direct = columns / PANEL * PANEL; // columns of full panels
        for (int j = 0; j < direct; j += PANEL) {
            for (int k = 0; k < rows; k++) {
                System.arraycopy(source, offset + k * columns + j, packed, at(firstRow + k, j), PANEL);
            }
        }
        for (int j = direct; j < columns; j++) {
            column(source, offset + j, columns, firstRow, rows, j);
        }
        stale = true;
    }

    @Override
    public void loadTransposed(float[] source, int offset, int band, int firstColumn, int total) {
        int rows = bands.get(band).rows();
        for (int j = 0; j < total; j++) {
            column(source, offset + j * rows, 1, bands.firstRow(band), rows, firstColumn + j);
        }
    }

    /** Sets rows of one column, wherever it stands. */
    private void column(float[] source, int offset, int stride, int firstRow, int rows, int column) {
        stale = true;
        int at = at(firstRow, column);
        for (int k = 0; k < rows; k++) {
            packed[at + k * PANEL] = source[offset + k * stride];
        }
        if (panels.secondPlace(column) >= 0) {
            int twin = at + panels.secondPlace(column) - panels.place(column);
            for (int k = 0; k < rows; k++) {
                packed[twin + k * PANEL] = source[offset + k * stride];
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
        return column / PANEL * size + row * PANEL + panels.place(column);
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
        if (rows == 1) {
            row(all, bias, biasOffset, a, aOffset, c, cOffset);
        } else {
            product(all, rows, bias, biasOffset, 0, a, aOffset, aStride, c, cOffset, cStride);
        }
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
        product(all, rows, c, cOffset, cStride, a, aOffset, aStride, c, cOffset, cStride);
    }

    @Override
    public void addBandProductTo(
            int band, int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        int first = aOffset - bands.firstRow(band);
        if (rows == 1) {
            row(band, c, cOffset, a, first, c, cOffset);
        } else {
            product(band, rows, c, cOffset, cStride, a, first, aStride, c, cOffset, cStride);
        }
    }

    /** {@code C = S + A B}, row i of S at {@code sOffset + i * sStride}, over the rows of one band or of all. */
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
        for (int p = 0; blocks > 0 && p < panels.direct(); p += panels.paired(band, p) ? 2 : 1) {
            if (s != c || panels.count(band, p) > 0) {
                panel(band, p, blocks, s, sOffset, sStride, a, aOffset, aStride, c, cOffset, cStride);
            }
        }
        if (blocks > 0 && panels.narrow()) {
            narrow(band, blocks, s, sOffset, sStride, a, aOffset, aStride, c, cOffset, cStride);
        }
        for (int i = blocks; i < rows; i++) {
            row(band, s, sOffset + i * sStride, a, aOffset + i * aStride, c, cOffset + i * cStride);
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
        int from = panels.from(band, p);
        int k = panels.count(band, p);
        int b = p * size + from * PANEL;
        int apart = panels.apart(p);
        for (int i = 0; i < rows; i += 4) {
            int sAt = sOffset + i * sStride + p * PANEL;
            int aAt = aOffset + i * aStride + from;
            int cAt = cOffset + i * cStride + p * PANEL;
            if (panels.paired(band, p)) {
                VectorBlocks.product4Pair(k, packed, b, size, s, sAt, sStride, a, aAt, aStride, c, cAt, cStride);
            } else {
                VectorBlocks.product4(k, packed, b, s, sAt, sStride, a, aAt, aStride, c, cAt, cStride, apart);
            }
        }
    }

    private void row(int band, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        if (stale) {
            alone.load(elements);
            stale = false;
        }
        alone.product(band, s, sAt, a, aAt, c, cAt);
    }

    private float get(int row, int column) {
        return packed[at(row, column)];
    }

    /** The narrow last panel for a multiple of four rows. */
    private void narrow(
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
        int p = panels.direct();
        int k = panels.count(band, p);
        if (s == c && k == 0) {
            return;
        }
        int column = p * PANEL;
        int width = columns - column;
        int b = p * size + panels.from(band, p) * PANEL;
        for (int i = 0; i < rows; i += 4) {
            int aAt = aOffset + i * aStride + panels.from(band, p);
            copy(4, width, s, sOffset + i * sStride + column, sStride, edge, 0, PANEL);
            VectorBlocks.product4(k, packed, b, edge, 0, PANEL, a, aAt, aStride, edge, 0, PANEL, LANES);
            copy(4, width, edge, 0, PANEL, c, cOffset + i * cStride + column, cStride);
        }
    }

    private static void copy(
            int rows, int width, float[] from, int fromAt, int fromStride, float[] to, int toAt, int toStride) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                to[toAt + i * toStride + j] = from[fromAt + i * fromStride + j];
            }
        }
    }

    @Override
    public void addProductOfTransposed(
            int rows, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        stale = true;
        for (int i = 0; i < rows; i += CHUNK) {
            int chunk = Math.min(CHUNK, rows - i);
            int from = dOffset + i * dStride;
            int p = 0;
            for (; p < panels.direct(); p += panels.paired(all, p) ? 2 : 1) {
                gather(p, chunk, a, aOffset + i * aStride, aStride, d, from + p * PANEL, dStride, panels.apart(p));
            }
            if (panels.narrow()) {
                copy(chunk, columns - p * PANEL, d, from + p * PANEL, dStride, edge, 0, PANEL);
                gather(p, chunk, a, aOffset + i * aStride, aStride, edge, 0, PANEL, LANES);
            }
        }
    }

    private void gather(int p, int rows, float[] a, int aAt, int aStride, float[] d, int dAt, int dStride, int apart) {
        int k = panels.from(all, p);
        int end = k + panels.count(all, p);
        int at = p * size;
        boolean pair = panels.paired(all, p);
        for (; k + 4 <= end; k += 4) {
            if (pair) {
                VectorBlocks.gather4Pair(rows, packed, at + k * PANEL, size, a, aAt + k, aStride, d, dAt, dStride);
            } else {
                VectorBlocks.gather4(rows, packed, at + k * PANEL, a, aAt + k, aStride, d, dAt, dStride, apart);
            }
        }
        for (; k < end; k++) {
            VectorBlocks.gather1(rows, packed, at + k * PANEL, a, aAt + k, aStride, d, dAt, dStride, apart);
            if (pair) {
                int next = at + size + k * PANEL;
                VectorBlocks.gather1(rows, packed, next, a, aAt + k, aStride, d, dAt + PANEL, dStride, LANES);
            }
        }
    }
}
