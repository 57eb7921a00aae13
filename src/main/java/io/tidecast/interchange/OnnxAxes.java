package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Axis;
import io.tidecast.interchange.OnnxValue.Flow;
import io.tidecast.interchange.OnnxValue.Ints;
import io.tidecast.interchange.OnnxValue.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Operators of ONNX that move axes or choose among steps and directions, on what flows through the network: Transpose,
 * Squeeze, Unsqueeze, Slice, Gather, Concat, Expand, Tile. Reshape is {@link OnnxReshape}'s.
 */
final class OnnxAxes {
    private OnnxAxes() {}

    static int directions(Flow flow) {
        return flow.source() instanceof OnnxSource.Cell cell && flow.direction() < 0 ? cell.directions() : 1;
    }

    /** Width of the feature axis: of one direction where directions are an axis of their own. */
    static int features(Flow flow) {
        boolean apart = flow.axes().contains(Axis.DIRECTIONS);
        return apart ? flow.source().features() : OnnxDense.width(flow);
    }

    /** What the node gives; empty if it is none of these. */
    static Optional<OnnxValue> of(OnnxNode node, List<OnnxValue> in, OnnxStack stack) {
        if (in.isEmpty() || !(in.get(0) instanceof Flow flow)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (node.operator()) {
                    case "Identity", "Dropout" -> flow;
                    case "Cast" -> node.castToNumbers(flow);
                    case "Transpose" -> transposed(node, flow);
                    case "Squeeze" -> squeezed(node, flow, in);
                    case "Unsqueeze" -> unsqueezed(node, flow, in);
                    case "Reshape" ->
                        OnnxReshape.of(
                                node, flow, OnnxIntegers.ints(node, in, 1).numbers());
                    case "Flatten" -> OnnxReshape.of(node, flow, flatTarget(node));
                    case "Slice" -> sliced(node, flow, in);
                    case "Gather" -> gathered(node, flow, in);
                    case "Concat" -> joined(node, flow, in);
                    case "Expand", "Tile" -> repeated(node, flow, in, stack);
                    default -> null;
                });
    }

    private static List<Long> flatTarget(OnnxNode node) {
        if (node.integer("axis", 1) != 1) {
            throw node.refused("its axis is not 1");
        }
        return List.of(0L, -1L);
    }

    private static Flow transposed(OnnxNode node, Flow flow) {
        int rank = flow.axes().size();
        List<Long> order = node.integers("perm").orElse(List.of());
        List<Axis> axes = new ArrayList<>();
        for (Long from : order) {
            if (from < 0 || from >= rank) {
                throw node.refused("it takes axis " + from + " of " + rank);
            }
            axes.add(flow.axes().get(from.intValue()));
        }
        List<Axis> sorted = new ArrayList<>(axes);
        List<Axis> due = new ArrayList<>(flow.axes());
        Collections.sort(sorted);
        Collections.sort(due);
        if (!sorted.equals(due)) {
            throw node.refused("its perm " + order + " is none of " + rank + " axes");
        }
        return flow.with(axes);
    }

    /** Axes as the second input or as an attribute, counted from 0. */
    static List<Integer> axes(OnnxNode node, List<OnnxValue> in, int at, int rank) {
        List<Long> given = in.size() > at
                ? OnnxIntegers.ints(node, in, at).numbers()
                : node.integers("axes").orElse(List.of());
        List<Integer> axes = new ArrayList<>();
        for (Long axis : given) {
            if (axis == null || axis < -rank || axis >= rank) {
                throw node.refused("its axis is " + axis + " of " + rank);
            }
            axes.add((int) (axis < 0 ? axis + rank : axis));
        }
        return axes;
    }

    private static Flow squeezed(OnnxNode node, Flow flow, List<OnnxValue> in) {
        List<Integer> gone = axes(node, in, 1, flow.axes().size());
        List<Axis> left = new ArrayList<>();
        List<Long> sizes = OnnxIntegers.sizes(flow);
        for (int i = 0; i < flow.axes().size(); i++) {
            boolean single = sizes.get(i) != null && sizes.get(i) == 1;
            if (gone.contains(i) && !single) {
                throw node.refused("it drops the axis of " + flow.axes().get(i));
            }
            if (!gone.contains(i) && !(gone.isEmpty() && single)) {
                left.add(flow.axes().get(i));
            }
        }
        return flow.with(left);
    }

    private static Flow unsqueezed(OnnxNode node, Flow flow, List<OnnxValue> in) {
        List<Integer> added = axes(node, in, 1, flow.axes().size() + 1);
        if (added.size() != 1) {
            throw node.refused("it adds other than one axis");
        }
        List<Axis> all = new ArrayList<>(flow.axes());
        all.add(added.get(0), Axis.ONE);
        return flow.with(all);
    }

    private static Flow sliced(OnnxNode node, Flow flow, List<OnnxValue> in) {
        boolean old = in.size() == 1;
        Long start =
                old ? first(node, "starts") : OnnxIntegers.ints(node, in, 1).only();
        Long end = old ? first(node, "ends") : OnnxIntegers.ints(node, in, 2).only();
        List<Integer> axes = axes(node, in, 3, flow.axes().size());
        Long step = in.size() > 4 ? OnnxIntegers.ints(node, in, 4).only() : Long.valueOf(1);
        if (start == null || end == null || step == null || step != 1 || axes.size() > 1) {
            throw node.refused("it slices at places that are not known, or in steps");
        }
        int axis = axes.isEmpty() ? 0 : axes.get(0);
        if (start == 0 && end >= Integer.MAX_VALUE) {
            return flow;
        }
        Long size = OnnxIntegers.sizes(flow).get(axis);
        if (size != null && start == 0 && end >= size) {
            return flow;
        }
        if (flow.axes().get(axis) == Axis.FEATURES
                && directions(flow) == 2
                && !flow.axes().contains(Axis.DIRECTIONS)) {
            return half(node, flow, start, end);
        }
        boolean last = start == -1 && (end >= Integer.MAX_VALUE || (size != null && end >= size));
        boolean one = end == start + 1 && (start >= 0 || end < 0);
        if (!last && !one) {
            throw node.refused(
                    "it takes " + start + " to " + end + " of " + flow.axes().get(axis));
        }
        List<Axis> left = new ArrayList<>(flow.axes());
        left.set(axis, Axis.ONE);
        return chosen(node, flow, axis, last ? -1 : start, left);
    }

    /** The features of one direction out of both side by side. */
    private static Flow half(OnnxNode node, Flow flow, long start, long end) {
        int units = flow.source().features();
        int from = OnnxIntegers.index(start, 2 * units);
        int to = OnnxIntegers.index(end, 2 * units);
        if (to - from != units || from % units != 0) {
            throw node.refused("it takes features " + start + " to " + end + ", not those of one direction");
        }
        return flow.ofDirection(flow.axes(), from / units);
    }

    static Long first(OnnxNode node, String key) {
        return node.integers(key)
                .filter(all -> all.size() == 1)
                .map(all -> all.get(0))
                .orElse(null);
    }

    private static Flow gathered(OnnxNode node, Flow flow, List<OnnxValue> in) {
        int rank = flow.axes().size();
        Ints index = OnnxIntegers.ints(node, in, 1);
        long axis = node.integer("axis", 0);
        axis = axis < 0 ? axis + rank : axis;
        if (index.only() == null || axis < 0 || axis >= rank) {
            throw node.refused("it gathers other than one place of one axis");
        }
        List<Axis> left = new ArrayList<>(flow.axes());
        if (index.scalar()) {
            left.remove((int) axis);
        } else {
            left.set((int) axis, Axis.ONE);
        }
        return chosen(node, flow, (int) axis, index.only(), left);
    }

    /** One place of the steps or the directions. */
    private static Flow chosen(OnnxNode node, Flow flow, int axis, long index, List<Axis> left) {
        Axis from = flow.axes().get(axis);
        if (from == Axis.STEPS && flow.part() == Part.ALL && (index == 0 || index == -1)) {
            return flow.with(left, index == 0 ? Part.FIRST : Part.LAST);
        }
        if (from == Axis.DIRECTIONS && index >= -2 && index < 2) {
            int count = directions(flow);
            if (count == 1 && (index == 0 || index == -1)) {
                return flow.with(left);
            }
            if (count == 2) {
                return flow.ofDirection(left, (int) (index < 0 ? index + 2 : index));
            }
        }
        if (from == Axis.ONE && (index == 0 || index == -1)) {
            return flow.with(left);
        }
        throw node.refused("it takes place " + index + " of " + from);
    }

    /** Both directions side by side: of one operator, or of two that run over the same. */
    private static Flow joined(OnnxNode node, Flow ahead, List<OnnxValue> in) {
        int rank = ahead.axes().size();
        long axis = node.integer("axis", 0);
        axis = axis < 0 ? axis + rank : axis;
        if (in.size() == 1) {
            return ahead;
        }
        if (!(in.size() == 2
                && in.get(1) instanceof Flow behind
                && behind.axes().equals(ahead.axes())
                && axis >= 0
                && axis < rank
                && ahead.axes().get((int) axis) == Axis.FEATURES
                && ahead.source() instanceof OnnxSource.Cell first
                && behind.source() instanceof OnnxSource.Cell second
                && first.depth() == second.depth())) {
            throw node.refused("it joins what are not the two directions of a layer");
        }
        boolean one = first.equals(second) && ahead.direction() == 0 && behind.direction() == 1;
        boolean two = first.behind().isEmpty() && second.ahead().isEmpty();
        if (!one && !two) {
            throw node.refused("it joins what are not a forward and a backward direction, in that order");
        }
        boolean all = ahead.part() == Part.ALL && behind.part() == Part.ALL;
        boolean ends = (ahead.part() == Part.FINAL || ahead.part() == Part.LAST)
                && (behind.part() == Part.FINAL || behind.part() == Part.FIRST);
        if (!all && !ends) {
            throw node.refused("it joins other steps than all, or those in which the directions end");
        }
        OnnxSource both =
                one ? first : new OnnxSource.Cell(first.depth(), first.features(), first.ahead(), second.behind());
        return new Flow(both, ahead.axes(), all ? Part.ALL : Part.FINAL, -1);
    }

    /** A vector at every step; where nothing is repeated, nothing is done. */
    private static Flow repeated(OnnxNode node, Flow flow, List<OnnxValue> in, OnnxStack stack) {
        List<Long> target = OnnxIntegers.ints(node, in, 1).numbers();
        int offset = target.size() - flow.axes().size();
        if (offset != 0) {
            throw node.refused("it adds axes");
        }
        int at = -1;
        for (int i = 0; i < target.size(); i++) {
            Long times = target.get(i);
            Axis axis = flow.axes().get(i);
            boolean still = times == null ? axis != Axis.ONE : times == 1 || times == -1;
            boolean same = node.operator().equals("Expand")
                    && times != null
                    && axis != Axis.ONE
                    && (OnnxIntegers.sizes(flow).get(i) == null
                            || times.equals(OnnxIntegers.sizes(flow).get(i)));
            if (!still && !same) {
                if (axis != Axis.ONE || at >= 0 || times == null || times < 1 || times > 65_536) {
                    throw node.refused("it repeats other than a vector, at each of so many steps");
                }
                at = i;
            }
        }
        if (at < 0) {
            return flow;
        }
        int depth = stack.onto(node, flow);
        List<Axis> axes = new ArrayList<>(flow.axes());
        axes.set(at, Axis.STEPS);
        OnnxSource source = new OnnxSource.Repeat(
                depth, OnnxDense.width(flow), target.get(at).intValue());
        return new Flow(source, axes, Part.ALL, -1);
    }
}
