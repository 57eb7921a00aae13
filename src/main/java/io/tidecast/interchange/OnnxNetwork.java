package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Axis;
import io.tidecast.interchange.OnnxValue.Flow;
import io.tidecast.interchange.OnnxValue.Part;
import io.tidecast.model.LevelScale;
import io.tidecast.nn.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Network of an ONNX graph: goes along its nodes in their order, follows what becomes of the input window's axes, and
 * finds the layers that way, whatever detours an exporter takes between them. The first node that does not fit ends it.
 */
final class OnnxNetwork {
    private final Map<String, OnnxValue> values = new HashMap<>();
    private final OnnxGraph graph;
    private final OnnxStack stack;

    private OnnxNetwork(OnnxGraph graph) {
        this.graph = graph;
        OnnxSource input = new OnnxSource.Input(graph.features());
        stack = new OnnxStack(input);
        values.put(graph.input(), new Flow(input, List.of(Axis.BATCH, Axis.STEPS, Axis.FEATURES), Part.ALL, -1));
        for (OnnxTensor tensor : graph.initializers()) {
            values.put(tensor.name(), tensor.value());
        }
    }

    static ForeignModel read(String library, OnnxGraph graph) {
        OnnxNetwork network = new OnnxNetwork(graph);
        graph.nodes().forEach(network::follow);
        return network.finish(library);
    }

    private void follow(OnnxNode node) {
        if (OnnxCells.isOne(node)) {
            OnnxCells.read(node, values, stack);
            return;
        }
        if (node.operator().equals("Constant")) {
            put(node, constant(node));
            return;
        }
        List<OnnxValue> in = new ArrayList<>();
        for (String name : node.inputs()) {
            if (!name.isEmpty()) {
                OnnxValue value = values.get(name);
                if (value == null) {
                    throw node.refused("its input " + name + " is not known");
                }
                in.add(value);
            }
        }
        put(
                node,
                OnnxDense.of(node, in, stack)
                        .or(() -> OnnxStates.of(node, in))
                        .or(() -> OnnxAxes.of(node, in, stack))
                        .or(() -> OnnxIntegers.of(node, in))
                        .or(() -> OnnxArrays.of(node, in))
                        .orElseThrow(() -> node.refused("its operator is none of a layer's, or not there")));
    }

    private void put(OnnxNode node, OnnxValue value) {
        if (node.outputs().isEmpty()) {
            throw node.refused("it gives nothing");
        }
        values.put(node.outputs().get(0), value);
    }

    private static OnnxValue constant(OnnxNode node) {
        Optional<OnnxValue> tensor = node.tensor("value").map(OnnxTensor::value);
        Optional<OnnxValue> numbers = node.integers("value_ints").map(all -> new OnnxValue.Ints(all, false));
        Optional<OnnxValue> number = node.attributes().containsKey("value_int")
                ? Optional.of(new OnnxValue.Ints(List.of(node.integer("value_int", 0)), true))
                : Optional.empty();
        return tensor.or(() -> numbers).or(() -> number).orElseThrow(() -> node.refused("its value is no tensor"));
    }

    private ForeignModel finish(String library) {
        String output = "output " + graph.output().name();
        if (!(values.get(graph.output().name()) instanceof Flow flow)) {
            throw new IllegalArgumentException(output + " must be what a layer gives");
        }
        List<Axis> axes = plain(flow);
        boolean steps = axes.equals(List.of(Axis.BATCH, Axis.STEPS, Axis.FEATURES))
                || axes.equals(List.of(Axis.BATCH, Axis.STEPS))
                || axes.equals(List.of(Axis.BATCH, Axis.HORIZON));
        boolean split = axes.equals(List.of(Axis.BATCH, Axis.HORIZON, Axis.TARGETS));
        Refused.unless(
                steps || split || axes.equals(List.of(Axis.BATCH, Axis.FEATURES)),
                output + " must be [batch, outputs] or [batch, steps, outputs], was " + axes);
        stack.onto(output, flow.with(steps ? List.of(Axis.BATCH, Axis.STEPS, Axis.FEATURES) : axes));
        LevelScale.Order order = split || steps ? LevelScale.Order.STEPS : LevelScale.Order.TARGETS;
        OptionalInt window = graph.window();
        ForeignModel model = ForeignModel.of(library, graph.features(), stack.layers(), window, order);
        requireDeclared(output, model.network().output());
        return model;
    }

    /** Axes of the output: one number is a row of one, and an axis of one behind the batch is none. */
    private static List<Axis> plain(Flow flow) {
        List<Axis> axes = new ArrayList<>(flow.axes());
        if (axes.isEmpty() || axes.get(0) != Axis.BATCH) {
            return axes;
        }
        axes.removeIf(axis -> axis == Axis.ONE);
        return axes.equals(List.of(Axis.BATCH)) && OnnxDense.width(flow) == 1
                ? List.of(Axis.BATCH, Axis.FEATURES)
                : axes;
    }

    /** Sizes that the file says its output has; one that depends on the call, or is not said, is 0. */
    private void requireDeclared(String output, Shape shape) {
        List<Long> said = graph.output().shape();
        long declared = 1;
        for (int axis = 1; axis < said.size(); axis++) {
            declared *= Math.max(0, Math.min(said.get(axis), Limits.WEIGHTS));
        }
        int steps = shape.steps() == 0 ? graph.window().orElse(0) : shape.steps();
        long given = (long) shape.features() * (shape.sequence() ? steps : 1);
        Refused.unless(
                said.isEmpty() || declared == 0 || given == 0 || declared == given,
                output + " must have the " + declared + " numbers that the file says, has " + given);
    }
}
