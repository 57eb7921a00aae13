package io.tidecast.nn;

import java.util.List;
import java.util.function.Function;

/**
 * Layer type that settings and manifests may name, and examples of it that the contract tests run over. A new layer is
 * its own file and one line in {@link #ALL}.
 *
 * @param name the {@code type} in the plain-data form
 * @param parser reads the rest of the form
 * @param examples specs that between them reach every branch of the layer; each accepts a sequence, or a vector where
 *     only that makes sense
 */
public record LayerKind(String name, Function<Fields, LayerSpec> parser, List<LayerSpec> examples) {
    /** Every kind there is. */
    public static final List<LayerKind> ALL = List.of(
            new LayerKind("gru", Gru::parse, Gru.EXAMPLES),
            new LayerKind("lstm", Lstm::parse, Lstm.EXAMPLES),
            new LayerKind("rnn", SimpleRnn::parse, SimpleRnn.EXAMPLES),
            new LayerKind("bidirectional", Bidirectional::parse, Bidirectional.EXAMPLES),
            new LayerKind("dense", Dense::parse, Dense.EXAMPLES),
            new LayerKind("repeat-vector", RepeatVector::parse, RepeatVector.EXAMPLES),
            new LayerKind("dropout", Dropout::parse, Dropout.EXAMPLES));

    /** Copies the examples. */
    public LayerKind {
        examples = List.copyOf(examples);
    }

    /**
     * Reads a layer from its plain-data form; the place, such as {@code layers[2]}, stands at the front of every
     * message.
     */
    static LayerSpec parse(String place, Object form) {
        Fields fields = new Fields(place, form);
        String type = fields.required("type").toString();
        for (LayerKind kind : ALL) {
            if (kind.name().equals(type)) {
                LayerSpec spec = atPlace(fields, type, kind.parser());
                fields.nothingElse();
                return spec;
            }
        }
        throw new IllegalArgumentException(place + ".type must be one of "
                + ALL.stream().map(LayerKind::name).toList() + ", was " + type);
    }

    private static LayerSpec atPlace(Fields fields, String type, Function<Fields, LayerSpec> parser) {
        try {
            return parser.apply(fields);
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            throw new IllegalArgumentException(
                    message.startsWith(fields.place()) ? message : fields.place() + " (" + type + "): " + message, e);
        }
    }
}
