package io.tidecast.interchange;

import io.tidecast.interchange.OnnxValue.Axis;
import io.tidecast.interchange.OnnxValue.Flow;
import io.tidecast.interchange.OnnxValue.Part;
import io.tidecast.nn.RepeatVector;
import java.util.ArrayList;
import java.util.List;

/** Layer stack of an ONNX graph as it grows: each layer once, on the one before. */
final class OnnxStack {
    private final List<LayerWeights> layers = new ArrayList<>();
    private OnnxSource top;

    OnnxStack(OnnxSource input) {
        top = input;
    }

    List<LayerWeights> layers() {
        return layers;
    }

    /** Takes what a source gives as the input of the next layer, and gives that layer's depth. */
    int onto(OnnxNode node, Flow flow) {
        return onto(node.place(), flow);
    }

    int onto(String place, Flow flow) {
        OnnxSource source = flow.source();
        if (!source.equals(top)) {
            Refused.unless(
                    source.depth() == layers.size(),
                    place + " must take what the layer before it gives, takes that of layer " + source.depth() + " of "
                            + layers.size());
            layers.add(layer(place, source, flow));
            Refused.unless(layers.size() <= Limits.PARTS, place + " must be of at most " + Limits.PARTS + " layers");
            top = source;
        }
        return layers.size();
    }

    private static LayerWeights layer(String place, OnnxSource source, Flow flow) {
        if (source instanceof OnnxSource.Linear linear) {
            return LayerWeights.of(
                    linear.dense(), linear.weight(), linear.bias().orElseGet(() -> new float[linear.features()]));
        }
        if (source instanceof OnnxSource.Repeat repeat) {
            return LayerWeights.without(new RepeatVector(repeat.times()));
        }
        OnnxSource.Cell cell = (OnnxSource.Cell) source;
        boolean steps = isSequence(flow);
        boolean both = cell.directions() == 2;
        Part own = cell.ahead().isPresent() ? Part.LAST : Part.FIRST;
        Refused.unless(
                cell.ahead().isPresent() && flow.direction() < 0,
                place + " must take a layer that goes ahead, or both directions of one, side by side");
        Refused.unless(
                steps || flow.part() == Part.FINAL || (!both && flow.part() == own),
                place + " must take every step of a recurrent layer or the state in which it ends, takes the "
                        + (both
                                ? "newest step of both directions, of which the backward one has only begun"
                                : "oldest"));
        LayerWeights layer = both
                ? LayerWeights.bidirectional(cell.ahead().get(), cell.behind().get())
                : cell.ahead().get();
        return layer.returningSequences(steps);
    }

    static boolean isSequence(Flow flow) {
        return flow.axes().stream()
                .anyMatch(axis -> axis == Axis.STEPS || axis == Axis.BATCH_STEPS || axis == Axis.STEPS_BATCH);
    }
}
