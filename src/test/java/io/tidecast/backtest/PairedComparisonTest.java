package io.tidecast.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.backtest.OriginErrors.Run;
import io.tidecast.backtest.OriginErrors.Target;
import io.tidecast.kernel.SplitMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedComparisonTest {
    @TempDir
    private Path folder;

    private static Target target(int n, double mean, double noise, long seed) {
        SplitMix random = new SplitMix(seed);
        double[] absolute = new double[n];
        long[] pairs = new long[n];
        for (int i = 0; i < n; i++) {
            pairs[i] = 1L + i % 3;
            absolute[i] = pairs[i] * (mean + noise * random.nextDouble());
        }
        return new Target(LongStream.range(100, 100 + n).toArray(), absolute, pairs);
    }

    /** Lays every resample out, origin by origin. */
    private static double[] slow(double[] difference, long[] pairs, int block, long seed) {
        SplitMix random = new SplitMix(seed);
        double[] means = new double[PairedComparison.RESAMPLES];
        for (int r = 0; r < means.length; r++) {
            int[] drawn = new int[difference.length];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = i % block == 0 ? random.nextInt(drawn.length) : (drawn[i - 1] + 1) % drawn.length;
            }
            double all = 0;
            double of = 0;
            for (int i : drawn) {
                all += difference[i];
                of += pairs[i];
            }
            means[r] = all / of;
        }
        Arrays.sort(means);
        return means;
    }

    @Test
    void shouldEqualTheSlowBootstrapWhenSizesAreAwkward() {
        for (int n : new int[] {2, 7, 50, 101}) {
            for (int block : new int[] {1, 2, 3, 25}) {
                if (block <= n) {
                    Target of = target(n, 0.1, 1, n);
                    double[] difference =
                            Arrays.stream(of.absolute()).map(x -> x - 1).toArray();
                    assertThat(PairedComparison.resampled(difference, of.pairs(), block, 5))
                            .containsExactly(slow(difference, of.pairs(), block, 5), within(1e-11 * n));
                }
            }
        }
    }

    @Test
    void shouldTellRunsApartWhenOneIsBetterAndNotWhenTheyAreAlike() {
        Target good = target(400, 1, 0.5, 1);
        Target bad = target(400, 1.2, 0.5, 2);
        PairedComparison better = PairedComparison.of(good, bad, 3, 7);
        assertThat(better.verdict()).isEqualTo("better");
        assertThat(better.upper()).isNegative();
        assertThat(better.mine() - better.other()).isBetween(better.lower(), better.upper());
        assertThat(PairedComparison.of(bad, good, 3, 7).verdict()).isEqualTo("worse");
        assertThat(PairedComparison.of(good, target(400, 1, 0.5, 3), 3, 7).verdict())
                .isEqualTo("not told apart");
        assertThat(PairedComparison.of(good, bad, 3, 7)).isEqualTo(better);
    }

    @Test
    void shouldUseOnlyOriginsOfAsManyPairsWhenRunsDiffer() {
        Target mine = new Target(new long[] {1, 2, 3}, new double[] {1, 4, 9}, new long[] {1, 2, 3});
        Target other = new Target(new long[] {2, 3, 4}, new double[] {2, 7, 1}, new long[] {2, 2, 1});
        PairedComparison compared = PairedComparison.of(mine, other, 1, 0);
        assertThat(compared.origins()).isEqualTo(1);
        assertThat(compared.mine()).isEqualTo(2);
        assertThat(compared.other()).isEqualTo(1);
        assertThat(compared.verdict()).isEqualTo("too few origins to tell");
        Target none = new Target(new long[] {9}, new double[] {1}, new long[] {1});
        assertThat(PairedComparison.of(mine, none, 1, 0).verdict()).isEqualTo("no origin in common");
    }

    @Test
    void shouldReadWhatWasWrittenAndRefuseAnythingElse() throws IOException {
        OriginErrors errors = new OriginErrors();
        ForecastTrail.Published forecast =
                new ForecastTrail.Published(0, new double[] {3, 5}, new double[0][], new double[0][], Map.of());
        errors.write("a", "temp", 7, 2, forecast, 4);
        errors.write("b", "temp", 7, 1, forecast, 1);
        errors.write("a", "temp", 6, 1, forecast, 3);
        Path file = folder.resolve("r.json");
        errors.run(List.of("ab"), "PT1H", 2).write(file);
        Run run = Run.read(file);
        assertThat(run.data()).containsExactly("ab");
        assertThat(run.horizon()).isEqualTo(2);
        Target temp = run.targets().get("temp");
        assertThat(temp.origins()).containsExactly(6, 7);
        assertThat(temp.absolute()).containsExactly(0, 3);
        assertThat(temp.pairs()).containsExactly(1, 2);
        for (Map.Entry<String, String> wrong : Map.of(
                        "{",
                        "must be what backtest --json has written",
                        "{\"version\":2}",
                        "version must be 1, was 2",
                        "{\"version\":1}",
                        "data, step and targets must be set",
                        Files.readString(file).replace("[6,7]", "[7,6]"),
                        "origins must ascend, had 7, 6",
                        Files.readString(file).replace("[1,2]", "[1]"),
                        "must be of one length, were 2, 2 and 1")
                .entrySet()) {
            Files.writeString(file, wrong.getKey());
            assertThatThrownBy(() -> Run.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.getValue());
        }
    }
}
