package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Axis;
import io.tidecast.interchange.OnnxValue.Flow;
import java.util.ArrayList;
import java.util.List;

/**
 * Reshape of ONNX on what flows through the network, as far as it only says anew what the axes are: directions and
 * features become features, batch and steps become one axis and two again, an axis of one comes or goes, and outputs
 * come to stand as horizon and targets.
 */
final class OnnxReshape {
    private OnnxReshape() {}

    /** @param target sizes, 0 for the axis as it is, -1 for the rest, null for what depends on the batch */
    static Flow of(OnnxNode node, Flow flow, List<Long> target) {
        for (List<Axis> candidate : candidates(flow)) {
            List<Axis> fitted = fit(flow.with(candidate), target);
            if (fitted != null) {
                return flow.with(fitted);
            }
        }
        throw node.refused("it brings " + flow.axes() + " to " + target);
    }

    private static List<List<Axis>> candidates(Flow flow) {
        List<Axis> plain = new ArrayList<>(flow.axes());
        plain.remove(Axis.ONE);
        if (OnnxAxes.directions(flow) == 1) {
            plain.remove(Axis.DIRECTIONS);
        }
        List<List<Axis>> all = new ArrayList<>();
        all.add(plain);
        replace(plain, List.of(Axis.DIRECTIONS, Axis.FEATURES), List.of(Axis.FEATURES), all);
        replace(plain, List.of(Axis.BATCH, Axis.STEPS), List.of(Axis.BATCH_STEPS), all);
        replace(plain, List.of(Axis.STEPS, Axis.BATCH), List.of(Axis.STEPS_BATCH), all);
        replace(plain, List.of(Axis.BATCH_STEPS), List.of(Axis.BATCH, Axis.STEPS), all);
        replace(plain, List.of(Axis.STEPS_BATCH), List.of(Axis.STEPS, Axis.BATCH), all);
        if (plain.equals(List.of(Axis.BATCH, Axis.FEATURES))) {
            all.add(List.of(Axis.BATCH, Axis.HORIZON, Axis.TARGETS));
        }
        if (plain.equals(List.of(Axis.BATCH, Axis.STEPS, Axis.FEATURES))) {
            all.add(List.of(Axis.BATCH, Axis.HORIZON)); // All the outputs in a row, step by step.
        }
        return all;
    }

    private static void replace(List<Axis> axes, List<Axis> some, List<Axis> others, List<List<Axis>> all) {
        for (int i = 0; i + some.size() <= axes.size(); i++) {
            if (axes.subList(i, i + some.size()).equals(some)) {
                List<Axis> changed = new ArrayList<>(axes.subList(0, i));
                changed.addAll(others);
                changed.addAll(axes.subList(i + some.size(), axes.size()));
                all.add(changed);
            }
        }
    }

    /** The axes with as many of one between them as the target has; null if they do not fit it. */
    private static List<Axis> fit(Flow flow, List<Long> target) {
        List<Long> sizes = OnnxIntegers.sizes(flow);
        int extra = target.size() - sizes.size();
        List<Axis> fitted = new ArrayList<>();
        int i = 0;
        for (Long due : target) {
            if (extra > 0 && due != null && due == 1) {
                fitted.add(Axis.ONE);
                extra--;
                continue;
            }
            if (i >= sizes.size() || !fits(sizes.get(i), due)) {
                return null;
            }
            fitted.add(flow.axes().get(i));
            i++;
        }
        if (i < sizes.size()) {
            return null;
        }
        long split =
                fitted.contains(Axis.TARGETS) ? product(target) : flow.source().features();
        return split == flow.source().features() ? fitted : null;
    }

    private static boolean fits(Long size, Long due) {
        return due == null || due == 0 || due == -1 || size == null || size.equals(due);
    }

    /** Of horizon and targets, both of which must be known. */
    private static long product(List<Long> target) {
        long product = 1;
        for (Long extent : target.subList(1, target.size())) {
            product *= extent == null ? 0 : extent;
        }
        return product;
    }
}
