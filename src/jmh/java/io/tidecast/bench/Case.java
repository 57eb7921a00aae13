package io.tidecast.bench;

import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Layout;
import io.tidecast.nn.Parameters;

/**
 * One line of the table with its fixed random numbers, the same for all contenders.
 *
 * @param x [B,T,F]
 */
record Case(Work work, Shape shape, int batch, Parameters parameters, float[] x) {
    static Case of(Work work, Shape shape, int batch) {
        SplitMix random = new SplitMix(1);
        Layout layout = io.tidecast.nn.Network.of(shape.spec()).layout();
        float[] weights = new float[layout.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 0.3f * (random.nextFloat() - 0.5f);
        }
        float[] x = new float[batch * steps(work, shape) * shape.features];
        for (int i = 0; i < x.length; i++) {
            x[i] = 2 * random.nextFloat() - 1;
        }
        return new Case(work, shape, batch, Parameters.of(layout, weights), x);
    }

    int steps() {
        return steps(work, shape);
    }

    private static int steps(Work work, Shape shape) {
        return work == Work.STEP ? 1 : shape.steps;
    }

    double operations() {
        return work.operations(shape) * batch;
    }

    /** The inputs as [T,B,F]. */
    float[] timeMajor() {
        float[] swapped = new float[x.length];
        int features = shape.features;
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < steps(); t++) {
                System.arraycopy(x, (b * steps() + t) * features, swapped, (t * batch + b) * features, features);
            }
        }
        return swapped;
    }
}
