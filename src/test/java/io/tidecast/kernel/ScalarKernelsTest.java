package io.tidecast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScalarKernelsTest {
    private final Kernels kernels = new ScalarKernels();

    @Test
    void shouldStayWithin5e7OfExactActivationsWhenAnyArgument() {
        double worstTanh = 0;
        double worstSigmoid = 0;
        for (int i = -400_000; i <= 400_000; i++) {
            float x = i * 5e-5f;
            float[] y = {x, x};
            kernels.tanh(1, 1, y, 0, 0);
            kernels.sigmoid(1, 1, y, 1, 0);
            assertThat(y[0]).isBetween(-1f, 1f);
            worstTanh = Math.max(worstTanh, Math.abs(y[0] - Math.tanh(x)));
            worstSigmoid = Math.max(worstSigmoid, Math.abs(y[1] - 1 / (1 + Math.exp(-x))));
        }
        assertThat(worstTanh).isLessThan(5e-7);
        assertThat(worstSigmoid).isLessThan(2.5e-7);
    }

    @Test
    void shouldStayInRangeWhenSaturated() {
        float[] x = {1e30f, -1e30f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN};
        float[] y = x.clone();
        kernels.tanh(1, x.length, x, 0, 0);
        kernels.sigmoid(1, y.length, y, 0, 0);
        for (int i = 0; i < 4; i++) {
            assertThat(x[i]).isBetween(-1f, 1f).isCloseTo(i % 2 == 0 ? 1f : -1f, within(5e-7f));
            assertThat(y[i]).isBetween(0f, 1f).isCloseTo(i % 2 == 0 ? 1f : 0f, within(2.5e-7f));
        }
        assertThat(x[4]).isNaN();
        assertThat(y[4]).isNaN();
    }

    @Property(tries = 200)
    void shouldMultiplyAsTheNaiveLoopsDoWhenAnySize(
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 19) int inner,
            @ForAll @IntRange(min = 1, max = 37) int columns,
            @ForAll long seed) {
        SplitMix random = new SplitMix(seed);
        int pad = random.nextInt(4);
        float[] b = random(random, inner * columns);
        float[] bias = random(random, columns + 1);
        float[] a = random(random, 3 + rows * (inner + pad));
        float[] c = random(random, 2 + rows * (columns + pad));
        PackedMatrix matrix = kernels.matrix(inner, columns);
        matrix.load(b, 0, 0, inner);
        float[] product = c.clone();
        matrix.addProductTo(rows, a, 3, inner + pad, product, 2, columns + pad);
        float[] begun = new float[c.length];
        matrix.setProductTo(rows, bias, 1, a, 3, inner + pad, begun, 2, columns + pad);
        PackedMatrix gathered = kernels.matrix(inner, columns);
        gathered.addProductOfTransposed(rows, a, 3, inner + pad, c, 2, columns + pad);
        float[] transposed = new float[columns * inner];
        gathered.addTransposedTo(transposed, 0, 0, 0, columns);
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                double sum = c[2 + i * (columns + pad) + j];
                for (int k = 0; k < inner; k++) {
                    sum += (double) a[3 + i * (inner + pad) + k] * b[k * columns + j];
                }
                int at = 2 + i * (columns + pad) + j;
                assertThat((double) product[at]).isCloseTo(sum, within(1e-6 * inner));
                assertThat((double) begun[at]).isCloseTo(sum - c[at] + bias[1 + j], within(1e-6 * inner));
            }
            for (int k = 0; k < inner; k++) {
                double sum = 0;
                for (int i = 0; i < rows; i++) {
                    sum += (double) a[3 + i * (inner + pad) + k] * c[2 + i * (columns + pad) + j];
                }
                assertThat((double) transposed[j * inner + k]).isCloseTo(sum, within(1e-6 * rows));
            }
        }
    }

    @Test
    void shouldPutBlocksWhereTheyBelongWhenLoadedTransposed() {
        float[] w = {1, 2, 3, 4, 5, 6}; // [3,2]
        PackedMatrix matrix = kernels.matrix(2, 3);
        matrix.loadTransposed(w, 4, 0, 0, 1);
        matrix.loadTransposed(w, 0, 0, 1, 2);
        float[] back = new float[6];
        matrix.addTransposedTo(back, 0, 0, 0, 3);
        assertThat(back).containsExactly(5, 6, 1, 2, 3, 4);
        matrix.clear();
        matrix.addTransposedTo(back, 0, 0, 0, 3);
        assertThat(back).containsExactly(5, 6, 1, 2, 3, 4);
    }

    private static float[] random(SplitMix random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
