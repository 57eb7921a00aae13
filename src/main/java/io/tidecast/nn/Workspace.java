package io.tidecast.nn;

import java.util.Optional;

/**
 * All the room a {@link Network} computes in, and the state its lanes carry. Belongs to one thread. The first call of a size allocates; later calls of that size or a smaller
 * one allocate nothing.
 *
 * <p>The state of a lane is, in order, that of each recurrent layer (h, for an LSTM h then c, for a bidirectional layer forward then backward) and the inputs the highway
 * still looks back on.
 */
public final class Workspace {
    private final Network network;
    private final Layer[] layers;
    private final Layer highway; // null without one
    private final Shape[] shapes; // of each layer's output
    private final Pass pass = new Pass();
    private final float[] noState;
    private float[] x = {}; // [T,B,F]
    private float[] output = {}; // [B,T',O]
    private float[] dOutput = {}; // [T',B,O]
    private float[] inputGradient = {}; // [B,T,F]
    private int outputSteps;
    private int lanes;
    private long loaded;
    private long loadedForBackward;
    private boolean backwardReady;
    private boolean inputGradientDue;

    Workspace(Network network) {
        this.network = network;
        NetworkSpec spec = network.spec();
        this.shapes = spec.shapes().toArray(Shape[]::new);
        this.layers = new Layer[shapes.length];
        int offset = 0;
        Shape shape = Shape.sequenceOf(spec.inputs());
        for (int i = 0; i < layers.length; i++) {
            layers[i] = spec.layers().get(i).layer(shape, offset, network.kernels());
            offset += network.layout().ofLayer(i).stream()
                    .mapToInt(ParameterView::size)
                    .sum();
            shape = shapes[i];
        }
        int highwayAt = offset;
        Shape out = shape;
        this.highway = spec.highway()
                .map(h -> (Layer) new Highway(h, spec.inputs(), out, highwayAt, network.kernels()))
                .orElse(null);
        this.noState = new float[stateSize()];
    }

    /** From here on dropout acts, with masks drawn from this seed. */
    public void train(long seed) {
        pass.training = true;
        pass.random.reseed(seed);
    }

    /** From here on dropout does nothing. A new workspace begins so. */
    public void serve() {
        pass.training = false;
    }

    /** The result of the last forward pass, [B,T',O]; may be longer. */
    public float[] output() {
        return output;
    }

    /** T' of the last forward pass: 1 unless the network gives sequences. */
    public int outputSteps() {
        return outputSteps;
    }

    /** dLoss/dX of the last backward pass, [B,T,F]; may be longer. Computed when it is first asked for, before the next forward pass. */
    public float[] inputGradient() {
        if (inputGradientDue) {
            finishInputGradient();
            inputGradientDue = false;
        }
        return inputGradient;
    }

    /** Floats of state per lane. */
    public int stateSize() {
        return recurrentStateSize() + (highway == null ? 0 : highway.stateSize());
    }

    /** The first so many of them are the recurrent layers'. */
    public int recurrentStateSize() {
        int size = 0;
        for (Layer layer : layers) {
            size += layer.stateSize();
        }
        return size;
    }

    /** Every lane begins afresh: zero state, no inputs behind it. */
    public void resetState() {
        for (int lane = 0; lane < lanes; lane++) {
            resetState(lane);
        }
    }

    /** One lane begins afresh. */
    public void resetState(int lane) {
        writeState(lane, noState);
    }

    /** One lane's recurrent layers begin from zero; the highway keeps the inputs it has seen, as in a window cut out of a longer history. */
    public void resetRecurrentState(int lane) {
        reserveLane(lane);
        int offset = 0;
        for (Layer layer : layers) {
            layer.writeState(lane, noState, offset);
            offset += layer.stateSize();
        }
    }

    /** Copies a lane's state into target[0 .. stateSize). */
    public void readState(int lane, float[] target) {
        reserveLane(lane);
        int offset = 0;
        for (Layer layer : layers) {
            layer.readState(lane, target, offset);
            offset += layer.stateSize();
        }
        if (highway != null) {
            highway.readState(lane, target, offset);
        }
    }

    /** Sets a lane's state from source[0 .. stateSize). */
    public void writeState(int lane, float[] source) {
        reserveLane(lane);
        int offset = 0;
        for (Layer layer : layers) {
            layer.writeState(lane, source, offset);
            offset += layer.stateSize();
        }
        if (highway != null) {
            highway.writeState(lane, source, offset);
        }
    }

    /** Copies dLoss/dState before the first step of the last backward pass into target[0 .. recurrentStateSize). */
    public void readStateGradient(int lane, float[] target) {
        int offset = 0;
        for (Layer layer : layers) {
            layer.readStateGradient(lane, target, offset);
            offset += layer.stateSize();
        }
    }

    /** Carries on from the state before this step of the last forward pass, 0..T, instead of from the state after it. */
    public void carryFrom(int step) {
        for (Layer layer : layers) {
            layer.carry(step);
        }
        if (highway != null) {
            highway.carry(step);
        }
    }

    /** Where NaN or infinity first appeared in the last forward pass: the lowest layer that has one, at its earliest step. */
    public Optional<NonFinite> firstNonFinite() {
        Optional<NonFinite> found = NonFinite.find("input", x, pass.steps, pass.batch, network.inputs());
        int length = pass.steps;
        for (int i = 0; i < layers.length && found.isEmpty(); i++) {
            length = shapes[i].sequence() ? (shapes[i].steps() == 0 ? pass.steps : shapes[i].steps()) : 1;
            found = NonFinite.find(
                    network.layout().modules().get(i), layers[i].output, length, pass.batch, shapes[i].features());
        }
        if (found.isEmpty() && highway != null) {
            found = NonFinite.find("highway", highway.output, length, pass.batch, network.outputs());
        }
        return found;
    }

    float[] forward(Parameters parameters, float[] input, int batch, int steps, Resets resets) {
        reserve(batch, steps);
        if (loaded != parameters.version()) {
            for (Layer layer : layers) {
                layer.load(parameters.raw());
            }
            if (highway != null) {
                highway.load(parameters.raw());
            }
            loaded = parameters.version();
        }
        pass.resets = resets;
        swapLeadingAxes(input, batch, steps, network.inputs(), x);
        float[] current = x;
        for (Layer layer : layers) {
            layer.forward(current, pass);
            current = layer.output;
        }
        swapLeadingAxes(current, outputSteps, batch, network.outputs(), output);
        if (highway != null) {
            highway.forward(x, pass);
            addSwapped(highway.output, outputSteps, batch, network.outputs(), output);
        }
        carryFrom(steps);
        backwardReady = true;
        inputGradientDue = false;
        return output;
    }

    void backward(Parameters parameters, float[] gradient, float[] gradients) {
        if (!backwardReady || loaded != parameters.version()) {
            throw new IllegalStateException("backward must follow a forward pass with the same parameters");
        }
        backwardReady = false;
        if (loadedForBackward != parameters.version()) {
            for (Layer layer : layers) {
                layer.loadForBackward(parameters.raw());
            }
            if (highway != null) {
                highway.loadForBackward(parameters.raw());
            }
            loadedForBackward = parameters.version();
        }
        int batch = pass.batch;
        dOutput = Layer.grown(dOutput, batch * outputSteps * network.outputs());
        swapLeadingAxes(gradient, batch, outputSteps, network.outputs(), dOutput);
        float[] current = dOutput;
        for (int i = layers.length - 1; i >= 0; i--) {
            layers[i].backward(i == 0 ? x : layers[i - 1].output, current, pass, gradients);
            if (i > 0) {
                layers[i].backwardToInput(current, pass);
                current = layers[i].inputGradient;
            }
        }
        if (highway != null) {
            highway.backward(x, dOutput, pass, gradients);
        }
        inputGradientDue = true;
    }

    private void finishInputGradient() {
        int batch = pass.batch;
        inputGradient = Layer.grown(inputGradient, batch * pass.steps * network.inputs());
        layers[0].backwardToInput(layers.length == 1 ? dOutput : layers[1].inputGradient, pass);
        swapLeadingAxes(layers[0].inputGradient, pass.steps, batch, network.inputs(), inputGradient);
        if (highway != null) {
            highway.backwardToInput(dOutput, pass);
            addSwapped(highway.inputGradient, pass.steps, batch, network.inputs(), inputGradient);
        }
    }

    private void reserve(int batch, int steps) {
        pass.batch = batch;
        pass.steps = steps;
        lanes = Math.max(lanes, batch);
        x = Layer.grown(x, batch * steps * network.inputs());
        int length = steps;
        for (Layer layer : layers) {
            length = layer.reserve(batch, length);
        }
        if (highway != null) {
            highway.reserve(batch, steps);
        }
        outputSteps = length;
        output = Layer.grown(output, batch * length * network.outputs());
    }

    private void reserveLane(int lane) {
        if (lane >= lanes) {
            reserve(lane + 1, 1);
            backwardReady = false;
            inputGradientDue = false;
        }
    }

    /** [outer, inner, features] to [inner, outer, features]. */
    private static void swapLeadingAxes(float[] from, int outer, int inner, int features, float[] to) {
        if (outer == 1 || inner == 1) {
            System.arraycopy(from, 0, to, 0, outer * inner * features);
            return;
        }
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                System.arraycopy(from, (i * inner + j) * features, to, (j * outer + i) * features, features);
            }
        }
    }

    private static void addSwapped(float[] from, int outer, int inner, int features, float[] to) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                for (int k = 0; k < features; k++) {
                    to[(j * outer + i) * features + k] += from[(i * inner + j) * features + k];
                }
            }
        }
    }
}
