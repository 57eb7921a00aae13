package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Axis;
import io.tidecast.interchange.OnnxValue.Flow;
import io.tidecast.interchange.OnnxValue.Part;
import io.tidecast.interchange.OnnxValue.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recurrent operators of ONNX: GRU with {@code linear_before_reset} 0 and 1, LSTM, and RNN with tanh, in each direction
 * or both, from the zero state.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__GRU.html">GRU</a>
 */
final class OnnxCells {
    private static final Map<String, List<String>> ACTIVATIONS = Map.of(
            "GRU", List.of("Sigmoid", "Tanh"),
            "LSTM", List.of("Sigmoid", "Tanh", "Tanh"),
            "RNN", List.of("Tanh"));

    private final OnnxNode node;
    private final Map<String, OnnxValue> values;

    private OnnxCells(OnnxNode node, Map<String, OnnxValue> values) {
        this.node = node;
        this.values = values;
    }

    static boolean isOne(OnnxNode node) {
        return ACTIVATIONS.containsKey(node.operator());
    }

    /** Adds what the node gives to the values. */
    static void read(OnnxNode node, Map<String, OnnxValue> values, OnnxStack stack) {
        new OnnxCells(node, values).read(stack);
    }

    private void read(OnnxStack stack) {
        Flow x = flow(node.input(0));
        if (!x.axes().equals(List.of(Axis.STEPS, Axis.BATCH, Axis.FEATURES))) {
            throw node.refused("it takes " + x.axes() + ", not steps, batch, features");
        }
        String direction = node.text("direction", "forward");
        boolean both = direction.equals("bidirectional");
        if (!both && !direction.equals("forward") && !direction.equals("reverse")) {
            throw node.refused("direction is " + direction);
        }
        requireUsual(both);
        int depth = stack.onto(node, x);
        int inputs = x.source() instanceof OnnxSource.Cell cell
                ? cell.directions() * cell.features()
                : x.source().features();
        int gates = ACTIVATIONS.get(node.operator()).size() == 1
                ? 1
                : node.operator().equals("GRU") ? 3 : 4;
        int units = (int) Math.min(node.integer("hidden_size", 0), Limits.WEIGHTS);
        List<LayerWeights> cells = cells(both ? 2 : 1, gates, units, inputs);
        Optional<LayerWeights> ahead = direction.equals("reverse") ? Optional.empty() : Optional.of(cells.get(0));
        Optional<LayerWeights> behind =
                direction.equals("forward") ? Optional.empty() : Optional.of(cells.get(cells.size() - 1));
        OnnxSource source = new OnnxSource.Cell(depth, units, ahead, behind);
        List<Axis> all = List.of(Axis.STEPS, Axis.DIRECTIONS, Axis.BATCH, Axis.FEATURES);
        put(0, new Flow(source, all, Part.ALL, -1));
        put(1, new Flow(source, all.subList(1, 4), Part.FINAL, -1));
    }

    private void put(int output, Flow flow) {
        if (output < node.outputs().size() && !node.outputs().get(output).isEmpty()) {
            values.put(node.outputs().get(output), flow);
        }
    }

    private Flow flow(String name) {
        if (values.get(name) instanceof Flow flow) {
            return flow;
        }
        throw node.refused("its input " + name + " is no output of a layer");
    }

    private void requireUsual(boolean both) {
        long units = node.integer("hidden_size", 0);
        List<String> usual = ACTIVATIONS.get(node.operator());
        List<String> due = new ArrayList<>(usual);
        if (both) {
            due.addAll(usual);
        }
        List<String> given = node.texts("activations");
        if (!given.isEmpty() && !given.equals(due)) {
            throw node.refused("activations are " + given);
        }
        for (String option : List.of("layout", "input_forget", "clip")) {
            if (node.integer(option, 0) != 0 || node.decimal(option, 0) != 0) {
                throw node.refused(option + " is not 0");
            }
        }
        if (!node.input(4).isEmpty()) {
            throw node.refused("it has sequence_lens");
        }
        for (int state = 5; state < node.inputs().size(); state++) {
            OnnxValue value = values.get(node.input(state));
            boolean zero = node.input(state).isEmpty()
                    || (value instanceof OnnxValue.Zeros zeros && zeros.width().orElse(units) == units)
                    || (value instanceof Weights weights
                            && weights.array().isZero()
                            && weights.array().rank() > 0
                            && weights.array().extent(weights.array().rank() - 1) == units);
            if (!zero) {
                throw node.refused("it begins from a state other than " + units + " zeros, or has peepholes: "
                        + node.input(state));
            }
        }
    }

    private WeightArray weights(int input, Integer... shape) {
        if (values.get(node.input(input)) instanceof Weights weights) {
            return weights.array().requireShape(shape);
        }
        throw node.refused("its input " + node.input(input) + " is not known");
    }

    private List<LayerWeights> cells(int directions, int gates, int units, int inputs) {
        Refused.unless(units >= 1, node.place() + ".hidden_size must be at least 1, was " + units);
        int outputs = gates * units;
        WeightArray w = weights(1, directions, outputs, inputs);
        WeightArray r = weights(2, directions, outputs, units);
        float[] b = node.input(3).isEmpty()
                ? new float[directions * 2 * outputs]
                : weights(3, directions, 2 * outputs).values();
        boolean after = gates == 3 && node.integer("linear_before_reset", 0) != 0;
        boolean two = gates != 3 && !isZero(b, directions, outputs);
        List<LayerWeights> cells = new ArrayList<>();
        for (int d = 0; d < directions; d++) {
            List<float[]> matrices = List.of(
                    WeightLayout.ONNX.read(w.values(), d * outputs * inputs, gates, outputs, inputs),
                    WeightLayout.ONNX.read(r.values(), d * outputs * units, gates, outputs, units));
            float[] first = WeightLayout.ONNX.read(b, 2 * d * outputs, gates, outputs, 1);
            float[] second = WeightLayout.ONNX.read(b, (2 * d + 1) * outputs, gates, outputs, 1);
            if (!after && !two) {
                for (int i = 0; i < outputs; i++) {
                    first[i] += second[i];
                }
            }
            List<float[]> biases = after || two ? List.of(first, second) : List.of(first);
            cells.add(LayerWeights.recurrent(node.place(), gates, units, after, matrices, biases));
        }
        return cells;
    }

    /** Whether the biases of the state are all zero, as of a library that has one bias. */
    private static boolean isZero(float[] b, int directions, int outputs) {
        for (int d = 0; d < directions; d++) {
            for (int i = 0; i < outputs; i++) {
                if (b[(2 * d + 1) * outputs + i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
