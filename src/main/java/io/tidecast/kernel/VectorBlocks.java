package io.tidecast.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The blocks {@link VectorMatrix} is computed in: so many rows times one panel of {@value #VECTORS} vectors, whose sums stay in registers. One method per block, because C2 keeps vectors in
 * registers only where everything is inlined, and stops inlining in a method of more than about 60 vector operations; an array of vectors would be allocated.
 *
 * <p>One species serves the whole application: on JDK 17 a second one in hot code makes every vector operation allocate.
 */
final class VectorBlocks {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();
    static final int VECTORS = 2;
    static final int PANEL = VECTORS * LANES;

    /** Whether there are 32 vector registers, as AVX-512 and its 512 bits bring; 8 rows times 2 vectors need 19, with 16 registers only 4 rows fit. */
    static final boolean WIDE = LANES >= 16;

    private VectorBlocks() {}

    /**
     * {@code C = S + A B} for 8 rows and one panel.
     *
     * @param inner K
     * @param b the panel [K, PANEL] at bAt
     * @param s [8, PANEL], row i at {@code sAt + i * sStride}; may be C itself
     * @param a [8, K], row i at {@code aAt + i * aStride}
     * @param c [8, PANEL], row i at {@code cAt + i * cStride}; set
     */
    static void product8(
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
            int cStride) {
        FloatVector c00 = at(s, sAt);
        FloatVector c01 = at(s, sAt + LANES);
        FloatVector c10 = at(s, sAt + sStride);
        FloatVector c11 = at(s, sAt + sStride + LANES);
        FloatVector c20 = at(s, sAt + 2 * sStride);
        FloatVector c21 = at(s, sAt + 2 * sStride + LANES);
        FloatVector c30 = at(s, sAt + 3 * sStride);
        FloatVector c31 = at(s, sAt + 3 * sStride + LANES);
        FloatVector c40 = at(s, sAt + 4 * sStride);
        FloatVector c41 = at(s, sAt + 4 * sStride + LANES);
        FloatVector c50 = at(s, sAt + 5 * sStride);
        FloatVector c51 = at(s, sAt + 5 * sStride + LANES);
        FloatVector c60 = at(s, sAt + 6 * sStride);
        FloatVector c61 = at(s, sAt + 6 * sStride + LANES);
        FloatVector c70 = at(s, sAt + 7 * sStride);
        FloatVector c71 = at(s, sAt + 7 * sStride + LANES);
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
            x = all(a[aAt + 4 * aStride + k]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = all(a[aAt + 5 * aStride + k]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = all(a[aAt + 6 * aStride + k]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = all(a[aAt + 7 * aStride + k]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + cStride);
        c11.intoArray(c, cAt + cStride + LANES);
        c20.intoArray(c, cAt + 2 * cStride);
        c21.intoArray(c, cAt + 2 * cStride + LANES);
        c30.intoArray(c, cAt + 3 * cStride);
        c31.intoArray(c, cAt + 3 * cStride + LANES);
        c40.intoArray(c, cAt + 4 * cStride);
        c41.intoArray(c, cAt + 4 * cStride + LANES);
        c50.intoArray(c, cAt + 5 * cStride);
        c51.intoArray(c, cAt + 5 * cStride + LANES);
        c60.intoArray(c, cAt + 6 * cStride);
        c61.intoArray(c, cAt + 6 * cStride + LANES);
        c70.intoArray(c, cAt + 7 * cStride);
        c71.intoArray(c, cAt + 7 * cStride + LANES);
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
            int cStride) {
        FloatVector c00 = at(s, sAt);
        FloatVector c01 = at(s, sAt + LANES);
        FloatVector c10 = at(s, sAt + sStride);
        FloatVector c11 = at(s, sAt + sStride + LANES);
        FloatVector c20 = at(s, sAt + 2 * sStride);
        FloatVector c21 = at(s, sAt + 2 * sStride + LANES);
        FloatVector c30 = at(s, sAt + 3 * sStride);
        FloatVector c31 = at(s, sAt + 3 * sStride + LANES);
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
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + cStride);
        c11.intoArray(c, cAt + cStride + LANES);
        c20.intoArray(c, cAt + 2 * cStride);
        c21.intoArray(c, cAt + 2 * cStride + LANES);
        c30.intoArray(c, cAt + 3 * cStride);
        c31.intoArray(c, cAt + 3 * cStride + LANES);
    }

    /**
     * {@code c = s + a B} for one row and three panels.
     *
     * @param inner K
     * @param b 3 x [K, PANEL] from bAt, {@code size} apart
     * @param s [3 PANEL] at sAt
     * @param a [K] at aAt
     * @param c [3 PANEL] at cAt; set
     */
    static void row3(
            int inner, float[] b, int bAt, int size, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        FloatVector c0 = at(s, sAt);
        FloatVector c1 = at(s, sAt + LANES);
        FloatVector c2 = at(s, sAt + 2 * LANES);
        FloatVector c3 = at(s, sAt + 3 * LANES);
        FloatVector c4 = at(s, sAt + 4 * LANES);
        FloatVector c5 = at(s, sAt + 5 * LANES);
        for (int k = 0; k < inner; k++) {
            FloatVector x = all(a[aAt + k]);
            int row = bAt + k * PANEL;
            c0 = x.fma(at(b, row), c0);
            c1 = x.fma(at(b, row + LANES), c1);
            c2 = x.fma(at(b, row + size), c2);
            c3 = x.fma(at(b, row + size + LANES), c3);
            c4 = x.fma(at(b, row + 2 * size), c4);
            c5 = x.fma(at(b, row + 2 * size + LANES), c5);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + LANES);
        c2.intoArray(c, cAt + 2 * LANES);
        c3.intoArray(c, cAt + 3 * LANES);
        c4.intoArray(c, cAt + 4 * LANES);
        c5.intoArray(c, cAt + 5 * LANES);
    }

    /**
     * {@code c = s + a B} for one row and two panels.
     *
     * @param inner K
     * @param b 2 x [K, PANEL] from bAt, {@code size} apart
     * @param s [2 PANEL] at sAt
     * @param a [K] at aAt
     * @param c [2 PANEL] at cAt; set
     */
    static void row2(
            int inner, float[] b, int bAt, int size, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        FloatVector c0 = at(s, sAt);
        FloatVector c1 = at(s, sAt + LANES);
        FloatVector c2 = at(s, sAt + 2 * LANES);
        FloatVector c3 = at(s, sAt + 3 * LANES);
        for (int k = 0; k < inner; k++) {
            FloatVector x = all(a[aAt + k]);
            int row = bAt + k * PANEL;
            c0 = x.fma(at(b, row), c0);
            c1 = x.fma(at(b, row + LANES), c1);
            c2 = x.fma(at(b, row + size), c2);
            c3 = x.fma(at(b, row + size + LANES), c3);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + LANES);
        c2.intoArray(c, cAt + 2 * LANES);
        c3.intoArray(c, cAt + 3 * LANES);
    }

    /**
     * {@code c = s + a B} for one row and one panel.
     *
     * @param inner K
     * @param b [K, PANEL] at bAt
     * @param s [PANEL] at sAt
     * @param a [K] at aAt
     * @param c [PANEL] at cAt; set
     */
    static void row1(int inner, float[] b, int bAt, float[] s, int sAt, float[] a, int aAt, float[] c, int cAt) {
        FloatVector c0 = at(s, sAt);
        FloatVector c1 = at(s, sAt + LANES);
        for (int k = 0; k < inner; k++) {
            FloatVector x = all(a[aAt + k]);
            int row = bAt + k * PANEL;
            c0 = x.fma(at(b, row), c0);
            c1 = x.fma(at(b, row + LANES), c1);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + LANES);
    }

    /**
     * {@code B += Aᵀ D} for 8 rows of B and one panel.
     *
     * @param rows R
     * @param b [8, PANEL] at bAt; added to
     * @param a [R, 8], row i at {@code aAt + i * aStride}
     * @param d [R, PANEL], row i at {@code dAt + i * dStride}
     */
    static void gather8(
            int rows, float[] b, int bAt, float[] a, int aAt, int aStride, float[] d, int dAt, int dStride) {
        FloatVector b00 = at(b, bAt);
        FloatVector b01 = at(b, bAt + LANES);
        FloatVector b10 = at(b, bAt + PANEL);
        FloatVector b11 = at(b, bAt + PANEL + LANES);
        FloatVector b20 = at(b, bAt + 2 * PANEL);
        FloatVector b21 = at(b, bAt + 2 * PANEL + LANES);
        FloatVector b30 = at(b, bAt + 3 * PANEL);
        FloatVector b31 = at(b, bAt + 3 * PANEL + LANES);
        FloatVector b40 = at(b, bAt + 4 * PANEL);
        FloatVector b41 = at(b, bAt + 4 * PANEL + LANES);
        FloatVector b50 = at(b, bAt + 5 * PANEL);
        FloatVector b51 = at(b, bAt + 5 * PANEL + LANES);
        FloatVector b60 = at(b, bAt + 6 * PANEL);
        FloatVector b61 = at(b, bAt + 6 * PANEL + LANES);
        FloatVector b70 = at(b, bAt + 7 * PANEL);
        FloatVector b71 = at(b, bAt + 7 * PANEL + LANES);
        for (int i = 0; i < rows; i++) {
            FloatVector d0 = at(d, dAt + i * dStride);
            FloatVector d1 = at(d, dAt + i * dStride + LANES);
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
            x = all(a[aAt + i * aStride + 4]);
            b40 = x.fma(d0, b40);
            b41 = x.fma(d1, b41);
            x = all(a[aAt + i * aStride + 5]);
            b50 = x.fma(d0, b50);
            b51 = x.fma(d1, b51);
            x = all(a[aAt + i * aStride + 6]);
            b60 = x.fma(d0, b60);
            b61 = x.fma(d1, b61);
            x = all(a[aAt + i * aStride + 7]);
            b70 = x.fma(d0, b70);
            b71 = x.fma(d1, b71);
        }
        b00.intoArray(b, bAt);
        b01.intoArray(b, bAt + LANES);
        b10.intoArray(b, bAt + PANEL);
        b11.intoArray(b, bAt + PANEL + LANES);
        b20.intoArray(b, bAt + 2 * PANEL);
        b21.intoArray(b, bAt + 2 * PANEL + LANES);
        b30.intoArray(b, bAt + 3 * PANEL);
        b31.intoArray(b, bAt + 3 * PANEL + LANES);
        b40.intoArray(b, bAt + 4 * PANEL);
        b41.intoArray(b, bAt + 4 * PANEL + LANES);
        b50.intoArray(b, bAt + 5 * PANEL);
        b51.intoArray(b, bAt + 5 * PANEL + LANES);
        b60.intoArray(b, bAt + 6 * PANEL);
        b61.intoArray(b, bAt + 6 * PANEL + LANES);
        b70.intoArray(b, bAt + 7 * PANEL);
        b71.intoArray(b, bAt + 7 * PANEL + LANES);
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
            int rows, float[] b, int bAt, float[] a, int aAt, int aStride, float[] d, int dAt, int dStride) {
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
            FloatVector d1 = at(d, dAt + i * dStride + LANES);
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
            int rows, float[] b, int bAt, float[] a, int aAt, int aStride, float[] d, int dAt, int dStride) {
        FloatVector b00 = at(b, bAt);
        FloatVector b01 = at(b, bAt + LANES);
        for (int i = 0; i < rows; i++) {
            FloatVector d0 = at(d, dAt + i * dStride);
            FloatVector d1 = at(d, dAt + i * dStride + LANES);
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
