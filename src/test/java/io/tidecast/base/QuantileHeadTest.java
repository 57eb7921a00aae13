package io.tidecast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QuantileHeadTest {
    private static final int PATCH = PatchRows.PATCH;

    private static float[] random(int length, long seed) {
        SplitMix random = new SplitMix(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double loss(float[] outputs, float[] x, float[] targets) {
        return QuantileHead.loss(outputs, 0, x, 0, targets, 0, 0.7f, new float[QuantileHead.OUTPUTS]);
    }

    @Test
    void shouldPassASeasonOnUnchangedByItsCoefficient() {
        float[] x = random(PatchRows.FEATURES, 1);
        float[] outputs = new float[QuantileHead.OUTPUTS];
        outputs[QuantileHead.QUANTILES.size() * PATCH + 1] = 1; // two seasons before
        for (int p = 0; p < PATCH; p++) {
            assertThat(QuantileHead.quantile(outputs, 0, x, 0, QuantileHead.MEDIAN, p))
                    .isEqualTo(x[2 * PATCH + p]);
        }
    }

    @Test
    void shouldHaveTheGradientOfItsLoss() {
        float[] x = random(PatchRows.FEATURES, 2);
        float[] outputs = random(QuantileHead.OUTPUTS, 3);
        float[] targets = random(PATCH, 4);
        targets[5] = Float.NaN;
        float[] gradient = new float[QuantileHead.OUTPUTS];
        QuantileHead.loss(outputs, 0, x, 0, targets, 0, 0.7f, gradient);
        float step = 1e-3f;
        for (int i = 0; i < outputs.length; i++) {
            float was = outputs[i];
            outputs[i] = was + step;
            double above = loss(outputs, x, targets);
            outputs[i] = was - step;
            double below = loss(outputs, x, targets);
            outputs[i] = was;
            assertThat((double) gradient[i]).as("output " + i).isCloseTo((above - below) / (2 * step), within(5e-3));
        }
    }

    @Test
    void shouldLearnNothingWhereThereIsNoTarget() {
        float[] targets = new float[PATCH];
        Arrays.fill(targets, Float.NaN);
        float[] gradient = random(QuantileHead.OUTPUTS, 6);
        double loss = QuantileHead.loss(
                random(QuantileHead.OUTPUTS, 5), 0, random(PatchRows.FEATURES, 7), 0, targets, 0, 1, gradient);
        assertThat(loss).isZero();
        assertThat(gradient).containsOnly(0f);
    }
}
