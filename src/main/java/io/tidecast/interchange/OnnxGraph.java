package io.tidecast.interchange;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Graph of an ONNX model: one window in, one forecast out.
 *
 * @param input its name
 * @param window steps of the input, where the file fixes them
 * @param features of the input
 * @param output the first output
 */
record OnnxGraph(
        List<OnnxNode> nodes,
        List<OnnxTensor> initializers,
        String input,
        OptionalInt window,
        int features,
        Declared output) {
    static OnnxGraph read(ProtobufFields fields, Beside beside) {
        List<OnnxNode> nodes = new ArrayList<>();
        List<OnnxTensor> initializers = new ArrayList<>();
        List<Declared> inputs = new ArrayList<>();
        List<Declared> outputs = new ArrayList<>();
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> nodes.add(OnnxNode.read(fields.message("node"), beside));
                case 5 -> initializers.add(OnnxTensor.read(fields.message("initializer"), beside));
                case 11 -> inputs.add(Declared.read(fields.message("input")));
                case 12 -> outputs.add(Declared.read(fields.message("output")));
                case 15 -> throw new IllegalArgumentException("graph must have no sparse initializers");
                default -> {} // Names, documentation, shapes of what is between.
            }
            int parts = nodes.size() + initializers.size() + inputs.size() + outputs.size();
            Refused.unless(parts <= Limits.PARTS, "graph must have at most " + Limits.PARTS + " parts, has more");
        }
        Set<String> known = new HashSet<>();
        initializers.forEach(tensor -> known.add(tensor.name()));
        List<Declared> given =
                inputs.stream().filter(each -> !known.contains(each.name())).toList();
        Refused.unless(
                given.size() == 1 && !outputs.isEmpty(),
                "graph must have one input, a window [batch, steps, features], and an output, had "
                        + given.stream().map(Declared::name).toList() + " and "
                        + outputs.stream().map(Declared::name).toList());
        List<Long> shape = given.get(0).shape();
        Refused.unless(
                shape.size() == 3 && shape.get(2) >= 1 && shape.get(2) <= Limits.WEIGHTS,
                given.get(0).name() + " must be [batch, steps, features] with so many features, was " + shape);
        long steps = shape.get(1);
        OptionalInt window = steps >= 1 && steps <= Limits.WEIGHTS ? OptionalInt.of((int) steps) : OptionalInt.empty();
        return new OnnxGraph(
                nodes, initializers, given.get(0).name(), window, shape.get(2).intValue(), outputs.get(0));
    }

    /**
     * Declared input or output.
     *
     * @param shape 0 where a size has a name, or none
     */
    record Declared(String name, List<Long> shape) {
        static Declared read(ProtobufFields fields) {
            String name = "";
            List<Long> shape = new ArrayList<>();
            for (int field = fields.next(); field != 0; field = fields.next()) {
                if (field == 1) {
                    name = fields.text();
                } else if (field == 2) {
                    within(within(fields.message("type"), 1, "tensor_type"), 2, "shape", shape);
                }
            }
            return new Declared(name, shape);
        }

        private static ProtobufFields within(ProtobufFields fields, int due, String what) {
            for (int field = fields.next(); field != 0; field = fields.next()) {
                if (field == due) {
                    return fields.message(what);
                }
            }
            throw new IllegalArgumentException("inputs and outputs must be tensors");
        }

        private static void within(ProtobufFields type, int due, String what, List<Long> shape) {
            for (int field = type.next(); field != 0; field = type.next()) {
                if (field == due) {
                    ProtobufFields dims = type.message(what);
                    for (int each = dims.next(); each != 0; each = dims.next()) {
                        shape.add(each == 1 ? size(dims.message("dim")) : 0L);
                        Refused.unless(
                                shape.size() <= Limits.DEPTH, "inputs must have at most " + Limits.DEPTH + " axes");
                    }
                }
            }
        }

        private static long size(ProtobufFields dim) {
            long size = 0;
            for (int field = dim.next(); field != 0; field = dim.next()) {
                size = field == 1 ? dim.integer() : size;
            }
            return size;
        }
    }
}
