package io.tidecast.nn;

import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.SplitMix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network with random parameters, input, state and a random weighting of its outputs, whose weighted sum stands for a
 * loss.
 */
final class NetworkCase {
    final Network network;
    final Parameters parameters;
    final Workspace workspace;
    final int batch;
    final int steps;
    final float[] x;
    final float[][] state;
    final float[] weighting;
    private final long maskSeed;

    NetworkCase(NetworkSpec spec, int batch, int steps, float inputScale, long seed) {
        this(spec, KernelProvider.kernels(), batch, steps, inputScale, seed);
    }

    NetworkCase(NetworkSpec spec, Kernels kernels, int batch, int steps, float inputScale, long seed) {
        SplitMix random = new SplitMix(seed);
        this.network = Network.of(spec, kernels);
        this.batch = batch;
        this.steps = steps;
        this.parameters = Parameters.zeros(network.layout());
        float[] values = parameters.edit();
        for (int i = 0; i < values.length; i++) {
            values[i] = 1.2f * (random.nextFloat() - 0.5f);
        }
        this.x = new float[batch * steps * network.inputs()];
        for (int i = 0; i < x.length; i++) {
            x[i] = inputScale * (2 * random.nextFloat() - 1);
        }
        this.workspace = network.workspace();
        this.state = new float[batch][workspace.stateSize()];
        for (float[] lane : state) {
            for (int i = 0; i < lane.length; i++) {
                lane[i] = 2 * random.nextFloat() - 1;
            }
        }
        this.maskSeed = random.nextLong();
        forward(Resets.NONE);
        this.weighting = new float[batch * workspace.outputSteps() * network.outputs()];
        for (int i = 0; i < weighting.length; i++) {
            weighting[i] = 2 * random.nextFloat() - 1;
        }
    }

    /**
     * The layer alone, or on top of a recurrent layer when it needs a vector; its units changed to the given number.
     */
    static NetworkSpec around(LayerSpec example, int inputs, int units) {
        LayerSpec layer = LayerKind.parse("layer", withUnits(example.toMap(), units));
        List<LayerSpec> layers = new ArrayList<>(List.of(layer));
        try {
            return new NetworkSpec(inputs, layers, Optional.empty());
        } catch (IllegalArgumentException needsVector) {
            layers.add(0, new SimpleRnn(3, false, false));
            return new NetworkSpec(inputs, layers, Optional.empty());
        }
    }

    private static Map<String, Object> withUnits(Map<?, ?> form, int units) {
        Map<String, Object> changed = new HashMap<>();
        form.forEach((name, value) ->
                changed.put((String) name, value instanceof Map<?, ?> m ? withUnits(m, units) : value));
        changed.computeIfPresent("units", (name, old) -> units);
        return changed;
    }

    /** Forward from the given state, dropout masks the same every time. */
    double forward(Resets resets) {
        for (int b = 0; b < batch; b++) {
            workspace.writeState(b, state[b]);
        }
        workspace.train(maskSeed);
        float[] output = network.forward(parameters, workspace, x, batch, steps, resets);
        double sum = 0;
        for (int i = 0; weighting != null && i < weighting.length; i++) {
            sum += (double) weighting[i] * output[i];
        }
        return sum;
    }
}
