package io.tidecast.interchange;

import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.SimpleRnn;

/**
 * Match of a layer that a spec names with one that a file holds: of one kind and size. What a file of weights cannot
 * say, such as the activation, is the spec's to say; how many biases there are is the file's.
 */
final class SpecMatch {
    private SpecMatch() {}

    /** The layer as the spec has it, with the weights of the file. */
    static LayerWeights of(String place, LayerSpec wanted, LayerWeights found) {
        LayerSpec spec = found.spec();
        Refused.unless(
                fits(wanted, spec),
                place + " must be " + spec.kind() + " of " + units(spec) + " units as in the file, was " + wanted.kind()
                        + " of " + units(wanted));
        return new LayerWeights(joined(place, wanted, spec), found.weights());
    }

    static boolean fits(LayerSpec wanted, LayerSpec found) {
        return wanted.kind().equals(found.kind()) && units(wanted) == units(found);
    }

    private static LayerSpec joined(String place, LayerSpec wanted, LayerSpec found) {
        if (wanted instanceof Bidirectional both && found instanceof Bidirectional other) {
            return new Bidirectional((RecurrentSpec) joined(place + ".layer", both.layer(), other.layer()));
        }
        Refused.unless(
                wanted.kind().equals(found.kind()),
                place + " must be " + found.kind() + " as in the file, was " + wanted.kind());
        if (wanted instanceof Gru gru && found instanceof Gru other) {
            return new Gru(gru.units(), other.resetAfter(), gru.returnSequences(), gru.recurrentDropout());
        }
        if (wanted instanceof Lstm lstm && found instanceof Lstm other) {
            return new Lstm(lstm.units(), other.recurrentBias(), lstm.returnSequences(), lstm.recurrentDropout());
        }
        if (wanted instanceof SimpleRnn rnn && found instanceof SimpleRnn other) {
            return new SimpleRnn(rnn.units(), other.recurrentBias(), rnn.returnSequences(), rnn.recurrentDropout());
        }
        return wanted;
    }

    private static int units(LayerSpec spec) {
        return spec instanceof Dense dense ? dense.units() : spec instanceof RecurrentSpec layer ? layer.units() : 0;
    }
}
