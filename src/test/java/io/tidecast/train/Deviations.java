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

    /** Weights after some steps of Adam, of which none can be larger than about the learning rate. */
    static final double ADAM = 5e-4;

    private static final Map<String, Double> BOUNDS = Map.of(
            "forward, absolute", FORWARD,
            "loss, relative", FORWARD,
            "gradient, relative to the array's largest", GRADIENT,
            "gradient, relative to the element", GRADIENT,
            "gradient norm, relative", GRADIENT,
            "weights after Adam, relative to the learning rate", ADAM);

    private final Map<String, Double> largest = new TreeMap<>();

    static double bound(String quantity) {
        return BOUNDS.get(quantity);
    }

    Map<String, Double> largest() {
        return largest;
    }

    void forward(String what, float[] ours, double[] reference) {
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            Assertions.assertThat(ours[i]).as("%s[%d]", what, i).isFinite();
            worst = Math.max(worst, Math.abs(ours[i] - reference[i]));
        }
        hold("forward, absolute", what, worst);
    }

    void loss(double ours, double reference) {
        hold("loss, relative", "loss", Math.abs(ours - reference) / Math.max(1, Math.abs(reference)));
    }

    void norm(double ours, double reference) {
        hold("gradient norm, relative", "gradient norm", Math.abs(ours - reference) / reference);
    }

    /** ours[from ..] against the reference. */
    void gradient(String what, float[] ours, int from, double[] reference) {
        double scale = 1e-6;
        for (double value : reference) {
            scale = Math.max(scale, Math.abs(value));
        }
        double worst = 0;
        double worstOwn = 0;
        for (int i = 0; i < reference.length; i++) {
            Assertions.assertThat(ours[from + i]).as("%s[%d]", what, i).isFinite();
            double deviation = Math.abs(ours[from + i] - reference[i]);
            worst = Math.max(worst, deviation);
            if (Math.abs(reference[i]) > 0.1 * scale) {
                worstOwn = Math.max(worstOwn, deviation / Math.abs(reference[i]));
            }
        }
        hold("gradient, relative to the array's largest", what, worst / scale);
        hold("gradient, relative to the element", what, worstOwn);
    }

    void weights(String what, float[] ours, int from, double[] reference, double learningRate) {
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            worst = Math.max(worst, Math.abs(ours[from + i] - reference[i]));
        }
        hold("weights after Adam, relative to the learning rate", what, worst / learningRate);
    }

    private void hold(String quantity, String what, double deviation) {
        largest.merge(quantity, deviation, Math::max);
        Assertions.assertThat(deviation).as("%s of %s", quantity, what).isLessThanOrEqualTo(bound(quantity));
    }
}
