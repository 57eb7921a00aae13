package io.tidecast.nn;

import java.util.Arrays;
import java.util.Optional;

/**
 * Working memory: all the room a {@link Network} computes in, and the state its lanes carry. Belongs to one thread. The
 * first call of a size allocates; later calls of that size or a smaller one allocate nothing.
 *
 * <p>The state of a lane is, in order, that of each recurrent layer (h, for an LSTM h then c, for a bidirectional layer
 * forward then backward) and the inputs the highway still looks back on.
 */
public final class Workspace {
    /**
     * So many lanes are served together, all steps of them before the next: what they work on stays in the cache, and
     * they fill the kernels' blocks.
     */
    private static final int LANES_SERVED_TOGETHER = 16;

    private final Network network;
    private final Layer[] layers;
    private final Layer highway; // null without one
    private final Decoder decoder; // null without one
    private final int stackInputs;
    private final Shape[] shapes; // of each layer's output
    private final Pass pass = new Pass();
    private final float[] noState;
    private float[] swapped = {}; // [T,B,F], without what the decoder reads
    private float[] ahead = {}; // [T',B,H,W] what the decoder reads
    private float[] x = {}; // swapped, or the caller's input while that is laid out alike
    private float[] room = {}; // [B,T',O]
    private float[] output = {}; // room, or the last layer's output while that is laid out alike
    private float[] dOutput = {}; // [T',B,O]
    private float[] inputGradient = {}; // [B,T,F]
    private int outputSteps;
    private int lanes;
    private int reservedLanes; // of the last call, computed together
    private int reservedForAll; // of the last call
    private int reservedSteps;
    private long loaded;
    private long loadedForBackward;
    private boolean backwardReady;
    private boolean inputGradientDue;

    Workspace(Network network, boolean keeping) {
        this.network = network;
        this.pass.keeping = keeping;
        NetworkSpec spec = network.spec();
        this.shapes = spec.shapes().toArray(Shape[]::new);
        this.layers = new Layer[shapes.length];
        int offset = 0;
        stackInputs = spec.stackInputs();
        Shape shape = Shape.sequenceOf(stackInputs);
        Shape below = shape;
        for (int i = 0; i < layers.length; i++) {
            layers[i] = spec.layers().get(i).layer(shape, offset, network.kernels());
            offset += network.layout().ofLayer(i).stream()
                    .mapToInt(ParameterView::size)
                    .sum();
            below = shape;
            shape = shapes[i];
        }
        int highwayAt = offset;
        Shape out = shape;
        this.highway = spec.highway()
                .map(h -> (Layer) new Highway(h, stackInputs, out, highwayAt, network.kernels()))
                .orElse(null);
        int states = below.features();
        int decoderAt = offset
                + network.layout().ofHighway().stream()
                        .mapToInt(ParameterView::size)
                        .sum();
        this.decoder = spec.decoder()
                .map(d -> new Decoder(d, states, out.features(), decoderAt, network.kernels()))
                .orElse(null);
        this.noState = new float[stateSize()];
    }

    /** From here on dropout acts, with masks drawn from this seed. A new workspace begins without. */
    public void train(long seed) {
        requireKeeping();
        pass.training = true;
        pass.random.reseed(seed);
    }

    /** The result of the last forward pass, [B,T',O]; may be longer. */
    public float[] output() {
        return output;
    }

    /** T' of the last forward pass: 1 unless the network gives sequences. */
    public int outputSteps() {
        return outputSteps;
    }

    /**
     * dLoss/dX of the last backward pass, [B,T,F]; may be longer. Computed when it is first asked for, before the next
     * forward pass.
     */
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

    /**
     * One lane's recurrent layers begin from zero; the highway keeps the inputs it has seen, as in a window cut out of
     * a longer history.
     */
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

    /**
     * Carries on from the state before this step of the last forward pass, 0..T, instead of from the state after it.
     */
    public void carryFrom(int step) {
        requireKeeping();
        carry(step);
    }

    private void carry(int step) {
        for (Layer layer : layers) {
            layer.carry(step, pass);
        }
        if (highway != null) {
            highway.carry(step, pass);
        }
    }

    private void requireKeeping() {
        if (!pass.keeping) {
            throw new IllegalStateException("a serving workspace only runs forward");
        }
    }

    /**
     * Where NaN or infinity first appeared in the last forward pass: the lowest layer that has one, at its earliest
     * step.
     */
    public Optional<NonFinite> firstNonFinite() {
        Optional<NonFinite> found = NonFinite.find("input", x, 0, pass.steps, pass.batch, stackInputs);
        int length = pass.steps;
        for (int i = 0; i < layers.length && found.isEmpty(); i++) {
            length = shapes[i].sequence() ? (shapes[i].steps() == 0 ? pass.steps : shapes[i].steps()) : 1;
            String name = network.layout().modules().get(i);
            int features = shapes[i].features();
            found = NonFinite.find(name, layers[i].output, layers[i].outputAt, length, pass.batch, features);
        }
        if (found.isEmpty() && highway != null) {
            found = NonFinite.find("highway", highway.output, 0, length, pass.batch, network.outputs());
        }
        if (found.isEmpty() && decoder != null) {
            found = NonFinite.find("ahead", ahead, 0, length, pass.batch, network.inputs() - stackInputs);
        }
        return found;
    }

    float[] forward(Parameters parameters, float[] input, int batch, int steps, Resets resets) {
        load(parameters);
        lanes(batch);
        pass.steps = steps;
        if (pass.resets != resets) {
            pass.resets = resets;
        }
        backwardReady = pass.keeping;
        inputGradientDue = false;
        int together = pass.keeping ? batch : Math.min(batch, LANES_SERVED_TOGETHER);
        for (int first = 0; first < batch; first += together) {
            forward(input, first, Math.min(together, batch - first), batch);
        }
        return output;
    }

    /** So many lanes from the first on, of all lanes of the input and the output. */
    private void forward(float[] input, int first, int count, int all) {
        int steps = pass.steps;
        int inputs = network.inputs();
        int outputs = network.outputs();
        pass.firstLane = first;
        if (count != reservedLanes || all > reservedForAll || steps != reservedSteps) {
            reserve(count, all);
        }
        boolean whole = count == all && !pass.keeping;
        boolean asGiven = whole && (count == 1 || steps == 1) && decoder == null;
        if (decoder != null) {
            splitInput(input, first, count);
        } else if (!asGiven) {
            swapLeadingAxes(input, first * steps * inputs, count, steps, inputs, swapped, 0);
        }
        setInput(asGiven ? input : swapped);
        float[] current = x;
        int currentAt = 0;
        for (Layer layer : layers) {
            layer.forward(current, currentAt, pass);
            current = layer.output;
            currentAt = layer.outputAt;
        }
        if (decoder != null) {
            Layer below = layers[layers.length - 2];
            decoder.forward(outputSteps * count, below.output, below.outputAt, ahead, current);
        }
        int at = first * outputSteps * outputs;
        boolean asIs = whole && (count == 1 || outputSteps == 1) && currentAt == 0;
        if (!asIs) {
            swapLeadingAxes(current, currentAt, outputSteps, count, outputs, room, at);
        }
        setOutput(asIs ? current : room);
        if (highway != null) {
            highway.forward(x, 0, pass);
            addSwapped(highway.output, outputSteps, count, outputs, output, at);
        }
        carry(steps);
    }

    // A reference is stored where it has changed alone: each store costs the collector's barrier, and that a step some
    // nanoseconds.

    private void setInput(float[] array) {
        if (x != array) {
            x = array;
        }
    }

    private void setOutput(float[] array) {
        if (output != array) {
            output = array;
        }
    }

    private void load(Parameters parameters) {
        if (loaded != parameters.version()) {
            network.requireMine(parameters);
            for (Layer layer : layers) {
                layer.load(parameters.raw());
            }
            if (highway != null) {
                highway.load(parameters.raw());
            }
            if (decoder != null) {
                decoder.load(parameters.raw());
            }
            loaded = parameters.version();
        }
    }

    void backward(Parameters parameters, float[] gradient, float[] gradients) {
        requireKeeping();
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
            if (decoder != null) {
                decoder.loadForBackward(parameters.raw());
            }
            loadedForBackward = parameters.version();
        }
        int batch = pass.batch;
        dOutput = Layer.grown(dOutput, batch * outputSteps * network.outputs());
        swapLeadingAxes(gradient, 0, batch, outputSteps, network.outputs(), dOutput, 0);
        float[] current = dOutput;
        for (int i = layers.length - 1; i >= 0; i--) {
            layers[i].backward(i == 0 ? x : layers[i - 1].output, current, pass, gradients);
            if (i > 0) {
                layers[i].backwardToInput(current, pass);
                current = layers[i].inputGradient;
            }
            if (i == layers.length - 1 && decoder != null) {
                decoder.backward(batch * outputSteps, layers[i - 1].output, ahead, dOutput, gradients, current);
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
        swapLeadingAxes(layers[0].inputGradient, 0, pass.steps, batch, stackInputs, inputGradient, 0);
        if (highway != null) {
            highway.backwardToInput(dOutput, pass);
            addSwapped(highway.inputGradient, pass.steps, batch, stackInputs, inputGradient, 0);
        }
        if (decoder != null) {
            joinInputGradient(batch);
        }
    }

    /** What the stack reads of the lanes' input, to {@link #swapped}, and what the decoder does, to {@link #ahead}. */
    private void splitInput(float[] input, int first, int count) {
        int columns = network.inputs() - stackInputs;
        int unread = pass.steps - outputSteps;
        for (int b = 0; b < count; b++) {
            for (int t = 0; t < pass.steps; t++) {
                int from = ((first + b) * pass.steps + t) * network.inputs();
                System.arraycopy(input, from, swapped, (t * count + b) * stackInputs, stackInputs);
                if (t >= unread) {
                    int to = ((t - unread) * count + b) * columns;
                    System.arraycopy(input, from + stackInputs, ahead, to, columns);
                }
            }
        }
    }

    /** The inverse of {@link #splitInput}, of the gradients. */
    private void joinInputGradient(int batch) {
        int columns = network.inputs() - stackInputs;
        int unread = pass.steps - outputSteps;
        float[] ofAhead = decoder.aheadGradient(batch * outputSteps, dOutput);
        for (int row = batch * pass.steps - 1; row >= 0; row--) {
            int to = row * network.inputs();
            System.arraycopy(inputGradient, row * stackInputs, inputGradient, to, stackInputs);
            int t = row % pass.steps - unread;
            if (t < 0) {
                Arrays.fill(inputGradient, to + stackInputs, to + network.inputs(), 0f);
            } else {
                int from = (t * batch + row / pass.steps) * columns;
                System.arraycopy(ofAhead, from, inputGradient, to + stackInputs, columns);
            }
        }
    }

    /** Makes room for so many lanes of the pass's steps, computed together, and for the output of all. */
    private void reserve(int batch, int all) {
        pass.batch = batch;
        swapped = Layer.grown(swapped, batch * pass.steps * stackInputs);
        int length = pass.steps;
        for (Layer layer : layers) {
            length = layer.reserve(batch, length, pass.keeping);
        }
        if (highway != null) {
            highway.reserve(batch, pass.steps, pass.keeping);
        }
        outputSteps = length;
        ahead = Layer.grown(ahead, batch * length * (network.inputs() - stackInputs));
        room = Layer.grown(room, all * length * network.outputs());
        reservedLanes = batch;
        reservedForAll = all;
        reservedSteps = pass.steps;
    }

    /** Makes room for the state of so many lanes. */
    private void lanes(int count) {
        if (count > lanes) {
            for (Layer layer : layers) {
                layer.reserveLanes(count);
            }
            if (highway != null) {
                highway.reserveLanes(count);
            }
            lanes = count;
        }
    }

    private void reserveLane(int lane) {
        if (lane >= lanes) {
            lanes(lane + 1);
        }
    }

    /** [outer, inner, features] at fromAt to [inner, outer, features] at toAt. */
    private static void swapLeadingAxes(
            float[] from, int fromAt, int outer, int inner, int features, float[] to, int toAt) {
        if (outer == 1 || inner == 1) {
            System.arraycopy(from, fromAt, to, toAt, outer * inner * features);
            return;
        }
        for (int i = 0; i < outer; i++) {
            int source = fromAt + i * inner * features;
            Layer.copyRows(inner, features, from, source, features, to, toAt + i * features, outer * features);
        }
    }

    private static void addSwapped(float[] from, int outer, int inner, int features, float[] to, int toAt) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                for (int k = 0; k < features; k++) {
                    to[toAt + (j * outer + i) * features + k] += from[(i * inner + j) * features + k];
                }
            }
        }
    }
}
