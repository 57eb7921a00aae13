package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Repeat-vector layer: one vector [B,I] given at each of so many steps [B,times,I], as a decoder wants what an encoder
 * found.
 *
 * @param times steps of the sequence that comes out
 * @see <a href="https://keras.io/api/layers/reshaping_layers/repeat_vector/">Keras RepeatVector</a>
 */
public record RepeatVector(int times) implements LayerSpec {
    static final List<LayerSpec> EXAMPLES = List.of(new RepeatVector(3));

    /** Validates. */
    public RepeatVector {
        Fields.require(times, times >= 1 && times <= 65_536, "times", "1..65536");
    }

    static RepeatVector parse(Fields fields) {
        return new RepeatVector(fields.integer("times"));
    }

    @Override
    public Map<String, Object> toMap() {
        return Fields.map("type", kind(), "times", times);
    }

    @Override
    public String kind() {
        return "repeat-vector";
    }

    @Override
    public Shape output(Shape input) {
        if (input.sequence()) {
            throw new IllegalArgumentException("repeat-vector needs a vector, was given " + input
                    + "; the recurrent layer below must not return sequences");
        }
        return new Shape(true, times, input.features());
    }

    @Override
    public Layer layer(Shape input, int offset, Kernels kernels) {
        return new Copies(times, input.features());
    }

    /** Repeat-vector layer at work. */
    static final class Copies extends Layer {
        private final int times;
        private final int features;
        private int row; // B·I

        Copies(int times, int features) {
            this.times = times;
            this.features = features;
        }

        @Override
        int reserve(int batch, int steps, boolean keeping) {
            row = batch * features;
            output = grown(output, times * row);
            return times;
        }

        @Override
        void forward(float[] x, int xAt, Pass pass) {
            for (int t = 0; t < times; t++) {
                System.arraycopy(x, xAt, output, t * row, row);
            }
        }

        @Override
        void backward(float[] x, float[] dOutput, Pass pass, float[] gradients) {}

        @Override
        void backwardToInput(float[] dOutput, Pass pass) {
            inputGradient = grown(inputGradient, row);
            Arrays.fill(inputGradient, 0, row, 0f);
            for (int t = 0; t < times; t++) {
                for (int j = 0; j < row; j++) {
                    inputGradient[j] += dOutput[t * row + j];
                }
            }
        }
    }
}
