package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Activation function of a dense layer, applied to its sums; each knows its derivative from its result y. */
public enum Activation {
    /** y = s. */
    LINEAR {
        @Override
        void apply(Kernels kernels, float[] s, int count) {}

        @Override
        void derive(float[] y, float[] d, int count) {}
    },
    /** y = tanh(s), dy/ds = 1 - y². */
    TANH {
        @Override
        void apply(Kernels kernels, float[] s, int count) {
            kernels.tanh(1, count, s, 0, count);
        }

        @Override
        void derive(float[] y, float[] d, int count) {
            for (int i = 0; i < count; i++) {
                d[i] *= 1 - y[i] * y[i];
            }
        }
    },
    /** y = 1 / (1 + exp(-s)), dy/ds = y (1 - y). */
    SIGMOID {
        @Override
        void apply(Kernels kernels, float[] s, int count) {
            kernels.sigmoid(1, count, s, 0, count);
        }

        @Override
        void derive(float[] y, float[] d, int count) {
            for (int i = 0; i < count; i++) {
                d[i] *= y[i] * (1 - y[i]);
            }
        }
    },
    /** y = max(s, 0), dy/ds = 1 where y &gt; 0, else 0. */
    RELU {
        @Override
        void apply(Kernels kernels, float[] s, int count) {
            for (int i = 0; i < count; i++) {
                s[i] = Math.max(s[i], 0f);
            }
        }

        @Override
        void derive(float[] y, float[] d, int count) {
            for (int i = 0; i < count; i++) {
                d[i] = y[i] > 0 ? d[i] : 0f;
            }
        }
    };

    /** In place from sums to results. */
    abstract void apply(Kernels kernels, float[] s, int count);

    /** In place from the gradients of the results to those of the sums. */
    abstract void derive(float[] y, float[] d, int count);

    /** Its name in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its name in settings. */
    public static Activation of(String text) {
        List<String> names = Arrays.stream(values()).map(Activation::text).toList();
        if (!names.contains(text)) {
            throw new IllegalArgumentException("activation must be one of " + names + ", was " + text);
        }
        return values()[names.indexOf(text)];
    }
}
