package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Axis;
import io.tidecast.interchange.OnnxValue.Flow;
import io.tidecast.interchange.OnnxValue.Part;
import io.tidecast.interchange.OnnxValue.States;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Last states of the layers of a stack as PyTorch gives them, {@code h_n}: its exporters join those of all layers and
 * directions, and what follows takes one, or both directions of a layer, out of them again.
 */
final class OnnxStates {
    private static final List<Axis> ONE_STATE = List.of(Axis.ONE, Axis.BATCH, Axis.FEATURES);
    private static final List<Axis> DIRECTIONS = List.of(Axis.DIRECTIONS, Axis.BATCH, Axis.FEATURES);

    private OnnxStates() {}

    /** What the node gives; empty if it does not work on states. */
    static Optional<OnnxValue> of(OnnxNode node, List<OnnxValue> in) {
        if (node.operator().equals("Concat") && in.size() > 1 && in.stream().allMatch(OnnxStates::isState)) {
            return node.integer("axis", 0) == 0 ? Optional.of(joined(node, in)) : Optional.empty();
        }
        if (in.isEmpty() || !(in.get(0) instanceof States states)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (node.operator()) {
                    case "Identity" -> states;
                    case "Gather" -> gathered(node, states, in);
                    case "Slice" -> sliced(node, states, in);
                    default -> null;
                });
    }

    private static boolean isState(OnnxValue value) {
        return value instanceof States
                || (value instanceof Flow flow
                        && flow.part() == Part.FINAL
                        && (flow.axes().equals(ONE_STATE) || flow.axes().equals(DIRECTIONS)));
    }

    private static States joined(OnnxNode node, List<OnnxValue> in) {
        List<Flow> all = new ArrayList<>();
        for (OnnxValue value : in) {
            if (value instanceof States states) {
                all.addAll(states.each());
            } else if (value instanceof Flow flow && OnnxAxes.directions(flow) == 2) {
                all.add(flow.ofDirection(ONE_STATE, 0));
                all.add(flow.ofDirection(ONE_STATE, 1));
            } else if (value instanceof Flow flow) {
                all.add(flow.with(ONE_STATE));
            }
            Refused.unless(all.size() <= Limits.PARTS, node.place() + " must join at most " + Limits.PARTS + " states");
        }
        return new States(all);
    }

    private static Flow gathered(OnnxNode node, States states, List<OnnxValue> in) {
        OnnxValue.Ints index = OnnxIntegers.ints(node, in, 1);
        int count = states.each().size();
        Long at = index.only();
        if (node.integer("axis", 0) != 0 || at == null || at < -count || at >= count) {
            throw node.refused("it gathers other than one of " + count + " states");
        }
        Flow state = states.each().get((int) (at < 0 ? at + count : at));
        return index.scalar() ? state.with(ONE_STATE.subList(1, 3)) : state;
    }

    private static OnnxValue sliced(OnnxNode node, States states, List<OnnxValue> in) {
        int count = states.each().size();
        boolean old = in.size() == 1;
        Long start = old
                ? OnnxAxes.first(node, "starts")
                : OnnxIntegers.ints(node, in, 1).only();
        Long end = old
                ? OnnxAxes.first(node, "ends")
                : OnnxIntegers.ints(node, in, 2).only();
        List<Integer> axes = OnnxAxes.axes(node, in, 3, ONE_STATE.size());
        Long step = in.size() > 4 ? OnnxIntegers.ints(node, in, 4).only() : Long.valueOf(1);
        boolean first = axes.isEmpty() || axes.equals(List.of(0));
        if (start == null || end == null || step == null || step != 1 || !first) {
            throw node.refused("it slices states at places that are not known, or in steps");
        }
        int from = OnnxIntegers.index(start, count);
        List<Flow> left = states.each().subList(from, Math.max(from, OnnxIntegers.index(end, count)));
        if (left.size() == 1) {
            return left.get(0);
        }
        boolean both = left.size() == 2
                && left.get(0).source().equals(left.get(1).source())
                && left.get(0).direction() == 0
                && left.get(1).direction() == 1;
        return both ? new Flow(left.get(0).source(), DIRECTIONS, Part.FINAL, -1) : new States(left);
    }
}
