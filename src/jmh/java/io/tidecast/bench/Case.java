package io.tidecast.bench;

import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import io.tidecast.train.Adam;
import io.tidecast.train.Clipping;
import io.tidecast.train.Loss;
import io.tidecast.train.Trainer;

/** One network of a shape on one batch size with fixed random weights and inputs, and what is measured of it. */
final class Case {
    private static final int HORIZON = 24;

    /** The shapes measured: window, features, units, layers, and the multiply-adds' floating point operations of one window. */
    enum Shape {
        S1(48, 4, 0.333e6),
        S2(48, 4, 1.256e6),
        S3(168, 8, 12.9e6);

        final int steps;
        final int features;
        final double operations;

        Shape(int steps, int features, double operations) {
            this.steps = steps;
            this.features = features;
            this.operations = operations;
        }

        NetworkSpec spec() {
            return switch (this) {
                case S1 -> NetworkSpec.of(features, new Gru(32, true, false), new Dense(HORIZON));
                case S2 -> NetworkSpec.of(features, new Gru(64, true, false), new Dense(HORIZON));
                case S3 -> NetworkSpec.of(
                        features, new Gru(64, true, true), new Gru(64, true, false), new Dense(HORIZON));
            };
        }
    }

    /** What is done to it. */
    enum Work {
        /** Windows from the zero state. */
        INFERENCE,
        /** Forward, backward through the whole window, Adam. */
        TRAINING,
        /** One reading per lane, the state kept. */
        STEP;

        double operations(Shape shape) {
            return switch (this) {
                case INFERENCE -> shape.operations;
                case TRAINING -> 3 * shape.operations;
                case STEP -> shape.operations / shape.steps;
            };
        }
    }

    private final Work work;
    private final int batch;
    private final int steps;
    private final Network network;
    private final Parameters parameters;
    private final Workspace workspace;
    private final Trainer trainer;
    private final float[] x;
    private final float[] y;

    Case(Shape shape, Work work, int batch, Kernels kernels) {
        this.work = work;
        this.batch = batch;
        this.steps = work == Work.STEP ? 1 : shape.steps;
        this.network = Network.of(shape.spec(), kernels);
        SplitMix random = new SplitMix(1);
        float[] weights = new float[network.layout().size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 0.3f * (random.nextFloat() - 0.5f);
        }
        this.parameters = Parameters.of(network.layout(), weights);
        this.workspace = network.servingWorkspace();
        this.trainer = new Trainer(
                network, parameters, new Loss.Mse(), Adam.torch(weights.length), new Clipping.GlobalNorm(1), 1);
        this.x = new float[batch * steps * shape.features];
        for (int i = 0; i < x.length; i++) {
            x[i] = 2 * random.nextFloat() - 1;
        }
        this.y = new float[batch * HORIZON];
    }

    /** Does it once; the outputs, or of a training step the gradients. */
    float[] run() {
        if (work == Work.TRAINING) {
            trainer.step(x, y, null, batch, steps, 1e-4);
            return trainer.gradients();
        }
        if (work == Work.INFERENCE) {
            workspace.resetState();
        }
        return network.forward(parameters, workspace, x, batch, steps);
    }
}
