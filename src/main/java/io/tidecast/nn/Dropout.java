package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import java.util.List;
import java.util.Map;

/**
 * Dropout: in training zeroes each value with the given probability and scales the others by {@code 1 / (1 - rate)}
 * (Srivastava et al. 2014, inverted); in serving passes everything on.
 *
 * @param rate probability of zero, at least 0 and below 1
 * @param sameEveryStep whether a lane's features are zeroed at all time steps or at none (Gal and Ghahramani 2016), as
 *     by the {@code dropout} of Keras' recurrent layers; else each value for itself
 */
public record Dropout(float rate, boolean sameEveryStep) implements LayerSpec {
    static final List<LayerSpec> EXAMPLES = List.of(new Dropout(0.4f), new Dropout(0f), new Dropout(0.4f, true));

    /** Validates. */
    public Dropout {
        Fields.requireRate("rate", rate);
    }

    /** Each value for itself. */
    public Dropout(float rate) {
        this(rate, false);
    }

    static Dropout parse(Fields fields) {
        fields.required("rate");
        return new Dropout(fields.number("rate", 0f), fields.flag("same-every-step", false));
    }

    @Override
    public Map<String, Object> toMap() {
        return Fields.map("type", kind(), "rate", rate, "same-every-step", sameEveryStep);
    }

    @Override
    public String kind() {
        return "dropout";
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public Layer layer(Shape input, int offset, Kernels kernels) {
        return new Mask(this, input.features());
    }

    /** Dropout layer at work. */
    static final class Mask extends Layer {
        private final float rate;
        private final boolean sameEveryStep;
        private final int features;
        private float[] mask = {}; // [T,B,I] 0 or 1 / (1 - rate)
        private int count;
        private int drawn; // how many of the mask are drawn, the others repeat them

        Mask(Dropout spec, int features) {
            this.rate = spec.rate;
            this.sameEveryStep = spec.sameEveryStep;
            this.features = features;
        }

        @Override
        int reserve(int batch, int steps, boolean keeping) {
            count = batch * steps * features;
            drawn = sameEveryStep ? batch * features : count;
            output = grown(output, count);
            return steps;
        }

        @Override
        void forward(float[] x, int xAt, Pass pass) {
            System.arraycopy(x, xAt, output, 0, count);
            if (pass.training) {
                mask = grown(mask, count);
                float scale = 1f / (1f - rate);
                for (int i = 0; i < count; i++) {
                    mask[i] = i >= drawn ? mask[i - drawn] : pass.random.nextFloat() < rate ? 0f : scale;
                    output[i] *= mask[i];
                }
            }
        }

        @Override
        void backward(float[] x, float[] dOutput, Pass pass, float[] gradients) {}

        @Override
        void backwardToInput(float[] dOutput, Pass pass) {
            inputGradient = grown(inputGradient, count);
            for (int i = 0; i < count; i++) {
                inputGradient[i] = pass.training ? dOutput[i] * mask[i] : dOutput[i];
            }
        }
    }
}
