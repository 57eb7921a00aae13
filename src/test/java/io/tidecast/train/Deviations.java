package io.tidecast.train;

import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;

/** The largest deviation of each quantity from its float64 reference, and the bound it is held to. */
final class Deviations {
    /** float32 forward results against float64 ones, absolute. */
    static final double FORWARD = 5e-6;

    /** Gradients, relative to the largest element of the same array. */
    static final double GRADIENT = 1e-4;

    private final Map<String, Double> largest = new TreeMap<>();

    Map<String, Double> largest() {
        return largest;
    }

    void forward(String what, float[] ours, double[] reference) {
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            Assertions.assertThat(ours[i]).as("%s[%d]", what, i).isFinite();
            worst = Math.max(worst, Math.abs(ours[i] - reference[i]));
        }
        hold("forward, absolute", what, worst, FORWARD);
    }

    void loss(double ours, double reference) {
        hold("loss, relative", "loss", Math.abs(ours - reference) / Math.max(1, Math.abs(reference)), FORWARD);
    }

    void norm(double ours, double reference) {
        hold("gradient norm, relative", "gradient norm", Math.abs(ours - reference) / reference, GRADIENT);
    }

    /** ours[from ..] against the reference. */
    void gradient(String what, float[] ours, int from, double[] reference) {
        double scale = 1e-6;
        for (double value : reference) {
            scale = Math.max(scale, Math.abs(value));
        }
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            Assertions.assertThat(ours[from + i]).as("%s[%d]", what, i).isFinite();
            worst = Math.max(worst, Math.abs(ours[from + i] - reference[i]));
        }
        hold("gradient, relative to the array's largest", what, worst / scale, GRADIENT);
    }

    void weights(String what, float[] ours, int from, double[] reference) {
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            worst = Math.max(worst, Math.abs(ours[from + i] - reference[i]));
        }
        hold("weights after Adam, absolute", what, worst, FORWARD);
    }

    private void hold(String quantity, String what, double deviation, double bound) {
        largest.merge(quantity, deviation, Math::max);
        Assertions.assertThat(deviation).as("%s of %s", quantity, what).isLessThanOrEqualTo(bound);
    }
}
