package io.tidecast.interchange;

import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.SimpleRnn;
import java.util.ArrayList;
import java.util.List;

/**
 * Layer as it was read: what it is, and its weights in our layout, one array for each parameter that the layer has, in
 * their order.
 *
 * @param spec the layer
 * @param weights empty where it has none
 */
record LayerWeights(LayerSpec spec, List<float[]> weights) {
    LayerWeights {
        weights = List.copyOf(weights);
    }

    static LayerWeights without(LayerSpec spec) {
        return new LayerWeights(spec, List.of());
    }

    static LayerWeights of(Dense dense, float[] weight, float[] bias) {
        return new LayerWeights(dense, List.of(weight, bias));
    }

    /** Two directions as one layer. */
    static LayerWeights bidirectional(LayerWeights ahead, LayerWeights behind) {
        Refused.unless(
                ahead.spec.equals(behind.spec),
                "both directions must be alike, were " + ahead.spec.toMap() + " and " + behind.spec.toMap());
        List<float[]> both = new ArrayList<>(ahead.weights);
        both.addAll(behind.weights);
        return new LayerWeights(new Bidirectional((RecurrentSpec) ahead.spec), both);
    }

    /** The same, giving every step or the last. */
    LayerWeights returningSequences(boolean sequences) {
        return new LayerWeights(((RecurrentSpec) spec).withReturnSequences(sequences), weights);
    }

    /** Gate blocks of a recurrent layer; 1 of any other. */
    static int gates(LayerSpec spec) {
        if (spec instanceof Bidirectional both) {
            return gates(both.layer());
        }
        return spec instanceof Gru ? 3 : spec instanceof Lstm ? 4 : 1;
    }

    /**
     * One direction of a recurrent layer, in our layout.
     *
     * @param gates 1, 3 or 4
     * @param biases one or two
     * @param resetAfter of a GRU; false takes one bias
     */
    static LayerWeights recurrent(
            String name, int gates, int units, boolean resetAfter, List<float[]> matrices, List<float[]> biases) {
        boolean two = biases.size() == 2;
        RecurrentSpec spec =
                switch (gates) {
                    case 1 -> new SimpleRnn(units, two, true);
                    case 3 -> new Gru(units, resetAfter, true);
                    case 4 -> new Lstm(units, two, true);
                    default ->
                        throw new IllegalArgumentException(
                                name + " must have the gates of rnn, gru or lstm, had " + gates);
                };
        List<float[]> all = new ArrayList<>(matrices);
        all.addAll(biases);
        return new LayerWeights(spec, all);
    }
}
