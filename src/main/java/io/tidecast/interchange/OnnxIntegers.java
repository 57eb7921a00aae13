package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Axis;
import io.tidecast.interchange.OnnxValue.Flow;
import io.tidecast.interchange.OnnxValue.Ints;
import io.tidecast.interchange.OnnxValue.Zeros;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Arithmetic on shapes, by which exporters make zero states and say how to reshape: what follows from known numbers is
 * worked out, what follows from the batch stays unknown.
 */
final class OnnxIntegers {
    private OnnxIntegers() {}

    /** What the node gives; empty if it does not work on whole numbers or zeros. */
    static Optional<OnnxValue> of(OnnxNode node, List<OnnxValue> in) {
        if (node.operator().equals("Shape") && in.size() == 1) {
            return Optional.of(shape(node, in.get(0)));
        }
        if (node.operator().equals("ConstantOfShape") && in.size() == 1 && in.get(0) instanceof Ints dims) {
            return Optional.of(filled(node, dims));
        }
        if (!in.isEmpty() && in.get(0) instanceof Zeros zeros) {
            // Whatever is done to it, for nothing that adds is read.
            return Optional.of(isSlicedByLayer(node, in) ? zeros : Zeros.of(List.of()));
        }
        boolean grows = node.operator().equals("Expand") && in.size() == 2;
        if (grows
                && in.get(0) instanceof OnnxValue.Weights weights
                && weights.array().isZero()) {
            return Optional.of(Zeros.of(ints(node, in, 1).numbers()));
        }
        if (in.isEmpty() || !(in.get(0) instanceof Ints first)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (node.operator()) {
                    case "Identity", "Cast" -> first;
                    case "Squeeze" -> new Ints(first.numbers(), first.numbers().size() == 1);
                    case "Unsqueeze", "Reshape", "Expand" -> new Ints(first.numbers(), false);
                    case "Gather" -> gathered(node, first, in);
                    case "Slice" -> sliced(node, first, in);
                    case "Concat" -> joined(node, in);
                    case "Add" -> each(node, in, (a, b) -> a + b);
                    case "Sub" -> each(node, in, (a, b) -> a - b);
                    case "Mul" -> each(node, in, (a, b) -> a * b);
                    case "Equal" -> each(node, in, (a, b) -> a.equals(b) ? 1L : 0L);
                    case "Where" -> chosen(node, in);
                    default -> null;
                });
    }

    /** Known sizes of axes; null where it depends on the call. */
    static List<Long> sizes(Flow flow) {
        List<Long> sizes = new ArrayList<>();
        for (Axis axis : flow.axes()) {
            sizes.add(
                    switch (axis) {
                        case FEATURES -> (long) OnnxAxes.features(flow);
                        case DIRECTIONS -> (long) OnnxAxes.directions(flow);
                        case ONE -> 1L;
                        default -> null;
                    });
        }
        return sizes;
    }

    private static Ints shape(OnnxNode node, OnnxValue value) {
        if (value instanceof OnnxValue.Weights weights) {
            return new Ints(
                    weights.array().shape().stream().map(Integer::longValue).toList(), false);
        }
        if (value instanceof Flow flow) {
            List<Long> sizes = sizes(flow);
            int from = index(node.integer("start", 0), sizes.size());
            int to = node.attributes().containsKey("end") ? index(node.integer("end", 0), sizes.size()) : sizes.size();
            return new Ints(sizes.subList(Math.min(from, to), to), false);
        }
        throw node.refused("it asks for a shape that is not known");
    }

    /** An index from either end, held within 0..size. */
    static int index(long index, int size) {
        return (int) Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }

    /** Whether the states of all layers are sliced into those of one, which are as wide. */
    private static boolean isSlicedByLayer(OnnxNode node, List<OnnxValue> in) {
        return node.operator().equals("Slice")
                && in.size() > 3
                && in.get(3) instanceof Ints axes
                && Long.valueOf(0).equals(axes.only());
    }

    private static OnnxValue filled(OnnxNode node, Ints dims) {
        OnnxValue value = node.tensor("value").map(OnnxTensor::value).orElse(Zeros.of(List.of()));
        if (value instanceof Zeros
                || (value instanceof OnnxValue.Weights weights
                        && weights.array().isZero())) {
            return Zeros.of(dims.numbers());
        }
        if (value instanceof Ints one && one.only() != null && dims.numbers().size() <= 1) {
            Long count = dims.numbers().isEmpty() ? Long.valueOf(1) : dims.only();
            if (count != null && count >= 0 && count <= Limits.DEPTH) {
                return new Ints(
                        Collections.nCopies(count.intValue(), one.only()),
                        dims.numbers().isEmpty());
            }
        }
        throw node.refused("it fills a shape with something else than zeros");
    }

    private static Ints gathered(OnnxNode node, Ints from, List<OnnxValue> in) {
        List<Long> picked = new ArrayList<>();
        Ints indices = ints(node, in, 1);
        for (Long index : indices.numbers()) {
            int size = from.numbers().size();
            if (index == null || index < -size || index >= size) {
                throw node.refused("its index is " + index + " of " + size);
            }
            picked.add(from.numbers().get((int) (index < 0 ? index + size : index)));
        }
        return new Ints(picked, indices.scalar());
    }

    private static Ints sliced(OnnxNode node, Ints from, List<OnnxValue> in) {
        Long start = ints(node, in, 1).only();
        Long end = ints(node, in, 2).only();
        Long step = in.size() > 4 ? ints(node, in, 4).only() : Long.valueOf(1);
        if (start == null || end == null || step == null || step != 1) {
            throw node.refused("it slices a shape at places that are not known");
        }
        int size = from.numbers().size();
        int first = index(start, size);
        return new Ints(from.numbers().subList(first, Math.max(first, index(end, size))), false);
    }

    private static Ints joined(OnnxNode node, List<OnnxValue> in) {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            all.addAll(ints(node, in, i).numbers());
        }
        Refused.unless(all.size() <= Limits.PARTS, node.place() + " must give at most " + Limits.PARTS + " numbers");
        return new Ints(all, false);
    }

    private static Ints each(OnnxNode node, List<OnnxValue> in, BinaryOperator<Long> operator) {
        List<Long> a = ints(node, in, 0).numbers();
        List<Long> b = ints(node, in, 1).numbers();
        int size = Math.max(a.size(), b.size());
        if ((a.size() != size && a.size() != 1) || (b.size() != size && b.size() != 1)) {
            throw node.refused("it joins " + a.size() + " and " + b.size() + " numbers");
        }
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Long one = a.get(a.size() == 1 ? 0 : i);
            Long other = b.get(b.size() == 1 ? 0 : i);
            all.add(one == null || other == null ? null : operator.apply(one, other));
        }
        return new Ints(all, ints(node, in, 0).scalar() && ints(node, in, 1).scalar());
    }

    private static Ints chosen(OnnxNode node, List<OnnxValue> in) {
        List<Long> which = ints(node, in, 0).numbers();
        List<Long> yes = ints(node, in, 1).numbers();
        List<Long> no = ints(node, in, 2).numbers();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < which.size(); i++) {
            if (yes.size() != which.size() || no.size() != which.size()) {
                throw node.refused("it chooses among lists of different lengths");
            }
            all.add(which.get(i) == null ? null : which.get(i) != 0 ? yes.get(i) : no.get(i));
        }
        return new Ints(all, false);
    }

    static Ints ints(OnnxNode node, List<OnnxValue> in, int i) {
        if (i < in.size() && in.get(i) instanceof Ints ints) {
            return ints;
        }
        throw node.refused("its input " + node.input(i) + " is no known list of whole numbers");
    }
}
