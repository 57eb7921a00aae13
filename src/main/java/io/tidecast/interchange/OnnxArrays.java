package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators of ONNX on known weights, where an exporter has left them to be done: moved axes, parts and joins. */
final class OnnxArrays {
    private OnnxArrays() {}

    /** What the node gives; empty if it is none of these. */
    static Optional<OnnxValue> of(OnnxNode node, List<OnnxValue> in) {
        if (in.isEmpty()
                || !in.stream().allMatch(value -> value instanceof Weights || value instanceof OnnxValue.Ints)) {
            return Optional.empty();
        }
        WeightArray first = in.get(0) instanceof Weights weights ? weights.array() : null;
        if (first == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        switch (node.operator()) {
                            case "Identity" -> first;
                            case "Cast" -> node.castToNumbers(first);
                            case "Transpose" -> transposed(node, first);
                            case "Squeeze" -> reshaped(first, squeezed(node, first, in));
                            case "Unsqueeze" -> reshaped(first, unsqueezed(node, first, in));
                            case "Concat" -> joined(node, in);
                            case "Slice" -> sliced(node, first, in);
                            default -> null;
                        })
                .map(Weights::new);
    }

    private static WeightArray reshaped(WeightArray array, List<Integer> shape) {
        return new WeightArray(array.name(), shape, array.values());
    }

    private static WeightArray transposed(OnnxNode node, WeightArray array) {
        List<Long> order = node.integers("perm").orElse(List.of(1L, 0L));
        if (array.rank() != 2 || !order.equals(List.of(1L, 0L))) {
            throw node.refused("it turns weights other than a matrix");
        }
        float[] turned = WeightLayout.KERAS.read(array.values(), 0, 1, array.extent(1), array.extent(0));
        return new WeightArray(array.name(), List.of(array.extent(1), array.extent(0)), turned);
    }

    private static int axis(OnnxNode node, List<OnnxValue> in, int at, int rank) {
        List<Long> given = in.size() > at
                ? OnnxIntegers.ints(node, in, at).numbers()
                : node.integers("axes").orElse(List.of());
        Long axis = given.size() == 1 ? given.get(0) : null;
        if (axis == null || axis < -rank || axis >= rank) {
            throw node.refused("its axis is " + given + " of " + rank);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    private static List<Integer> squeezed(OnnxNode node, WeightArray array, List<OnnxValue> in) {
        List<Integer> shape = new ArrayList<>(array.shape());
        if (shape.remove(axis(node, in, 1, shape.size())) != 1) {
            throw node.refused("it drops an axis of " + array.shape());
        }
        return shape;
    }

    private static List<Integer> unsqueezed(OnnxNode node, WeightArray array, List<OnnxValue> in) {
        List<Integer> shape = new ArrayList<>(array.shape());
        shape.add(axis(node, in, 1, shape.size() + 1), 1);
        Refused.unless(shape.size() <= Limits.DEPTH, node.place() + " must give at most " + Limits.DEPTH + " axes");
        return shape;
    }

    private static WeightArray joined(OnnxNode node, List<OnnxValue> in) {
        List<WeightArray> parts = new ArrayList<>();
        for (OnnxValue value : in) {
            if (!(value instanceof Weights weights)) {
                throw node.refused("it joins weights and whole numbers");
            }
            parts.add(weights.array());
        }
        int rank = parts.get(0).rank();
        long given = node.integer("axis", 0);
        long axis = given < 0 ? given + rank : given;
        if (axis != 0 || rank == 0) {
            throw node.refused("it joins weights along axis " + given);
        }
        List<Integer> shape = new ArrayList<>(parts.get(0).shape());
        int rows = 0;
        for (WeightArray part : parts) {
            List<Integer> other = new ArrayList<>(part.shape());
            if (other.isEmpty() || !other.subList(1, other.size()).equals(shape.subList(1, rank))) {
                throw node.refused("it joins weights of " + shape + " and " + other);
            }
            rows += other.get(0);
        }
        shape.set(0, rows);
        float[] all = new float
                [WeightArray.size(
                        node.place(),
                        shape.stream().mapToLong(Integer::longValue).toArray())];
        int at = 0;
        for (WeightArray part : parts) {
            System.arraycopy(part.values(), 0, all, at, part.values().length);
            at += part.values().length;
        }
        return new WeightArray(node.name(), shape, all);
    }

    private static WeightArray sliced(OnnxNode node, WeightArray array, List<OnnxValue> in) {
        Long start = OnnxIntegers.ints(node, in, 1).only();
        Long end = OnnxIntegers.ints(node, in, 2).only();
        int axis = in.size() > 3 ? axis(node, in, 3, array.rank()) : 0;
        Long step = in.size() > 4 ? OnnxIntegers.ints(node, in, 4).only() : Long.valueOf(1);
        if (start == null || end == null || step == null || step != 1 || axis != 0 || array.rank() == 0) {
            throw node.refused("it slices weights other than by rows, at known places");
        }
        int from = OnnxIntegers.index(start, array.extent(0));
        int to = Math.max(from, OnnxIntegers.index(end, array.extent(0)));
        List<Integer> shape = new ArrayList<>(array.shape());
        shape.set(0, to - from);
        int row = array.extent(0) == 0 ? 0 : array.values().length / array.extent(0);
        float[] part = new float[(to - from) * row];
        System.arraycopy(array.values(), from * row, part, 0, part.length);
        return new WeightArray(node.name(), shape, part);
    }
}
