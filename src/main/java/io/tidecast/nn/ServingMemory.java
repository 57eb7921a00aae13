package io.tidecast.nn;

import java.util.List;

/**
 * Working memory of a serving {@link Workspace} with one lane: an upper bound worked out from the spec alone, whichever
 * kernels compute, so that a spec from elsewhere is refused before anything is allocated. It counts in long, and what a
 * long cannot count is {@link Long#MAX_VALUE}.
 */
final class ServingMemory {
    /** Floats that may stand beside a row of a packed matrix: rows are rounded up to vectors and aligned. */
    private static final long PADDING = 48;
    /** Floats that a packed matrix may have beside its rows. */
    private static final long MATRIX = 4_400;
    /** Floats' worth of a layer's objects. */
    private static final long LAYER = 512;
    /** Steps that a recurrent layer keeps while it goes over more. */
    private static final long KEPT = 18;

    private ServingMemory() {}

    /** Bytes for so many steps. */
    static long bytes(NetworkSpec spec, int steps) {
        try {
            return Math.multiplyExact(Float.BYTES, floats(spec, steps));
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private static long floats(NetworkSpec spec, long steps) {
        Shape in = Shape.sequenceOf(spec.stackInputs());
        Shape below = in;
        long all = product(2, steps, spec.inputs());
        for (LayerSpec layer : spec.layers()) {
            Shape out = layer.output(in);
            for (ParameterSpec parameter : layer.parameters(in)) {
                all = Math.addExact(all, weights(parameter.shape()));
            }
            all = Math.addExact(all, activations(in, out, steps));
            below = in;
            in = out;
        }
        Shape out = in;
        long beside =
                spec.highway().map(highway -> highway(highway, out, steps)).orElse(0L);
        if (spec.decoder().isPresent()) {
            beside = Math.addExact(beside, decoder(spec.decoder().get(), below, out, steps));
        }
        return Math.addExact(Math.addExact(all, beside), product(1, length(out, steps), out.features()));
    }

    private static long length(Shape shape, long steps) {
        return shape.sequence() ? shape.steps() == 0 ? steps : shape.steps() : 1;
    }

    /**
     * Inputs laid out anew, outputs and their scratch, and the gates and states of the steps kept, of two directions.
     */
    private static long activations(Shape in, Shape out, long steps) {
        long inputs = product(2, length(in, steps), in.features());
        long outputs = product(4, length(out, steps), out.features());
        long kept = KEPT * (2L * in.features() + 10L * out.features());
        return Math.addExact(Math.addExact(inputs, outputs), kept + LAYER);
    }

    /**
     * A weight [O, I], packed for the forward pass beside gates that it does not reach, at most a third of its own, for
     * its gradient, and backward; a bias [O], and its gradient.
     */
    private static long weights(List<Integer> shape) {
        long outputs = shape.get(0);
        long columns = outputs + outputs / 2;
        if (shape.size() == 1) {
            return Math.multiplyExact(2, matrix(1, columns));
        }
        long inputs = shape.get(1);
        return Math.addExact(Math.multiplyExact(2, matrix(inputs, columns)), matrix(outputs, inputs));
    }

    private static long highway(HighwaySpec highway, Shape out, long steps) {
        long channels = highway.channels().size();
        long lags = highway.steps();
        long horizon = out.features() / channels;
        long perChannel = Math.addExact(
                Math.addExact(matrix(lags, horizon), matrix(horizon, lags)), Math.addExact(2 * lags, steps));
        long windows = product(2, length(out, steps), lags);
        long outputs = product(3, length(out, steps), out.features());
        return Math.addExact(
                Math.addExact(Math.multiplyExact(channels, perChannel), matrix(lags, horizon)),
                Math.addExact(Math.addExact(windows, outputs), steps + LAYER));
    }

    /** Weights, what is known ahead, laid out anew, and the hidden layer of each step ahead. */
    private static long decoder(DecoderSpec decoder, Shape below, Shape out, long steps) {
        long all = LAYER;
        for (ParameterSpec parameter : decoder.parameters(below.features(), out.features())) {
            all = Math.addExact(all, weights(parameter.shape()));
        }
        long rows = length(out, steps);
        long ahead = product(rows, decoder.steps(), decoder.inputs());
        long hidden = product(rows, decoder.steps() + 1L, decoder.units());
        return Math.addExact(all, Math.addExact(ahead, hidden));
    }

    /** Floats of a packed matrix and its copy for single rows. */
    private static long matrix(long rows, long columns) {
        return Math.addExact(product(2, rows + 2, columns + PADDING), MATRIX);
    }

    private static long product(long a, long b, long c) {
        return Math.multiplyExact(Math.multiplyExact(a, b), c);
    }
}
