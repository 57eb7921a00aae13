package io.tidecast.bench;

import io.tidecast.interchange.OnnxWeights;
import io.tidecast.interchange.OnnxWriter;
import io.tidecast.nn.Layout;
import io.tidecast.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Recurrent network as an ONNX graph that is fed its state: input {@code x} [T,B,F] and for each layer {@code state<i>}
 * [1,B,H], output {@code y} [B,horizon] and {@code next<i>}. An export has no states, a window begins from zero.
 */
final class OnnxModel {
    private final OnnxWriter out = new OnnxWriter();
    private final Case work;

    private OnnxModel(Case work) {
        this.work = work;
    }

    static byte[] of(Case work) {
        return new OnnxModel(work).write();
    }

    private byte[] write() {
        NetworkSpec spec = work.shape().spec();
        Layout layout = work.parameters().layout();
        out.input("x", work.steps(), work.batch(), work.shape().features);
        String input = "x";
        int last = work.shape().layers - 1;
        for (int layer = 0; layer <= last; layer++) {
            OnnxWeights weights = OnnxWeights.of(spec.layers().get(layer), layout.ofLayer(layer));
            String name = "layer" + layer;
            List<String> inputs = new ArrayList<>(List.of(input));
            inputs.addAll(weights.write(out, name, work.parameters()));
            inputs.add("");
            inputs.add(out.input("state" + layer, 1, work.batch(), work.shape().units));
            out.output("next" + layer, 1, work.batch(), work.shape().units);
            out.node(
                    "GRU",
                    inputs,
                    List.of("all" + layer, "next" + layer),
                    OnnxWriter.Attribute.of("hidden_size", weights.units()),
                    OnnxWriter.Attribute.of("linear_before_reset", 1));
            out.node("Squeeze", List.of("all" + layer, out.axis(1)), List.of("sequence" + layer));
            input = "sequence" + layer;
        }
        out.node("Squeeze", List.of("next" + last, out.axis(0)), List.of("h"));
        out.floats("head", work.parameters().get("head.weight"), Shape.HORIZON, work.shape().units);
        out.floats("headBias", work.parameters().get("head.bias"), Shape.HORIZON);
        out.node("Gemm", List.of("h", "head", "headBias"), List.of("y"), OnnxWriter.Attribute.of("transB", 1));
        out.output("y", work.batch(), Shape.HORIZON);
        return out.toByteArray();
    }
}
