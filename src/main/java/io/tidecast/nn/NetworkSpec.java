package io.tidecast.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Network architecture as data: layers one upon the other, as in Keras' {@code Sequential}, and perhaps a linear
 * highway and a decoder of what is known ahead beside them.
 *
 * @param inputs F, features per time step, those that the decoder reads the last of them
 * @param layers from the input up
 * @param highway the linear map beside the stack
 * @param decoder reads what is known of the steps ahead
 */
public record NetworkSpec(
        int inputs, List<LayerSpec> layers, Optional<HighwaySpec> highway, Optional<DecoderSpec> decoder) {
    /** Validates that every layer can take what the one below gives. */
    public NetworkSpec {
        Fields.requireUnits("inputs", inputs);
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("layers must hold at least one layer, was empty");
        }
        int columns = decoder.map(DecoderSpec::columns).orElse(0);
        Fields.require(inputs, inputs > columns, "inputs", "more than the decoder's " + columns);
        Shape out = shapes(inputs - columns, layers).get(layers.size() - 1);
        if (decoder.isPresent()) {
            decoder.get().requireFits(layers, out.features());
        }
        if (highway.isPresent()) {
            highway.get().requireFits(inputs - columns, out.features());
            if (layers.stream().anyMatch(RepeatVector.class::isInstance)) {
                throw new IllegalArgumentException(
                        "highway must stand beside a stack that keeps the time steps, was beside a repeat-vector");
            }
        }
    }

    /** Without a decoder. */
    public NetworkSpec(int inputs, List<LayerSpec> layers, Optional<HighwaySpec> highway) {
        this(inputs, layers, highway, Optional.empty());
    }

    /** Without a highway. */
    public static NetworkSpec of(int inputs, LayerSpec... layers) {
        return new NetworkSpec(inputs, List.of(layers), Optional.empty());
    }

    /** The same with a highway. */
    public NetworkSpec withHighway(HighwaySpec spec) {
        return new NetworkSpec(inputs, layers, Optional.of(spec), decoder);
    }

    /** Inputs that the layers and the highway read. */
    public int stackInputs() {
        return inputs - decoder.map(DecoderSpec::columns).orElse(0);
    }

    /** The output shape of each layer. */
    public List<Shape> shapes() {
        return shapes(stackInputs(), layers);
    }

    private static List<Shape> shapes(int inputs, List<LayerSpec> layers) {
        List<Shape> shapes = new ArrayList<>();
        Shape shape = Shape.sequenceOf(inputs);
        for (int i = 0; i < layers.size(); i++) {
            try {
                shape = layers.get(i).output(shape);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "layers[" + i + "] (" + layers.get(i).kind() + "): " + e.getMessage(), e);
            }
            shapes.add(shape);
        }
        return shapes;
    }

    /** What the network gives. */
    public Shape output() {
        return shapes().get(layers.size() - 1);
    }

    /** O, features of the output. */
    public int outputs() {
        return output().features();
    }

    /**
     * Whether an output depends on inputs up to its own time only, so that state can be carried from chunk to chunk.
     */
    public boolean causal() {
        return layers.stream().noneMatch(layer -> layer instanceof Bidirectional || layer instanceof RepeatVector);
    }

    /**
     * The same network with the last recurrent layer giving every step, so that there is an output per time step:
     * serving uses the last-step form, training over lanes this one. The parameters are the same.
     */
    public NetworkSpec asSequences() {
        List<LayerSpec> changed = new ArrayList<>(layers);
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (layers.get(i) instanceof RecurrentSpec recurrent) {
                changed.set(i, recurrent.withReturnSequences(true));
                break;
            }
        }
        return new NetworkSpec(inputs, changed, highway, decoder);
    }

    /**
     * Working memory: bytes that {@link Network#servingWorkspace()} comes to hold at most for one lane of so many
     * steps. Ask before making one for a spec that somebody else wrote. {@link Long#MAX_VALUE}: more than a long
     * counts.
     */
    public long servingBytes(int steps) {
        return ServingMemory.bytes(this, steps);
    }

    /** As plain maps, lists, numbers and text, for a codec to write as YAML or JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = Fields.map(
                "inputs",
                inputs,
                "layers",
                layers.stream().map(LayerSpec::toMap).toList());
        highway.ifPresent(spec -> map.put("highway", spec.toMap()));
        decoder.ifPresent(spec -> map.put("decoder", spec.toMap()));
        return map;
    }

    /**
     * Reads {@link #toMap} back. What may be left out has a default: {@code reset-after: true},
     * {@code return-sequences: false}, {@code recurrent-bias: false}, {@code activation: linear},
     * {@code recurrent-dropout: 0}, no highway, no decoder. A message names the place, the rule and the value.
     */
    public static NetworkSpec fromMap(Map<?, ?> map) {
        Fields fields = new Fields("network", map);
        List<LayerSpec> layers = new ArrayList<>();
        for (Object form : fields.list("layers")) {
            layers.add(LayerKind.parse("layers[" + layers.size() + "]", form));
        }
        Optional<HighwaySpec> highway =
                Optional.ofNullable(fields.optional("highway")).map(HighwaySpec::parse);
        Optional<DecoderSpec> decoder =
                Optional.ofNullable(fields.optional("decoder")).map(DecoderSpec::parse);
        NetworkSpec spec = new NetworkSpec(fields.integer("inputs"), layers, highway, decoder);
        fields.nothingElse();
        return spec;
    }
}
