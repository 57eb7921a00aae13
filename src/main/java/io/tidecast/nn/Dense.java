package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import io.tidecast.nn.ParameterSpec.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Fully connected layer {@code y = f(W x + b)}, on every step alike when it is given a sequence (time-distributed).
 *
 * @param units O
 * @param activation f
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html">torch.nn.Linear</a>
 */
public record Dense(int units, Activation activation) implements LayerSpec {
    static final List<LayerSpec> EXAMPLES = List.of(
            new Dense(4, Activation.LINEAR),
            new Dense(4, Activation.TANH),
            new Dense(4, Activation.SIGMOID),
            new Dense(4, Activation.RELU));

    /** Validates. */
    public Dense {
        Fields.requireUnits("units", units);
    }

    /** Linear. */
    public Dense(int units) {
        this(units, Activation.LINEAR);
    }

    static Dense parse(Fields fields) {
        return new Dense(fields.integer("units"), Activation.of(fields.text("activation", "linear")));
    }

    @Override
    public Map<String, Object> toMap() {
        return Fields.map("type", kind(), "units", units, "activation", activation.text());
    }

    @Override
    public String kind() {
        return "dense";
    }

    @Override
    public Shape output(Shape input) {
        return input.withFeatures(units);
    }

    @Override
    public List<ParameterSpec> parameters(Shape input) {
        return List.of(
                ParameterSpec.kernel("weight", units, input.features(), 0),
                ParameterSpec.bias("bias", Role.BIAS, units, input.features(), 0));
    }

    @Override
    public Layer layer(Shape input, int offset, Kernels kernels) {
        return new Rows(this, input.features(), offset, kernels);
    }

    /** Dense layer at work on T·B rows. */
    static final class Rows extends Layer {
        private final Activation activation;
        private final Kernels kernels;
        private final int inputs;
        private final int outputs;
        private final int weight; // [O,I]
        private final int biasAt; // [O]
        private final PackedMatrix weights; // [I,O]
        private final PackedMatrix weightsBack; // [O,I]
        private final PackedMatrix dWeights; // [I,O]
        private final PackedMatrix dBias; // [1,O]
        private final float[] bias; // [O]
        private float[] dSums = {}; // [T,B,O]
        private int rows;

        Rows(Dense spec, int inputs, int offset, Kernels kernels) {
            this.activation = spec.activation;
            this.kernels = kernels;
            this.inputs = inputs;
            this.outputs = spec.units;
            this.weight = offset;
            this.biasAt = offset + outputs * inputs;
            this.weights = kernels.matrix(inputs, outputs);
            this.weightsBack = kernels.matrix(outputs, inputs);
            this.dWeights = kernels.matrix(inputs, outputs);
            this.dBias = kernels.matrix(1, outputs);
            this.bias = new float[outputs];
        }

        @Override
        void load(float[] parameters) {
            weights.loadTransposed(parameters, weight, 0, 0, outputs);
            System.arraycopy(parameters, biasAt, bias, 0, outputs);
        }

        @Override
        void loadForBackward(float[] parameters) {
            weightsBack.load(parameters, weight, 0, outputs);
        }

        @Override
        int reserve(int batch, int steps, boolean keeping) {
            rows = batch * steps;
            output = grown(output, rows * outputs);
            return steps;
        }

        @Override
        void forward(float[] x, int xAt, Pass pass) {
            weights.setProductTo(rows, bias, 0, x, xAt, inputs, output, 0, outputs);
            activation.apply(kernels, output, rows * outputs);
        }

        @Override
        void backward(float[] x, float[] dOutput, Pass pass, float[] gradients) {
            dSums = grown(dSums, rows * outputs);
            System.arraycopy(dOutput, 0, dSums, 0, rows * outputs);
            activation.derive(output, dSums, rows * outputs);
            dWeights.clear();
            dWeights.addProductOfTransposed(rows, x, 0, inputs, dSums, 0, outputs);
            dWeights.addTransposedTo(gradients, weight, 0, 0, outputs);
            dBias.clear();
            dBias.addProductOfTransposed(rows, RecurrentLayer.ONE, 0, 0, dSums, 0, outputs);
            dBias.addTransposedTo(gradients, biasAt, 0, 0, outputs);
        }

        @Override
        void backwardToInput(float[] dOutput, Pass pass) {
            inputGradient = grown(inputGradient, rows * inputs);
            Arrays.fill(inputGradient, 0, rows * inputs, 0f);
            weightsBack.addProductTo(rows, dSums, 0, outputs, inputGradient, 0, inputs);
        }
    }
}
