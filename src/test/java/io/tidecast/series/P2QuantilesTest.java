package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class P2QuantilesTest {
    private static P2Quantiles of(double... values) {
        P2Quantiles quantiles = new P2Quantiles();
        for (double value : values) {
            quantiles.add(value);
        }
        return quantiles;
    }

    /** Sort all values, and go along the line between the two nearest. */
    private static double reference(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = (int) Math.ceil(at);
        return (1 - (at - below)) * sorted[below] + (at - below) * sorted[above];
    }

    @Property(tries = 200)
    void shouldBeExactUpToNineValues(
            @ForAll @Size(min = 1, max = 9) List<@DoubleRange(min = -1e18, max = 1e18) Double> list) {
        double[] values = list.stream().mapToDouble(v -> v).toArray();
        for (int k = 0; k <= 8; k++) {
            double expected = reference(values, k / 8.0);
            assertThat(of(values).eighth(k)).isCloseTo(expected, within(1e-9 + 1e-9 * Math.abs(expected)));
        }
    }

    @Property(tries = 100)
    void shouldBeOrderedBetweenTheExactEndsWhateverComes(
            @ForAll @Size(min = 1, max = 300) List<@DoubleRange(min = -1e18, max = 1e18) Double> list) {
        double[] values = list.stream().mapToDouble(v -> v).toArray();
        P2Quantiles quantiles = of(values);
        assertThat(quantiles.count()).isEqualTo(values.length);
        assertThat(quantiles.eighth(0)).isEqualTo(Arrays.stream(values).min().orElseThrow());
        assertThat(quantiles.eighth(8)).isEqualTo(Arrays.stream(values).max().orElseThrow());
        for (int k = 1; k <= 8; k++) {
            assertThat(quantiles.eighth(k)).isGreaterThanOrEqualTo(quantiles.eighth(k - 1));
        }
    }

    /**
     * The median within a quarter of the interquartile range, and that within a factor of two: as a rule, which an
     * unlucky order of outliers among the first values breaks, so the examples are always the same.
     */
    @Property(tries = 200, seed = "1")
    void shouldEstimateQuartilesOfManyKindsOfValues(
            @ForAll long seed,
            @ForAll @IntRange(max = 5) int kind,
            @ForAll @IntRange(min = 500, max = 5000) int count) {
        Random random = new Random(seed);
        double[] values = random.doubles(count)
                .map(u -> switch (kind) {
                    case 0 -> u;
                    case 1 -> random.nextGaussian();
                    case 2 -> -Math.log(1 - u);
                    case 3 -> (u < 0.4 ? -100 : 100) + random.nextGaussian();
                    case 4 -> random.nextGaussian() + (u < 0.02 ? 1e6 : 0);
                    default -> Math.tan(Math.PI * (u - 0.5)); // Cauchy's, whose deviation is infinite
                })
                .toArray();
        P2Quantiles quantiles = of(values);
        double range = reference(values, 0.75) - reference(values, 0.25);
        assertThat(quantiles.eighth(6) - quantiles.eighth(2)).isBetween(range / 2, range * 2);
        assertThat(quantiles.eighth(4)).isCloseTo(reference(values, 0.5), within(range / 4));
    }

    @Test
    void shouldGiveTheValueItselfWhenAllAreTheSame() {
        double[] values = new double[1000];
        Arrays.fill(values, 7);
        for (int k = 0; k <= 8; k++) {
            assertThat(of(values).eighth(k)).isEqualTo(7);
        }
    }

    @Test
    void shouldGoOnAsBeforeWhenReadBack() {
        Random random = new Random(3);
        for (int count : new int[] {0, 1, 8, 9, 10, 500}) {
            P2Quantiles kept =
                    of(random.ints(count, -1000, 1000).asDoubleStream().toArray());
            ByteBuffer bytes = ByteBuffer.allocate(kept.bytes());
            kept.write(bytes);
            assertThat(bytes.hasRemaining()).isFalse();
            P2Quantiles read = new P2Quantiles();
            read.read(bytes.flip());
            for (int i = 0; i < 50; i++) {
                kept.add(i);
                read.add(i);
            }
            for (int k = 0; k <= 8; k++) {
                assertThat(read.eighth(k)).as("after %s", count).isCloseTo(kept.eighth(k), within(0.01));
            }
        }
    }
}
