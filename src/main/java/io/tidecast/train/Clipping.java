package io.tidecast.train;

import io.tidecast.nn.Layout;
import io.tidecast.nn.ParameterView;

/** Gradient clipping before a step; every kind has the convention of the framework it names. */
public sealed interface Clipping {
    /** Clips in place and gives the global norm from before. */
    default double apply(Layout layout, float[] gradients) {
        double norm = norm(gradients, 0, gradients.length);
        clip(layout, gradients, norm);
        return norm;
    }

    /** Clips in place, knowing the global norm. */
    void clip(Layout layout, float[] gradients, double norm);

    /** 2-norm of gradients[from .. to). */
    static double norm(float[] gradients, int from, int to) {
        double even = 0; // two sums, as one would wait for each addition
        double odd = 0;
        int i = from;
        for (; i + 2 <= to; i += 2) {
            even += (double) gradients[i] * gradients[i];
            odd += (double) gradients[i + 1] * gradients[i + 1];
        }
        double last = i < to ? (double) gradients[i] * gradients[i] : 0;
        return Math.sqrt(even + odd + last);
    }

    private static void scale(float[] gradients, int from, int to, double factor) {
        float f = (float) factor;
        for (int i = from; i < to; i++) {
            gradients[i] *= f;
        }
    }

    /** No clipping: leaves gradients as they are. */
    record None() implements Clipping {
        @Override
        public void clip(Layout layout, float[] gradients, double norm) {}
    }

    /**
     * torch.nn.utils.clip_grad_norm_: all gradients times {@code min(1, max / (norm + 1e-6))}.
     *
     * @param max largest global norm
     */
    record GlobalNorm(double max) implements Clipping {
        /** Validates. */
        public GlobalNorm {
            requirePositive(max);
        }

        @Override
        public void clip(Layout layout, float[] gradients, double norm) {
            double factor = max / (norm + 1e-6);
            if (factor < 1) {
                scale(gradients, 0, gradients.length, factor);
            }
        }
    }

    /**
     * Keras global_clipnorm: all gradients times {@code max / max(norm, max)}.
     *
     * @param max largest global norm
     */
    record KerasGlobalNorm(double max) implements Clipping {
        /** Validates. */
        public KerasGlobalNorm {
            requirePositive(max);
        }

        @Override
        public void clip(Layout layout, float[] gradients, double norm) {
            if (norm > max) {
                scale(gradients, 0, gradients.length, max / norm);
            }
        }
    }

    /**
     * Keras clipnorm: each variable's gradient on its own times {@code min(1, max / norm)}. A variable is what Keras
     * keeps as one: both biases of a GRU together.
     *
     * @param max largest norm of a variable's gradient
     */
    record VariableNorm(double max) implements Clipping {
        /** Validates. */
        public VariableNorm {
            requirePositive(max);
        }

        @Override
        public void clip(Layout layout, float[] gradients, double norm) {
            int from = 0;
            for (int i = 0; i < layout.views().size(); i++) {
                ParameterView view = layout.views().get(i);
                boolean last = i + 1 == layout.views().size()
                        || !layout.views().get(i + 1).variable().equals(view.variable());
                if (last) {
                    double own = norm(gradients, from, view.end());
                    if (own > max) {
                        scale(gradients, from, view.end(), max / own);
                    }
                    from = view.end();
                }
            }
        }
    }

    /**
     * torch clip_grad_value_ and Keras clipvalue: each element between -max and max.
     *
     * @param max largest element
     */
    record Value(double max) implements Clipping {
        /** Validates. */
        public Value {
            requirePositive(max);
        }

        @Override
        public void clip(Layout layout, float[] gradients, double norm) {
            float bound = (float) max;
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] = Math.max(-bound, Math.min(bound, gradients[i]));
            }
        }
    }

    private static void requirePositive(double max) {
        if (!(max > 0)) {
            throw new IllegalArgumentException("clipping max must be above 0, was " + max);
        }
    }
}
