package io.tidecast.nn;

import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.Kernels;

/**
 * Neural network ready to run: the spec, the layout of its parameters and the kernels. It holds no numbers; parameters
 * and workspace come with every call, so one network serves any number of threads, each with a workspace of its own.
 */
public final class Network {
    private final NetworkSpec spec;
    private final Layout layout;
    private final Kernels kernels;
    private final int inputs;
    private final int outputs;
    private final boolean causal;

    private Network(NetworkSpec spec, Kernels kernels) {
        this.spec = spec;
        this.layout = Layout.of(spec);
        this.kernels = kernels;
        this.inputs = spec.inputs();
        this.outputs = spec.outputs();
        this.causal = spec.causal();
    }

    /** On the kernels of this process. */
    public static Network of(NetworkSpec spec) {
        return new Network(spec, KernelProvider.kernels());
    }

    /** On these kernels. */
    public static Network of(NetworkSpec spec, Kernels kernels) {
        return new Network(spec, kernels);
    }

    /** What it is made of. */
    public NetworkSpec spec() {
        return spec;
    }

    /** Names and places of its parameters. */
    public Layout layout() {
        return layout;
    }

    /** What does the arithmetic. */
    public Kernels kernels() {
        return kernels;
    }

    /** F, input features per time step. */
    public int inputs() {
        return inputs;
    }

    /** O, output features. */
    public int outputs() {
        return outputs;
    }

    /** New scratch and zero state; one per thread. */
    public Workspace workspace() {
        return new Workspace(this, true);
    }

    /**
     * As {@link #workspace()}, for forward passes alone: it keeps nothing for a backward pass and is faster for that.
     */
    public Workspace servingWorkspace() {
        return new Workspace(this, false);
    }

    /**
     * Runs B lanes over T steps from the state the workspace carries, and carries the state after the last step on. For
     * windows that know nothing of each other, call {@link Workspace#resetState()} before each.
     *
     * @param x [B,T,F]
     * @return {@link Workspace#output()}, [B,T',O], overwritten by the next call
     */
    public float[] forward(Parameters parameters, Workspace workspace, float[] x, int batch, int steps) {
        return forward(parameters, workspace, x, batch, steps, Resets.NONE);
    }

    /**
     * As {@link #forward(Parameters, Workspace, float[], int, int)}, with lanes that begin from the zero recurrent
     * state at marked steps.
     */
    public float[] forward(Parameters parameters, Workspace workspace, float[] x, int batch, int steps, Resets resets) {
        if (batch < 1 || steps < 1 || x.length < batch * steps * inputs) {
            throw new IllegalArgumentException("x must be [B=" + batch + ", T=" + steps + ", F=" + inputs
                    + "] with B and T at least 1, had " + x.length + " values");
        }
        resets.requireRoom(batch, steps);
        if (!resets.isEmpty() && !causal) {
            throw new IllegalArgumentException(
                    "resets need a causal network, had a bidirectional or repeat-vector layer");
        }
        return workspace.forward(parameters, x, batch, steps, resets);
    }

    /**
     * The backward pass of the last forward one, which it uses up: adds dLoss/dParameters to the gradients; afterwards
     * {@link Workspace#inputGradient()} and {@link Workspace#readStateGradient} hold dLoss/dX and dLoss/dState.
     *
     * @param dOutput dLoss/dOutput [B,T',O]
     * @param gradients [layout().size()], accumulated into
     */
    public void backward(Parameters parameters, Workspace workspace, float[] dOutput, float[] gradients) {
        if (gradients.length != layout.size()) {
            throw new IllegalArgumentException(
                    "gradients must have " + layout.size() + " values, had " + gradients.length);
        }
        workspace.backward(parameters, dOutput, gradients);
    }

    /**
     * Refuses parameters of another layout. Compares every name and shape, so a workspace asks only about parameters it
     * has not seen.
     */
    void requireMine(Parameters parameters) {
        if (!layout.equals(parameters.layout())) {
            throw new IllegalArgumentException("parameters must be laid out as "
                    + layout.views().stream().map(v -> v.name() + v.shape()).toList() + ", were "
                    + parameters.layout().views().stream()
                            .map(v -> v.name() + v.shape())
                            .toList());
        }
    }
}
