package io.tidecast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.tidecast.kernel.KernelProvider.Choice;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kernel of every provider against the scalar reference. Without the JVM's vector module this fails;
 * {@code -Dtest.kernels=ejml,scalar} leaves the vector kernels out.
 */
class KernelsTest {
    private static final int[] SIZES = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100};
    private static final float[] EXTREMES = {
        1e30f,
        -1e30f,
        30f,
        -30f,
        1e-42f,
        -1e-42f,
        Float.MIN_VALUE,
        0f,
        -0f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.MAX_VALUE
    };
    private static final Kernels REFERENCE = new ScalarKernels();

    static Stream<Kernels> providers() {
        return Arrays.stream(System.getProperty("test.kernels", "vector,plain,ejml,scalar")
                        .split(","))
                .map(name -> KernelProvider.provide(Choice.valueOf(name.toUpperCase(java.util.Locale.ROOT)))
                        .kernels());
    }

    static Stream<Arguments> providersAndSizes() {
        return providers().flatMap(kernels -> Arrays.stream(SIZES).mapToObj(size -> Arguments.of(kernels, size)));
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void shouldMultiplyAsTheReferenceWhenAnySize(Kernels kernels, int inner) {
        for (int columns : SIZES) {
            for (int rows : List.of(1, 2, 3, 8, 9, 15, 33, 131)) {
                new Product(inner, columns, rows, 1).agrees(kernels, 4e-7 * (inner + rows));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldMultiplyAsTheReferenceWhenExtreme(Kernels kernels) {
        for (int columns : List.of(3, 32, 65)) {
            for (int rows : List.of(1, 4, 9)) {
                Product product = new Product(17, columns, rows, 7);
                for (int i = 0; i < product.a.length; i += 11) {
                    product.a[i] = EXTREMES[i % EXTREMES.length];
                }
                product.agrees(kernels, 1e-4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void shouldSquashAsTheReferenceWhenAnySizeAndValue(Kernels kernels, int size) {
        float[] x = random(size + 4, 5, 6f);
        for (int i = 1; i < x.length; i += 2) {
            x[i] = EXTREMES[i / 2 % EXTREMES.length];
        }
        float[] expected = x.clone();
        float[] actual = x.clone();
        REFERENCE.tanh(1, size, expected, 3, 0);
        kernels.tanh(1, size, actual, 3, 0);
        assertClose(actual, expected, 4e-7);
        expected = x.clone();
        actual = x.clone();
        REFERENCE.sigmoid(1, size, expected, 3, 0);
        kernels.sigmoid(1, size, actual, 3, 0);
        assertClose(actual, expected, 4e-7);
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void shouldStepAGruAsTheReferenceWhenAnySize(Kernels kernels, int units) {
        for (int rows : List.of(1, 3, 9)) {
            float[] gates = random(5 + 4 * rows * units, 11, 4f);
            float[] h = random(3 + 2 * rows * units, 12, 1f);
            float[] dh = random(rows * units, 13, 1f);
            gates[5 + units / 2] = Float.NaN;
            gates[gates.length - 1] = Float.POSITIVE_INFINITY;
            gates[gates.length - 1 - units / 2] = 1e-42f;
            float[] expectedGates = gates.clone();
            float[] expectedH = h.clone();
            float[] expectedDh = dh.clone();
            REFERENCE.gru(rows, units, expectedGates, 5, expectedH, 3, 3 + rows * units, units);
            kernels.gru(rows, units, gates, 5, h, 3, 3 + rows * units, units);
            assertClose(gates, expectedGates, 2e-6);
            assertClose(h, expectedH, 2e-6);
            REFERENCE.gruBackward(rows, units, expectedGates, 5, expectedH, 3, units, expectedDh);
            kernels.gruBackward(rows, units, gates, 5, h, 3, units, dh);
            assertClose(gates, expectedGates, 8e-6);
            assertClose(dh, expectedDh, 4e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void shouldStepAnLstmAsTheReferenceWhenAnySize(Kernels kernels, int units) {
        for (int rows : List.of(1, 3, 9)) {
            int stride = units + 2;
            float[][] expected = {
                random(5 + 4 * rows * units, 31, 4f), // gates
                random(3 + 2 * rows * units, 32, 1f), // c
                new float[3 + rows * units], // squashed
                new float[1 + rows * stride], // h
                random(rows * units, 33, 1f), // dh
                random(rows * units, 34, 1f) // dc
            };
            expected[0][5 + units / 2] = Float.NaN;
            expected[0][expected[0].length - 1] = Float.NEGATIVE_INFINITY;
            expected[1][3] = 1e-42f;
            float[][] actual = Arrays.stream(expected).map(float[]::clone).toArray(float[][]::new);
            lstm(REFERENCE, rows, units, stride, expected);
            lstm(kernels, rows, units, stride, actual);
            for (int i = 0; i < expected.length; i++) {
                assertClose(actual[i], expected[i], 8e-6);
            }
        }
    }

    private static void lstm(Kernels kernels, int rows, int units, int stride, float[][] on) {
        kernels.lstm(rows, units, on[0], 5, on[1], on[2], 3, on[3], 1, stride);
        kernels.lstmBackward(rows, units, on[0], 5, on[1], on[2], 3, on[4], on[5]);
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void shouldMixAndMultiplyAsTheReferenceWhenAnySize(Kernels kernels, int units) {
        for (int rows : List.of(1, 3, 9)) {
            float[] gates = random(5 + 3 * rows * units, 41, 4f);
            float[] h = random(3 + 2 * rows * (units + 1), 42, 1f);
            gates[5 + 2 * units] = Float.NaN;
            h[3] = Float.POSITIVE_INFINITY;
            float[] expectedGates = gates.clone();
            float[] expectedH = h.clone();
            int after = 3 + rows * (units + 1);
            REFERENCE.mix(rows, units, expectedGates, 5, expectedH, 3, after, units + 1);
            kernels.mix(rows, units, gates, 5, h, 3, after, units + 1);
            assertClose(gates, expectedGates, 2e-6);
            assertClose(h, expectedH, 2e-6);
            REFERENCE.multiply(rows, units, gates, 5, 3 * units, h, 3, units + 1, expectedH, after, units + 1);
            kernels.multiply(rows, units, gates, 5, 3 * units, h, 3, units + 1, h, after, units + 1);
            assertThat(h).containsExactly(expectedH);
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void shouldMultiplyBandsAsTheReferenceWhenAnySize(Kernels kernels, int units) {
        Band input = new Band(5, units, 3 * units);
        Band state = new Band(units, 0, 3 * units);
        int inner = 5 + units;
        float[] w = random(3 * units * inner, 51, 1f);
        float[] bias = random(4 * units, 52, 1f);
        for (int rows : List.of(1, 2, 4, 7, 16, 21)) {
            float[] a = random(rows * inner, 53, 1f);
            float[][] results = new float[2][];
            for (int i = 0; i < 2; i++) {
                PackedMatrix matrix = (i == 0 ? REFERENCE : kernels).matrix(4 * units, input, state);
                matrix.loadTransposed(w, 0, 0, units, 3 * units);
                matrix.loadTransposed(w, 3 * units * 5, 1, 0, 3 * units);
                float[] whole = new float[rows * 4 * units];
                float[] apart = new float[rows * 4 * units];
                matrix.setProductTo(rows, bias, 0, a, 0, inner, whole, 0, 4 * units);
                matrix.setBandProductTo(0, rows, bias, 0, a, 0, inner, apart, 0, 4 * units);
                matrix.addBandProductTo(1, rows, a, 5, inner, apart, 0, 4 * units);
                assertThat(apart).as("by bands").containsExactly(whole);
                matrix.addProductOfTransposed(rows, a, 0, inner, whole, 0, 4 * units);
                results[i] = Arrays.copyOf(whole, whole.length + w.length);
                float[] gathered = new float[w.length];
                matrix.addTransposedTo(gathered, 0, 0, units, 3 * units);
                matrix.addTransposedTo(gathered, 3 * units * 5, 1, 0, 3 * units);
                System.arraycopy(gathered, 0, results[i], whole.length, w.length);
            }
            assertClose(results[1], results[0], 1e-6 * (inner + rows));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldGiveTheSameBitsWhenARowStandsAmongOthers(Kernels kernels) {
        Product many = new Product(31, 100, 13, 3);
        float[] together = many.set(kernels);
        PackedMatrix matrix = kernels.matrix(31, 100);
        matrix.load(many.b, 0, 0, 31);
        float[] alone = new float[100];
        for (int i = 0; i < 13; i++) {
            matrix.setProductTo(1, many.bias, 0, many.a, i * many.aStride, many.aStride, alone, 0, 100);
            assertThat(alone).containsExactly(Arrays.copyOfRange(together, i * many.cStride, i * many.cStride + 100));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldAllocateNothingWhenWarm(Kernels kernels) {
        for (int units : List.of(32, 17)) {
            PackedMatrix matrix = kernels.matrix(units, 3 * units);
            float[] gates = random(9 * 4 * units, 21, 1f);
            float[] h = random(18 * units, 22, 1f);
            float[] dh = random(9 * units, 23, 1f);
            Runnable work = () -> {
                matrix.setProductTo(9, dh, 0, h, 0, units, gates, units, 4 * units);
                matrix.addProductTo(1, h, 0, units, gates, 0, 4 * units);
                kernels.gru(9, units, gates, 0, h, 0, 9 * units, units);
                kernels.gruBackward(9, units, gates, 0, h, 0, units, dh);
                matrix.addProductOfTransposed(9, h, 0, units, gates, 0, 4 * units);
                matrix.addTransposedTo(gates, 0, 0, 0, units);
                matrix.clear();
                kernels.lstm(4, units, gates, 0, h, dh, 0, h, 9 * units, units);
                kernels.lstmBackward(4, units, gates, 0, h, dh, 0, dh, h);
                kernels.mix(4, units, gates, 0, h, 0, 9 * units, units);
                kernels.multiply(4, units, gates, 0, units, h, 0, units, h, 0, units);
                kernels.sigmoid(9, units, dh, 0, units);
                kernels.tanh(1, 8 * units, dh, 1, 0);
            };
            assertThat(allocatedOnceWarm(work)).as("bytes a call, H = " + units).isLessThan(16);
        }
    }

    /** Bytes a call, once the compilers are done; they are given a limited time for that. */
    private static long allocatedOnceWarm(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = Long.MAX_VALUE;
        for (int round = 0; round < 400 && bytes >= 16; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 500; i++) {
                work.run();
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 500;
        }
        return bytes;
    }

    /** A random product whose rows lie apart, and its transposed counterpart. */
    private static final class Product {
        private final int inner;
        private final int columns;
        private final int rows;
        private final int aStride;
        private final int cStride;
        private final float[] a;
        private final float[] b;
        private final float[] bias;
        private final float[] c;

        Product(int inner, int columns, int rows, long seed) {
            this.inner = inner;
            this.columns = columns;
            this.rows = rows;
            this.aStride = inner + 1;
            this.cStride = columns + 2;
            this.a = random(rows * aStride, seed, 1f);
            this.b = random(inner * columns, seed + 1, 1f);
            this.bias = random(columns, seed + 2, 1f);
            this.c = random(rows * cStride, seed + 3, 1f);
        }

        void agrees(Kernels kernels, double tolerance) {
            assertClose(set(kernels), set(REFERENCE), tolerance);
            assertClose(added(kernels), added(REFERENCE), tolerance);
            assertClose(gathered(kernels), gathered(REFERENCE), tolerance);
        }

        float[] set(Kernels kernels) {
            PackedMatrix matrix = kernels.matrix(inner, columns);
            matrix.load(b, 0, 0, inner);
            float[] result = c.clone();
            matrix.setProductTo(rows, bias, 0, a, 0, aStride, result, 0, cStride);
            return result;
        }

        float[] added(Kernels kernels) {
            PackedMatrix matrix = kernels.matrix(inner, columns);
            matrix.loadTransposed(b, 0, 0, 0, columns);
            float[] result = c.clone();
            matrix.addProductTo(rows, a, 0, aStride, result, 0, cStride);
            return result;
        }

        float[] gathered(Kernels kernels) {
            PackedMatrix matrix = kernels.matrix(inner, columns);
            matrix.load(b, 0, 0, inner);
            matrix.addProductOfTransposed(rows, a, 0, aStride, c, 0, cStride);
            float[] result = b.clone();
            matrix.addTransposedTo(result, 0, 0, 0, columns);
            return result;
        }
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            if (Float.isFinite(expected[i]) && Math.abs(expected[i]) < 1e29f) {
                double allowed = tolerance * Math.max(1, Math.abs(expected[i]));
                assertThat(actual[i]).as("element " + i).isCloseTo(expected[i], within((float) allowed));
            } else if (Float.isNaN(expected[i]) || Float.isInfinite(expected[i])) {
                assertThat(Float.isFinite(actual[i]))
                        .as("element " + i + " of " + expected[i])
                        .isFalse();
            }
        }
    }

    private static float[] random(int count, long seed, float scale) {
        SplitMix random = new SplitMix(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = scale * (2 * random.nextFloat() - 1);
        }
        return values;
    }
}
