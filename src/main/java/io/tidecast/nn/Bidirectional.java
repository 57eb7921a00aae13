package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bidirectional layer: a recurrent layer run over the sequence and, with parameters of its own, over the sequence
 * backwards (Schuster and Paliwal 1997); both states stand side by side, {@code [forward, backward]}, the backward ones
 * put back in time order. Where only the last is given, that is the forward state after the last step and the backward
 * state after step 0.
 *
 * @param layer what runs in each direction
 */
public record Bidirectional(RecurrentSpec layer) implements RecurrentSpec {
    static final List<LayerSpec> EXAMPLES = List.of(
            new Bidirectional(new Gru(4, true, true)),
            new Bidirectional(new Gru(4, false, false)),
            new Bidirectional(new Lstm(4, true, true)),
            new Bidirectional(new SimpleRnn(4, true, false)));

    /** Validates. */
    public Bidirectional {
        if (layer instanceof Bidirectional) {
            throw new IllegalArgumentException("layer must be gru, lstm or rnn, was bidirectional");
        }
    }

    static Bidirectional parse(Fields fields) {
        String place = fields.place() + ".layer";
        if (LayerKind.parse(place, fields.required("layer")) instanceof RecurrentSpec inner) {
            return new Bidirectional(inner);
        }
        throw new IllegalArgumentException(place + ".type must be gru, lstm or rnn, was "
                + new Fields(place, fields.required("layer")).required("type"));
    }

    @Override
    public Map<String, Object> toMap() {
        return Fields.map("type", kind(), "layer", layer.toMap());
    }

    @Override
    public String kind() {
        return "bidirectional";
    }

    @Override
    public String module() {
        return layer.module();
    }

    @Override
    public int units() {
        return layer.units();
    }

    @Override
    public boolean returnSequences() {
        return layer.returnSequences();
    }

    @Override
    public Bidirectional withReturnSequences(boolean sequences) {
        return new Bidirectional(layer.withReturnSequences(sequences));
    }

    @Override
    public boolean stacksWith(RecurrentSpec above) {
        return above instanceof Bidirectional other && layer.stacksWith(other.layer);
    }

    @Override
    public boolean oneBiasVariable() {
        return layer.oneBiasVariable();
    }

    @Override
    public Shape output(Shape input) {
        return RecurrentSpec.output(this, input, 2 * units());
    }

    @Override
    public List<ParameterSpec> parameters(Shape input) {
        List<ParameterSpec> all = new ArrayList<>(layer.parameters(input));
        layer.parameters(input).forEach(parameter -> all.add(parameter.reversed()));
        return all;
    }

    @Override
    public Layer layer(Shape input, int offset, Kernels kernels) {
        int size =
                layer.parameters(input).stream().mapToInt(ParameterSpec::size).sum();
        return new Both(
                layer.layer(input, offset, kernels),
                layer.layer(input, offset + size, kernels),
                input.features(),
                layer.units(),
                layer.returnSequences());
    }

    /** Bidirectional layer at work: the backward direction is a forward one given the time steps in reverse. */
    static final class Both extends Layer {
        private final Layer ahead;
        private final Layer behind;
        private final int inputs;
        private final int units;
        private final boolean sequences;
        private int batch;
        private int steps;
        private float[] reversed = {}; // [T,B,I] x, last step first
        private float[] dAhead = {}; // [T',B,H]
        private float[] dBehind = {}; // [T',B,H]

        Both(Layer ahead, Layer behind, int inputs, int units, boolean sequences) {
            this.ahead = ahead;
            this.behind = behind;
            this.inputs = inputs;
            this.units = units;
            this.sequences = sequences;
        }

        @Override
        int reserve(int lanes, int length, boolean keeping) {
            batch = lanes;
            steps = length;
            behind.reserve(lanes, length, keeping);
            int given = ahead.reserve(lanes, length, keeping);
            reversed = grown(reversed, length * lanes * inputs);
            output = grown(output, given * lanes * 2 * units);
            return given;
        }

        @Override
        void reserveLanes(int lanes) {
            ahead.reserveLanes(lanes);
            behind.reserveLanes(lanes);
        }

        @Override
        void load(float[] parameters) {
            ahead.load(parameters);
            behind.load(parameters);
        }

        @Override
        void loadForBackward(float[] parameters) {
            ahead.loadForBackward(parameters);
            behind.loadForBackward(parameters);
        }

        @Override
        void forward(float[] x, int xAt, Pass pass) {
            int row = batch * inputs;
            for (int t = 0; t < steps; t++) {
                System.arraycopy(x, xAt + t * row, reversed, (steps - 1 - t) * row, row);
            }
            ahead.forward(x, xAt, pass);
            behind.forward(reversed, 0, pass);
            int given = sequences ? steps : 1;
            for (int t = 0; t < given; t++) {
                for (int b = 0; b < batch; b++) {
                    int to = (t * batch + b) * 2 * units;
                    int first = ahead.outputAt + (t * batch + b) * units;
                    int second = behind.outputAt + ((given - 1 - t) * batch + b) * units;
                    System.arraycopy(ahead.output, first, output, to, units);
                    System.arraycopy(behind.output, second, output, to + units, units);
                }
            }
        }

        @Override
        void backward(float[] x, float[] dOutput, Pass pass, float[] gradients) {
            int given = sequences ? steps : 1;
            dAhead = grown(dAhead, given * batch * units);
            dBehind = grown(dBehind, given * batch * units);
            for (int t = 0; t < given; t++) {
                for (int b = 0; b < batch; b++) {
                    int from = (t * batch + b) * 2 * units;
                    System.arraycopy(dOutput, from, dAhead, (t * batch + b) * units, units);
                    System.arraycopy(dOutput, from + units, dBehind, ((given - 1 - t) * batch + b) * units, units);
                }
            }
            ahead.backward(x, dAhead, pass, gradients);
            behind.backward(reversed, dBehind, pass, gradients);
        }

        @Override
        void backwardToInput(float[] dOutput, Pass pass) {
            ahead.backwardToInput(dAhead, pass);
            behind.backwardToInput(dBehind, pass);
            int row = batch * inputs;
            inputGradient = grown(inputGradient, steps * row);
            for (int t = 0; t < steps; t++) {
                for (int j = 0; j < row; j++) {
                    inputGradient[t * row + j] =
                            ahead.inputGradient[t * row + j] + behind.inputGradient[(steps - 1 - t) * row + j];
                }
            }
        }

        @Override
        int stateSize() {
            return ahead.stateSize() + behind.stateSize();
        }

        @Override
        void readState(int lane, float[] target, int offset) {
            ahead.readState(lane, target, offset);
            behind.readState(lane, target, offset + ahead.stateSize());
        }

        @Override
        void writeState(int lane, float[] source, int offset) {
            ahead.writeState(lane, source, offset);
            behind.writeState(lane, source, offset + ahead.stateSize());
        }

        @Override
        void readStateGradient(int lane, float[] target, int offset) {
            ahead.readStateGradient(lane, target, offset);
            behind.readStateGradient(lane, target, offset + ahead.stateSize());
        }

        @Override
        void carry(int step, Pass pass) {
            ahead.carry(step, pass);
            behind.carry(step, pass);
        }
    }
}
