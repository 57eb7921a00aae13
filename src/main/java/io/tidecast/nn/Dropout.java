package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import java.util.List;
import java.util.Map;

/**
 * In training zeroes each value with the given probability and scales the others by {@code 1 / (1 - rate)} (Srivastava et al. 2014, inverted); in serving passes everything on.
 *
 * @param rate probability of zero, at least 0 and below 1
 */
public record Dropout(float rate) implements LayerSpec {
    static final List<LayerSpec> EXAMPLES = List.of(new Dropout(0.4f), new Dropout(0f));

    /** Validates. */
    public Dropout {
        Fields.requireRate("rate", rate);
    }

    static Dropout parse(Fields fields) {
        fields.required("rate");
        return new Dropout(fields.number("rate", 0f));
    }

    @Override
    public Map<String, Object> toMap() {
        return Fields.map("type", kind(), "rate", rate);
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
        return new Mask(rate, input.features());
    }

    /** The layer at work. */
    static final class Mask extends Layer {
        private final float rate;
        private final int features;
        private float[] mask = {}; // [T,B,I] 0 or 1 / (1 - rate)
        private int count;

        Mask(float rate, int features) {
            this.rate = rate;
            this.features = features;
        }

        @Override
        int reserve(int batch, int steps, boolean keeping) {
            count = batch * steps * features;
            output = grown(output, count);
            return steps;
        }

        @Override
        void forward(float[] x, Pass pass) {
            System.arraycopy(x, 0, output, 0, count);
            if (pass.training) {
                mask = grown(mask, count);
                float scale = 1f / (1f - rate);
                for (int i = 0; i < count; i++) {
                    mask[i] = pass.random.nextFloat() < rate ? 0f : scale;
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
