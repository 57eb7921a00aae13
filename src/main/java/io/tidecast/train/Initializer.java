package io.tidecast.train;

import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Layout;
import io.tidecast.nn.ParameterSpec;
import io.tidecast.nn.ParameterSpec.Role;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Weight initialiser: where training starts from. The same seed gives the same bits everywhere; each parameter has a
 * random stream of its own, so adding a layer changes no other one.
 */
public enum Initializer {
    /**
     * PyTorch's defaults: uniform in ±1/sqrt(H) for recurrent layers, ±1/sqrt(inputs) for dense ones and the highway,
     * biases too.
     */
    TORCH {
        @Override
        void fill(ParameterSpec spec, float[] values, int from, SplitMix random) {
            int fan = spec.gates() > 0 ? spec.shape().get(0) / spec.gates() : spec.fanIn();
            uniform(values, from, spec.size(), 1 / Math.sqrt(fan), random);
        }
    },
    /**
     * Keras' defaults: Glorot uniform for what multiplies the input (Glorot and Bengio 2010), orthogonal for what
     * multiplies the state (Saxe et al. 2014), biases zero, but an LSTM's forget bias one.
     */
    KERAS {
        @Override
        void fill(ParameterSpec spec, float[] values, int from, SplitMix random) {
            List<Integer> shape = spec.shape();
            switch (spec.role()) {
                case KERNEL -> glorot(spec, values, from, random);
                case RECURRENT -> Orthogonal.fill(values, from, shape.get(0), shape.get(1), random);
                case BIAS -> {
                    if (spec.gates() == 4) {
                        int units = spec.size() / 4;
                        Arrays.fill(values, from + units, from + 2 * units, 1f);
                    }
                }
                case RECURRENT_BIAS -> Arrays.fill(values, from, from + spec.size(), 0f);
            }
        }
    },
    /** Every weight Glorot uniform, ±sqrt(6 / (rows + columns)) (Glorot and Bengio 2010), biases zero. */
    GLOROT {
        @Override
        void fill(ParameterSpec spec, float[] values, int from, SplitMix random) {
            if (spec.role() == Role.KERNEL || spec.role() == Role.RECURRENT) {
                glorot(spec, values, from, random);
            }
        }
    },
    /** Every weight with orthonormal columns, or rows where it has fewer of them (Saxe et al. 2014), biases zero. */
    ORTHOGONAL {
        @Override
        void fill(ParameterSpec spec, float[] values, int from, SplitMix random) {
            if (spec.role() == Role.KERNEL || spec.role() == Role.RECURRENT) {
                Orthogonal.fill(values, from, spec.shape().get(0), spec.shape().get(1), random);
            }
        }
    },
    /** Weights normal with deviation 0.01, biases zero. */
    NORMAL {
        @Override
        void fill(ParameterSpec spec, float[] values, int from, SplitMix random) {
            if (spec.role() == Role.KERNEL || spec.role() == Role.RECURRENT) {
                for (int i = 0; i < spec.size(); i++) {
                    values[from + i] = (float) (0.01 * random.nextGaussian());
                }
            }
        }
    };

    /** Sets values[from .. from + spec.size()), which are zero. */
    abstract void fill(ParameterSpec spec, float[] values, int from, SplitMix random);

    /** New parameters, not yet published. */
    public Parameters parameters(Layout layout, long seed) {
        Parameters parameters = Parameters.zeros(layout);
        float[] values = parameters.edit();
        for (ParameterView view : layout.views()) {
            SplitMix random = new SplitMix(SplitMix.mix(seed, view.name().hashCode()));
            fill(view.spec(), values, view.offset(), random);
        }
        return parameters;
    }

    /** By its name in settings: {@code torch}, {@code keras}, {@code glorot}, {@code orthogonal}, {@code normal}. */
    public static Initializer of(String text) {
        for (Initializer initializer : values()) {
            if (initializer.name().toLowerCase(Locale.ROOT).equals(text)) {
                return initializer;
            }
        }
        throw new IllegalArgumentException(
                "initializer must be one of [torch, keras, glorot, orthogonal, normal], was " + text);
    }

    private static void glorot(ParameterSpec spec, float[] values, int from, SplitMix random) {
        List<Integer> shape = spec.shape();
        uniform(values, from, spec.size(), Math.sqrt(6.0 / (shape.get(0) + shape.get(1))), random);
    }

    private static void uniform(float[] values, int from, int count, double bound, SplitMix random) {
        for (int i = 0; i < count; i++) {
            values[from + i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
    }
}
