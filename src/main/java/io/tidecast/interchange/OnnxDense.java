package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Axis;
import io.tidecast.interchange.OnnxValue.Flow;
import io.tidecast.interchange.OnnxValue.Weights;
import io.tidecast.nn.Activation;
import io.tidecast.nn.Dense;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Dense layers of ONNX: MatMul and Add, or Gemm, and an activation after it. */
final class OnnxDense {
    private static final Map<String, Activation> ACTIVATIONS =
            Map.of("Relu", Activation.RELU, "Tanh", Activation.TANH, "Sigmoid", Activation.SIGMOID);

    private OnnxDense() {}

    /** What the node gives; empty if it is none of these. */
    static Optional<OnnxValue> of(OnnxNode node, List<OnnxValue> in, OnnxStack stack) {
        if (in.isEmpty() || in.stream().noneMatch(Flow.class::isInstance)) {
            return Optional.empty();
        }
        Activation activation = ACTIVATIONS.get(node.operator());
        if (activation != null) {
            return in.get(0) instanceof Flow flow ? Optional.of(activated(node, flow, activation)) : Optional.empty();
        }
        return switch (node.operator()) {
            case "MatMul" -> Optional.of(product(node, in, stack, false));
            case "Gemm" -> Optional.of(gemm(node, in, stack));
            case "Add" -> Optional.of(sum(node, in));
            default -> Optional.empty();
        };
    }

    private static Flow product(OnnxNode node, List<OnnxValue> in, OnnxStack stack, boolean transposed) {
        if (!(in.get(0) instanceof Flow x && in.size() > 1 && in.get(1) instanceof Weights weights)) {
            throw node.refused("it does not multiply what a layer gives by known weights");
        }
        WeightArray matrix = weights.array();
        if (matrix.rank() != 2 || x.axes().get(x.axes().size() - 1) != Axis.FEATURES) {
            throw node.refused(
                    "it does not multiply the features, of " + x.axes() + ", by a matrix, of " + matrix.shape());
        }
        int depth = stack.onto(node, x);
        int inputs = width(x);
        int outputs = matrix.extent(transposed ? 0 : 1);
        matrix.requireShape(transposed ? outputs : inputs, transposed ? inputs : outputs);
        float[] weight = matrix.values();
        if (!transposed) {
            weight = WeightLayout.KERAS.read(weight, 0, 1, outputs, inputs);
        }
        OnnxSource source = new OnnxSource.Linear(depth, new Dense(outputs), weight, Optional.empty());
        return new Flow(source, x.axes(), OnnxValue.Part.ALL, -1);
    }

    /** Width of the features, both directions side by side. */
    static int width(Flow flow) {
        return flow.source() instanceof OnnxSource.Cell cell && flow.direction() < 0
                ? cell.directions() * cell.features()
                : flow.source().features();
    }

    private static Flow gemm(OnnxNode node, List<OnnxValue> in, OnnxStack stack) {
        if (node.decimal("alpha", 1) != 1 || node.decimal("beta", 1) != 1 || node.integer("transA", 0) != 0) {
            throw node.refused("alpha and beta are not 1, or transA is not 0");
        }
        Flow product = product(node, in, stack, node.integer("transB", 0) != 0);
        return in.size() < 3 ? product : biased(node, product, in.get(2));
    }

    private static Flow sum(OnnxNode node, List<OnnxValue> in) {
        if (in.size() != 2) {
            throw node.refused("it does not add two values");
        }
        return in.get(0) instanceof Flow x ? biased(node, x, in.get(1)) : biased(node, (Flow) in.get(1), in.get(0));
    }

    private static Flow biased(OnnxNode node, Flow x, OnnxValue bias) {
        if (!(x.source() instanceof OnnxSource.Linear linear
                && linear.bias().isEmpty()
                && linear.dense().activation() == Activation.LINEAR
                && bias instanceof Weights weights
                && weights.array().values().length == linear.features()
                && (weights.array().rank() == 0
                        || weights.array().extent(weights.array().rank() - 1) == linear.features()))) {
            throw node.refused("it does not add known biases to a product by a matrix");
        }
        OnnxSource source = new OnnxSource.Linear(
                linear.depth(),
                linear.dense(),
                linear.weight(),
                Optional.of(weights.array().values()));
        return new Flow(source, x.axes(), x.part(), -1);
    }

    private static Flow activated(OnnxNode node, Flow x, Activation activation) {
        if (!(x.source() instanceof OnnxSource.Linear linear && linear.dense().activation() == Activation.LINEAR)) {
            throw node.refused("it does not come after a linear layer");
        }
        OnnxSource source = new OnnxSource.Linear(
                linear.depth(), new Dense(linear.features(), activation), linear.weight(), linear.bias());
        return new Flow(source, x.axes(), x.part(), -1);
    }
}
