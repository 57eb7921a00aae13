package io.tidecast.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register blocks that {@link VectorMatrix} is computed in: so many rows times one panel of {@value #VECTORS} vectors,
 * whose sums stay in registers. One method per block, because C2 keeps vectors in registers only where everything is
 * inlined, and stops inlining in a method of more than about 60 vector operations; an array of vectors would be
 * allocated.
 *
 * <p>One species serves the whole application: on JDK 17 a second one in hot code makes every vector operation
 * allocate.
 */
final class VectorBlocks {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();
    static final int VECTORS = 2;
    static final int PANEL = VECTORS * LANES;

    /**
     * Whether there are 32 vector registers, as AVX-512 and its 512 bits bring; 4 rows times two panels need 21, with
     * 16 registers only one panel fits.
     */
    static final boolean WIDE = LANES >= 16;

    private VectorBlocks() {}

    /**
     * {@code C = S + A B} for 4 rows and two panels.
     *
     * @param inner K
     * @param b the first panel [K, PANEL] at bAt, the second so many floats further on
     * @param s [4, 2 PANEL], row i at {@code sAt + i * sStride}; may be C itself
     * @param a [4, K], row i at {@code aAt + i * aStride}
     * @param c [4, 2 PANEL], row i at {@code cAt + i * cStride}; set
     */
    static void product4Pair(
            int inner,
            float[] b,
            int bAt,
            int further,
            float[] s,
            int sAt,
            int sStride,
            float[] a,
            int aAt,
            int aStride,
            float[] c,
            int cAt,
            int cStride) {
        FloatVector c00 = at(s, sAt);
        FloatVector c01 = at(s, sAt + LANES);
        FloatVector c02 = at(s, sAt + 2 * LANES);
        FloatVector c03 = at(s, sAt + 3 * LANES);
        FloatVector c10 = at(s, sAt + sStride);
        FloatVector c11 = at(s, sAt + sStride + LANES);
        FloatVector c12 = at(s, sAt + sStride + 2 * LANES);
        FloatVector c13 = at(s, sAt + sStride + 3 * LANES);
        FloatVector c20 = at(s, sAt + 2 * sStride);
        FloatVector c21 = at(s, sAt + 2 * sStride + LANES);
        FloatVector c22 = at(s, sAt + 2 * sStride + 2 * LANES);
        FloatVector c23 = at(s, sAt + 2 * sStride + 3 * LANES);
        FloatVector c30 = at(s, sAt + 3 * sStride);
        FloatVector c31 = at(s, sAt + 3 * sStride + LANES);
        FloatVector c32 = at(s, sAt + 3 * sStride + 2 * LANES);
        FloatVector c33 = at(s, sAt + 3 * sStride + 3 * LANES);
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = at(b, bAt + k * PANEL);
            FloatVector b1 = at(b, bAt + k * PANEL + LANES);
            FloatVector b2 = at(b, bAt + k * PANEL + further);
            FloatVector b3 = at(b, bAt + k * PANEL + further + LANES);
            FloatVector x = all(a[aAt + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = all(a[aAt + aStride + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = all(a[aAt + 2 * aStride + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = all(a[aAt + 3 * aStride + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c02.intoArray(c, cAt + 2 * LANES);
        c03.intoArray(c, cAt + 3 * LANES);
        c10.intoArray(c, cAt + cStride);
        c11.intoArray(c, cAt + cStride + LANES);
        c12.intoArray(c, cAt + cStride + 2 * LANES);
        c13.intoArray(c, cAt + cStride + 3 * LANES);
        c20.intoArray(c, cAt + 2 * cStride);
        c21.intoArray(c, cAt + 2 * cStride + LANES);
        c22.intoArray(c, cAt + 2 * cStride + 2 * LANES);
        c23.intoArray(c, cAt + 2 * cStride + 3 * LANES);
        c30.intoArray(c, cAt + 3 * cStride);
        c31.intoArray(c, cAt + 3 * cStride + LANES);
        c32.intoArray(c, cAt + 3 * cStride + 2 * LANES);
        c33.intoArray(c, cAt + 3 * cStride + 3 * LANES);
    }

    /**
     * {@code C = S + A B} for 4 rows and one panel.
     *
     * @param inner K
     * @param b the panel [K, PANEL] at bAt
     * @param s [4, PANEL], row i at {@code sAt + i * sStride}; may be C itself
     * @param a [4, K], row i at {@code aAt + i * aStride}
     * @param c [4, PANEL], row i at {@code cAt + i * cStride}; set
     */
    static void product4(
            int inner,
            float[] b,
            int bAt,
            float[] s,
            int sAt,
            int sStride,
            float[] a,
            int aAt,
            int aStride,
            float[] c,
            int cAt,
            int cStride,
            int apart) {
        FloatVector c00 = at(s, sAt);
        FloatVector c01 = at(s, sAt + apart);
        FloatVector c10 = at(s, sAt + sStride);
        FloatVector c11 = at(s, sAt + sStride + apart);
        FloatVector c20 = at(s, sAt + 2 * sStride);
        FloatVector c21 = at(s, sAt + 2 * sStride + apart);
        FloatVector c30 = at(s, sAt + 3 * sStride);
        FloatVector c31 = at(s, sAt + 3 * sStride + apart);
        for (int k = 0; k < inner; k++) {
            FloatVector b0 = at(b, bAt + k * PANEL);
            FloatVector b1 = at(b, bAt + k * PANEL + LANES);
            FloatVector x = all(a[aAt + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = all(a[aAt + aStride + k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = all(a[aAt + 2 * aStride + k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = all(a[aAt + 3 * aStride + k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + apart);
        c10.intoArray(c, cAt + cStride);
        c11.intoArray(c, cAt + cStride + apart);
        c20.intoArray(c, cAt + 2 * cStride);
        c21.intoArray(c, cAt + 2 * cStride + apart);
        c30.intoArray(c, cAt + 3 * cStride);
        c31.intoArray(c, cAt + 3 * cStride + apart);
    }

    /**
     * {@code c = s + a B} for one row and six vectors of columns. Two rows of B a round make it larger than what C2
     * inlines: all kinds of rows inlined into the walk over a matrix would be too many vector operations.
     *
     * @param inner K
     * @param b [K, 6 LANES] at bAt
     * @param s [6 LANES] at sAt; may be C itself
     * @param a [K] at aAt
     * @param c [6 LANES] at cAt; set
     */
    static void row6(int inner, float[] b, int bAt, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        FloatVector c0 = at(s, sAt);
        FloatVector c1 = at(s, sAt + LANES);
        FloatVector c2 = at(s, sAt + 2 * LANES);
        FloatVector c3 = at(s, sAt + 3 * LANES);
        FloatVector c4 = at(s, sAt + 4 * LANES);
        FloatVector c5 = at(s, sAt + 5 * LANES);
        int k = 0;
        for (; k + 2 <= inner; k += 2) {
            FloatVector x = all(a[aAt + k]);
            int row = bAt + k * 6 * LANES;
            c0 = x.fma(at(b, row), c0);
            c1 = x.fma(at(b, row + LANES), c1);
            c2 = x.fma(at(b, row + 2 * LANES), c2);
            c3 = x.fma(at(b, row + 3 * LANES), c3);
            c4 = x.fma(at(b, row + 4 * LANES), c4);
            c5 = x.fma(at(b, row + 5 * LANES), c5);
            x = all(a[aAt + k + 1]);
            row += 6 * LANES;
            c0 = x.fma(at(b, row), c0);
            c1 = x.fma(at(b, row + LANES), c1);
            c2 = x.fma(at(b, row + 2 * LANES), c2);
            c3 = x.fma(at(b, row + 3 * LANES), c3);
            c4 = x.fma(at(b, row + 4 * LANES), c4);
            c5 = x.fma(at(b, row + 5 * LANES), c5);
        }
        if (k < inner) {
            FloatVector x = all(a[aAt + k]);
            int row = bAt + k * 6 * LANES;
            c0 = x.fma(at(b, row), c0);
            c1 = x.fma(at(b, row + LANES), c1);
            c2 = x.fma(at(b, row + 2 * LANES), c2);
            c3 = x.fma(at(b, row + 3 * LANES), c3);
            c4 = x.fma(at(b, row + 4 * LANES), c4);
            c5 = x.fma(at(b, row + 5 * LANES), c5);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + LANES);
        c2.intoArray(c, cAt + 2 * LANES);
        c3.intoArray(c, cAt + 3 * LANES);
        c4.intoArray(c, cAt + 4 * LANES);
        c5.intoArray(c, cAt + 5 * LANES);
    }

    /**
     * {@code c = s + a B} for one row and four vectors of columns.
     *
     * @param inner K
     * @param b [K, 4 LANES] at bAt
     * @param s [4 LANES] at sAt; may be C itself
     * @param a [K] at aAt
     * @param c [4 LANES] at cAt; set
     */
    static void row4(int inner, float[] b, int bAt, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        FloatVector c0 = at(s, sAt);
        FloatVector c1 = at(s, sAt + LANES);
        FloatVector c2 = at(s, sAt + 2 * LANES);
        FloatVector c3 = at(s, sAt + 3 * LANES);
        for (int k = 0; k < inner; k++) {
            FloatVector x = all(a[aAt + k]);
            int row = bAt + k * 4 * LANES;
            c0 = x.fma(at(b, row), c0);
            c1 = x.fma(at(b, row + LANES), c1);
            c2 = x.fma(at(b, row + 2 * LANES), c2);
            c3 = x.fma(at(b, row + 3 * LANES), c3);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + LANES);
        c2.intoArray(c, cAt + 2 * LANES);
        c3.intoArray(c, cAt + 3 * LANES);
    }

    /**
     * {@code c = s + a B} for one row and two vectors of columns, the second so many columns after the first.
     *
     * @param inner K
     * @param b [K, 2 LANES] at bAt
     * @param s [2 LANES] at sAt; may be C itself
     * @param a [K] at aAt
     * @param c [2 LANES] at cAt; set
     */
    static void row2(
            int inner, float[] b, int bAt, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt, int apart) {
        FloatVector c0 = at(s, sAt);
        FloatVector c1 = at(s, sAt + apart);
        for (int k = 0; k < inner; k++) {
            FloatVector x = all(a[aAt + k]);
            int row = bAt + k * 2 * LANES;
            c0 = x.fma(at(b, row), c0);
            c1 = x.fma(at(b, row + LANES), c1);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + apart);
    }

    /**
     * {@code B += Aᵀ D} for 4 rows of B and two panels.
     *
     * @param rows R
     * @param b [4, PANEL] at bAt, and so many floats further on; added to
     * @param a [R, 4], row i at {@code aAt + i * aStride}
     * @param d [R, 2 PANEL], row i at {@code dAt + i * dStride}
     */
    static void gather4Pair(
            int rows,
            float[] b,
            int bAt,
            int further,
            float[] a,
            int aAt,
            int aStride,
            float[] d,
            int dAt,
            int dStride) {
        FloatVector b00 = at(b, bAt);
        FloatVector b01 = at(b, bAt + LANES);
        FloatVector b02 = at(b, bAt + further);
        FloatVector b03 = at(b, bAt + further + LANES);
        FloatVector b10 = at(b, bAt + PANEL);
        FloatVector b11 = at(b, bAt + PANEL + LANES);
        FloatVector b12 = at(b, bAt + further + PANEL);
        FloatVector b13 = at(b, bAt + further + PANEL + LANES);
        FloatVector b20 = at(b, bAt + 2 * PANEL);
        FloatVector b21 = at(b, bAt + 2 * PANEL + LANES);
        FloatVector b22 = at(b, bAt + further + 2 * PANEL);
        FloatVector b23 = at(b, bAt + further + 2 * PANEL + LANES);
        FloatVector b30 = at(b, bAt + 3 * PANEL);
        FloatVector b31 = at(b, bAt + 3 * PANEL + LANES);
        FloatVector b32 = at(b, bAt + further + 3 * PANEL);
        FloatVector b33 = at(b, bAt + further + 3 * PANEL + LANES);
        for (int i = 0; i < rows; i++) {
            FloatVector d0 = at(d, dAt + i * dStride);
            FloatVector d1 = at(d, dAt + i * dStride + LANES);
            FloatVector d2 = at(d, dAt + i * dStride + 2 * LANES);
            FloatVector d3 = at(d, dAt + i * dStride + 3 * LANES);
            FloatVector x = all(a[aAt + i * aStride]);
            b00 = x.fma(d0, b00);
            b01 = x.fma(d1, b01);
            b02 = x.fma(d2, b02);
            b03 = x.fma(d3, b03);
            x = all(a[aAt + i * aStride + 1]);
            b10 = x.fma(d0, b10);
            b11 = x.fma(d1, b11);
            b12 = x.fma(d2, b12);
            b13 = x.fma(d3, b13);
            x = all(a[aAt + i * aStride + 2]);
            b20 = x.fma(d0, b20);
            b21 = x.fma(d1, b21);
            b22 = x.fma(d2, b22);
            b23 = x.fma(d3, b23);
            x = all(a[aAt + i * aStride + 3]);
            b30 = x.fma(d0, b30);
            b31 = x.fma(d1, b31);
            b32 = x.fma(d2, b32);
            b33 = x.fma(d3, b33);
        }
        b00.intoArray(b, bAt);
        b01.intoArray(b, bAt + LANES);
        b02.intoArray(b, bAt + further);
        b03.intoArray(b, bAt + further + LANES);
        b10.intoArray(b, bAt + PANEL);
        b11.intoArray(b, bAt + PANEL + LANES);
        b12.intoArray(b, bAt + further + PANEL);
        b13.intoArray(b, bAt + further + PANEL + LANES);
        b20.intoArray(b, bAt + 2 * PANEL);
        b21.intoArray(b, bAt + 2 * PANEL + LANES);
        b22.intoArray(b, bAt + further + 2 * PANEL);
        b23.intoArray(b, bAt + further + 2 * PANEL + LANES);
        b30.intoArray(b, bAt + 3 * PANEL);
        b31.intoArray(b, bAt + 3 * PANEL + LANES);
        b32.intoArray(b, bAt + further + 3 * PANEL);
        b33.intoArray(b, bAt + further + 3 * PANEL + LANES);
    }

    /**
     * {@code B += Aᵀ D} for 4 rows of B and one panel.
     *
     * @param rows R
     * @param b [4, PANEL] at bAt; added to
     * @param a [R, 4], row i at {@code aAt + i * aStride}
     * @param d [R, PANEL], row i at {@code dAt + i * dStride}
     */
    static void gather4(
            int rows, float[] b, int bAt, float[] a, int aAt, int aStride, float[] d, int dAt, int dStride, int apart) {
        FloatVector b00 = at(b, bAt);
        FloatVector b01 = at(b, bAt + LANES);
        FloatVector b10 = at(b, bAt + PANEL);
        FloatVector b11 = at(b, bAt + PANEL + LANES);
        FloatVector b20 = at(b, bAt + 2 * PANEL);
        FloatVector b21 = at(b, bAt + 2 * PANEL + LANES);
        FloatVector b30 = at(b, bAt + 3 * PANEL);
        FloatVector b31 = at(b, bAt + 3 * PANEL + LANES);
        for (int i = 0; i < rows; i++) {
            FloatVector d0 = at(d, dAt + i * dStride);
            FloatVector d1 = at(d, dAt + i * dStride + apart);
            FloatVector x = all(a[aAt + i * aStride]);
            b00 = x.fma(d0, b00);
            b01 = x.fma(d1, b01);
            x = all(a[aAt + i * aStride + 1]);
            b10 = x.fma(d0, b10);
            b11 = x.fma(d1, b11);
            x = all(a[aAt + i * aStride + 2]);
            b20 = x.fma(d0, b20);
            b21 = x.fma(d1, b21);
            x = all(a[aAt + i * aStride + 3]);
            b30 = x.fma(d0, b30);
            b31 = x.fma(d1, b31);
        }
        b00.intoArray(b, bAt);
        b01.intoArray(b, bAt + LANES);
        b10.intoArray(b, bAt + PANEL);
        b11.intoArray(b, bAt + PANEL + LANES);
        b20.intoArray(b, bAt + 2 * PANEL);
        b21.intoArray(b, bAt + 2 * PANEL + LANES);
        b30.intoArray(b, bAt + 3 * PANEL);
        b31.intoArray(b, bAt + 3 * PANEL + LANES);
    }

    /**
     * {@code B += Aᵀ D} for 1 rows of B and one panel.
     *
     * @param rows R
     * @param b [1, PANEL] at bAt; added to
     * @param a [R, 1], row i at {@code aAt + i * aStride}
     * @param d [R, PANEL], row i at {@code dAt + i * dStride}
     */
    static void gather1(
            int rows, float[] b, int bAt, float[] a, int aAt, int aStride, float[] d, int dAt, int dStride, int apart) {
        FloatVector b00 = at(b, bAt);
        FloatVector b01 = at(b, bAt + LANES);
        for (int i = 0; i < rows; i++) {
            FloatVector d0 = at(d, dAt + i * dStride);
            FloatVector d1 = at(d, dAt + i * dStride + apart);
            FloatVector x = all(a[aAt + i * aStride]);
            b00 = x.fma(d0, b00);
            b01 = x.fma(d1, b01);
        }
        b00.intoArray(b, bAt);
        b01.intoArray(b, bAt + LANES);
    }

    private static FloatVector at(float[] array, int index) {
        return FloatVector.fromArray(SPECIES, array, index);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
