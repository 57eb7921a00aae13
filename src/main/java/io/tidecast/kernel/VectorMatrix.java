package io.tidecast.kernel;

import java.util.Arrays;

/**
 * A matrix packed for registers, after Goto and van de Geijn (2008): panels of two vectors of columns, each panel row after row, so that a product walks one panel from front
 * to back with a constant stride. Columns beyond the last are zeros. A last panel that is not full reads and writes its columns of C through a scratch block, never beyond them.
 *
 * <p>Every element is summed over the inner dimension in order, whatever the block, so a row's result doesn't depend on the rows beside it.
 *
 * @see <a href="https://doi.org/10.1145/1356052.1356053">Anatomy of high-performance matrix multiplication</a>
 */
final class VectorMatrix implements PackedMatrix {
    private static final int PANEL = VectorBlocks.PANEL;

    /** Rows of A and D whose part of one panel stays in the first-level cache while it meets every row of B. */
    private static final int CHUNK = 128;

    private final int inner;
    private final int columns;
    private final int full; // panels without a column too many
    private final float[] packed; // [panels][inner][PANEL]
    private final float[] edge; // [CHUNK][PANEL] what a last panel reads and writes instead of C or D

    VectorMatrix(int inner, int columns) {
        this.inner = inner;
        this.columns = columns;
        this.full = columns / PANEL;
        this.packed = new float[(columns + PANEL - 1) / PANEL * inner * PANEL];
        this.edge = full * PANEL == columns ? new float[0] : new float[CHUNK * PANEL];
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
            int count = Math.min(PANEL, columns - j);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(source, offset + i * columns + j, packed, at(firstRow + i, j), count);
            }
        }
    }

    @Override
    public void loadTransposed(float[] source, int offset, int firstColumn, int count) {
        for (int j = 0; j < count; j++) {
            int at = at(0, firstColumn + j);
            for (int k = 0; k < inner; k++) {
                packed[at + k * PANEL] = source[offset + j * inner + k];
            }
        }
    }

    @Override
    public void addTransposedTo(float[] target, int offset, int firstColumn, int count) {
        for (int j = 0; j < count; j++) {
            int at = at(0, firstColumn + j);
            for (int k = 0; k < inner; k++) {
                target[offset + j * inner + k] += packed[at + k * PANEL];
            }
        }
    }

    private int at(int row, int column) {
        return (column / PANEL * inner + row) * PANEL + column % PANEL;
    }

    @Override
    public void addProductTo(int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        product(rows, c, cOffset, cStride, a, aOffset, aStride, c, cOffset, cStride);
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
        product(rows, bias, biasOffset, 0, a, aOffset, aStride, c, cOffset, cStride);
    }

    /** {@code C = S + A B}, row i of S at {@code sOffset + i * sStride}. */
    private void product(
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
        int i = 0;
        if (VectorBlocks.WIDE) {
            for (; i + 8 <= rows; i += 8) {
                for (int p = 0; p < full; p++) {
                    VectorBlocks.product8(
                            inner,
                            packed,
                            p * inner * PANEL,
                            s,
                            sOffset + i * sStride + p * PANEL,
                            sStride,
                            a,
                            aOffset + i * aStride,
                            aStride,
                            c,
                            cOffset + i * cStride + p * PANEL,
                            cStride);
                }
            }
        }
        for (; i + 4 <= rows; i += 4) {
            for (int p = 0; p < full; p++) {
                VectorBlocks.product4(
                        inner,
                        packed,
                        p * inner * PANEL,
                        s,
                        sOffset + i * sStride + p * PANEL,
                        sStride,
                        a,
                        aOffset + i * aStride,
                        aStride,
                        c,
                        cOffset + i * cStride + p * PANEL,
                        cStride);
            }
        }
        for (; i < rows; i++) {
            row(s, sOffset + i * sStride, a, aOffset + i * aStride, c, cOffset + i * cStride);
        }
        if (full * PANEL < columns) {
            edgeProduct(rows, s, sOffset, sStride, a, aOffset, aStride, c, cOffset, cStride);
        }
    }

    /** One row: several panels at once, because a sum must wait for its last addition. */
    private void row(float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        int p = 0;
        int size = inner * PANEL;
        for (; p + 3 <= full; p += 3) {
            VectorBlocks.row3(inner, packed, p * size, size, s, sAt + p * PANEL, a, aAt, c, cAt + p * PANEL);
        }
        if (p + 2 <= full) {
            VectorBlocks.row2(inner, packed, p * size, size, s, sAt + p * PANEL, a, aAt, c, cAt + p * PANEL);
            p += 2;
        }
        if (p < full) {
            VectorBlocks.row1(inner, packed, p * size, s, sAt + p * PANEL, a, aAt, c, cAt + p * PANEL);
        }
    }

    private void edgeProduct(
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
        int count = columns - column;
        int panel = full * inner * PANEL;
        for (int i = 0; i < rows; i += 4) {
            int block = Math.min(4, rows - i);
            for (int r = 0; r < block; r++) {
                System.arraycopy(s, sOffset + (i + r) * sStride + column, edge, r * PANEL, count);
            }
            if (block == 4) {
                VectorBlocks.product4(
                        inner, packed, panel, edge, 0, PANEL, a, aOffset + i * aStride, aStride, edge, 0, PANEL);
            } else {
                for (int r = 0; r < block; r++) {
                    VectorBlocks.row1(
                            inner, packed, panel, edge, r * PANEL, a, aOffset + (i + r) * aStride, edge, r * PANEL);
                }
            }
            for (int r = 0; r < block; r++) {
                System.arraycopy(edge, r * PANEL, c, cOffset + (i + r) * cStride + column, count);
            }
        }
    }

    @Override
    public void addProductOfTransposed(
            int rows, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        for (int i = 0; i < rows; i += CHUNK) {
            int count = Math.min(CHUNK, rows - i);
            for (int p = 0; p < full; p++) {
                gather(p, count, a, aOffset + i * aStride, aStride, d, dOffset + i * dStride + p * PANEL, dStride);
            }
            if (full * PANEL < columns) {
                for (int r = 0; r < count; r++) {
                    System.arraycopy(
                            d, dOffset + (i + r) * dStride + full * PANEL, edge, r * PANEL, columns - full * PANEL);
                }
                gather(full, count, a, aOffset + i * aStride, aStride, edge, 0, PANEL);
            }
        }
    }

    private void gather(int panel, int rows, float[] a, int aAt, int aStride, float[] d, int dAt, int dStride) {
        int k = 0;
        int at = panel * inner * PANEL;
        if (VectorBlocks.WIDE) {
            for (; k + 8 <= inner; k += 8) {
                VectorBlocks.gather8(rows, packed, at + k * PANEL, a, aAt + k, aStride, d, dAt, dStride);
            }
        }
        for (; k + 4 <= inner; k += 4) {
            VectorBlocks.gather4(rows, packed, at + k * PANEL, a, aAt + k, aStride, d, dAt, dStride);
        }
        for (; k < inner; k++) {
            VectorBlocks.gather1(rows, packed, at + k * PANEL, a, aAt + k, aStride, d, dAt, dStride);
        }
    }
}
