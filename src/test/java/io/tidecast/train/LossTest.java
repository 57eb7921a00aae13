package io.tidecast.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossTest {
    @Provide
    Arbitrary<Loss> losses() {
        assertThat(Losses.ALL).isNotEmpty();
        return Arbitraries.of(Losses.ALL);
    }

    @Property(tries = 300)
    void shouldAgreeWithFiniteDifferencesWhenAnyShapeAndMask(
            @ForAll("losses") Loss loss,
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 5) int width,
            @ForAll boolean masked,
            @ForAll long seed) {
        SplitMix random = new SplitMix(seed);
        float[] target = random(random, rows * width);
        float[] prediction = random(random, rows * width * loss.predictionsPerTarget());
        float[] mask = masked ? new float[rows * width] : null;
        for (int i = 0; masked && i < mask.length; i++) {
            mask[i] = random.nextInt(2);
            target[i] = mask[i] == 0 ? Float.NaN : target[i];
        }
        double scale = 1.0 / Math.max(1, Loss.counted(mask, rows * width));
        float[] gradient = new float[prediction.length];
        double sum = loss.sum(prediction, target, mask, rows, width, scale, gradient);
        assertThat(sum).isFinite();
        double e = 1e-3;
        for (int i = 0; i < prediction.length; i++) {
            double below = at(loss, prediction, i, -e, target, mask, rows, width);
            double above = at(loss, prediction, i, e, target, mask, rows, width);
            double left = (sum - below) / e;
            double right = (above - sum) / e;
            double slack = 0.05 + 2.1 * e; // of the derivative over the scale: the bend of a square, and rounding
            assertThat(gradient[i] / scale).isBetween(Math.min(left, right) - slack, Math.max(left, right) + slack);
        }
    }

    private static double at(
            Loss loss, float[] prediction, int i, double e, float[] target, float[] mask, int rows, int width) {
        float[] moved = prediction.clone();
        moved[i] = (float) (moved[i] + e);
        return loss.sum(moved, target, mask, rows, width, 1, null);
    }

    private static float[] random(SplitMix random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 4 * random.nextFloat() - 2;
        }
        return values;
    }

    @Test
    void shouldGiveTheTextbookValuesWhenErrorsAreKnown() {
        float[] prediction = {3f, 0.5f};
        float[] target = {1f, 1f};
        assertThat(mean(new Loss.Mse(), prediction, target)).isCloseTo((4 + 0.25) / 2, within(1e-6));
        assertThat(mean(new Loss.Mae(), prediction, target)).isCloseTo((2 + 0.5) / 2, within(1e-6));
        assertThat(mean(new Loss.Huber(1f), prediction, target)).isCloseTo((1.5 + 0.125) / 2, within(1e-6));
        float[] quantiles = {3f, 0.5f, 1f, 0f}; // of one row: tau 0.1 for both targets, then tau 0.9
        assertThat(mean(new Loss.Pinball(List.of(0.1f, 0.9f)), quantiles, target))
                .isCloseTo(((0.9 * 2 + 0) / 2 + (0.1 * 0.5 + 0.9 * 1) / 2) / 2, within(1e-6));
    }

    private static double mean(Loss loss, float[] prediction, float[] target) {
        return loss.sum(prediction, target, null, 1, target.length, 1, null) / target.length;
    }

    @Test
    void shouldReadItsNumbersWhenNamedInSettings() {
        assertThat(Losses.of("huber(0.5)")).isEqualTo(new Loss.Huber(0.5f));
        assertThat(Losses.of("pinball(0.05, 0.5,0.95)")).isEqualTo(new Loss.Pinball(List.of(0.05f, 0.5f, 0.95f)));
        assertThat(Losses.ALL).allSatisfy(loss -> {
            if (loss.predictionsPerTarget() == 1) {
                assertThat(Losses.of(loss.name())).isEqualTo(loss);
            }
        });
        assertThatThrownBy(() -> Losses.of("mape"))
                .hasMessage("loss must be one of [mse, mae, huber, pinball], was mape");
        assertThatThrownBy(() -> Losses.of("pinball(1.5)")).hasMessageContaining("between 0 and 1, was 1.5");
        assertThatThrownBy(() -> Losses.of("huber(x)")).hasMessageContaining("was huber(x)");
    }
}
