package io.tidecast.learn;

import io.tidecast.kernel.LeastSquares;
import io.tidecast.model.Encoding;
import io.tidecast.model.Forecaster;
import io.tidecast.model.InputEncoding;
import io.tidecast.nn.Activation;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reservoir readout: the linear end of a network, its head and its highway, fitted to history by least squares while
 * the recurrent layers stay as they are. Where things have changed this finds in one go what gradient steps take
 * hundreds of updates for: what the recurrent state tells is still told, it only means something else.
 *
 * <p>The fit is held to the weights as they are by ridge, so that little history moves them little: the change of the
 * weights is fitted to what the forecasts left over.
 */
final class Readout {
    private static final String HEAD_WEIGHT = "head.weight";
    private static final String HEAD_BIAS = "head.bias";
    private static final String HIGHWAY = "highway.weight";
    /** Rows that are fitted, at most. */
    private static final int MOST_ROWS = 8_000;
    /** Ridge strength in pseudo-rows per input, each of which says that nothing is to change. */
    private static final double PULL = 1;

    private final Forecaster model;
    private final int window;
    private final int horizon;
    private final int[] targets;
    private final boolean highway;
    private final int states; // inputs of the head
    private final boolean ahead;
    private final float[] head; // [targets, horizon, states]
    private final float[] bias; // [targets, horizon]
    private final float[] lags; // [targets, horizon, window], empty without a highway
    private final LeastSquares[] equations; // by target
    private final double[] x; // [states + lags + 1]
    private final double[] y; // [horizon]

    private Readout(Forecaster model, int states) {
        this.model = model;
        this.states = states;
        window = model.manifest().window();
        horizon = model.manifest().horizon();
        targets = model.targetFeatures();
        highway = model.network().spec().highway().isPresent();
        ahead = model.network().spec().decoder().isPresent();
        head = model.parameters().get(HEAD_WEIGHT);
        bias = model.parameters().get(HEAD_BIAS);
        lags = highway ? model.parameters().get(HIGHWAY) : new float[0];
        int inputs = states + (highway ? window : 0) + 1;
        x = new double[inputs];
        y = new double[horizon];
        equations = new LeastSquares[targets.length];
        Arrays.setAll(equations, j -> new LeastSquares(inputs, horizon, false));
    }

    /**
     * The weights of a model with its readout fitted.
     *
     * @param stretches with windows to train on
     * @param freshOnly whether only origins in the fresh steps of the stretches count
     * @return empty where there are fewer rows than inputs, and where a network that began untrained was never trained
     */
    static Optional<Parameters> fitted(Forecaster model, List<History.Stretch> stretches, boolean freshOnly) {
        NetworkSpec spec = model.network().spec();
        if (!endsLinear(spec) || (!model.readsBase() && !LinearStart.hasLearnt(model))) {
            return Optional.empty();
        }
        int depth = spec.layers().size() - 1;
        NetworkSpec body = new NetworkSpec(spec.stackInputs(), spec.layers().subList(0, depth), Optional.empty());
        Readout readout = new Readout(model, body.outputs());
        readout.collect(Network.of(body), stretches, freshOnly);
        return readout.solve();
    }

    /** Whether one vector comes out of a dense layer that is linear; a network made elsewhere may end otherwise. */
    private static boolean endsLinear(NetworkSpec spec) {
        return !spec.output().sequence()
                && spec.layers().size() > 1
                && spec.layers().get(spec.layers().size() - 1) instanceof Dense dense
                && dense.activation() == Activation.LINEAR;
    }

    private void collect(Network body, List<History.Stretch> stretches, boolean freshOnly) {
        Parameters parameters = Parameters.of(
                body.layout(),
                Arrays.copyOf(model.parameters().toArray(), body.layout().size()));
        Workspace workspace = body.servingWorkspace();
        Encoding encoding = model.encoding();
        Scaling scaling = model.manifest().scalingOf();
        int inputs = encoding.inputs();
        float[] batch = new float[OriginBatches.SIZE * window * inputs];
        float[] stack = ahead ? new float[OriginBatches.SIZE * window * body.inputs()] : batch;
        Workspace whole = model.network().servingWorkspace();
        new OriginBatches(window, horizon, freshOnly).each(stretches, MOST_ROWS, (stretch, origins, count) -> {
            for (int i = 0; i < count; i++) {
                int from = origins[i] + 1 - window;
                Scale scale = encoding.scale(scaling, stretch.segment(), from, window, stretch.scale());
                encoding.encode(stretch.window(model, origins[i]), scale, window, batch, i * window * inputs);
            }
            workspace.resetState();
            if (ahead) {
                narrow(batch, inputs, stack, body.inputs(), count * window);
                whole.resetState();
                model.network().forward(model.parameters(), whole, batch, count, window);
            }
            body.forward(parameters, workspace, stack, count, window);
            for (int i = 0; i < count; i++) {
                int newest = (i + 1) * window - 1;
                add(stretch, origins[i], batch, newest, workspace.output(), i * states, whole.output(), i);
            }
        });
    }

    /** The first inputs of each row, without those that the decoder reads. */
    private static void narrow(float[] from, int width, float[] to, int narrower, int rows) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, row * width, to, row * narrower, narrower);
        }
    }

    /**
     * Adds the rows of an origin.
     *
     * @param newest row of the origin in what was encoded
     * @param given the network's outputs, where it has a decoder
     * @param lane of the origin among them
     */
    private void add(
            History.Stretch stretch,
            int origin,
            float[] encoded,
            int newest,
            float[] state,
            int from,
            float[] given,
            int lane) {
        Encoding encoding = model.encoding();
        int inputs = encoding.inputs();
        Scale scale = encoding.scale(
                model.manifest().scalingOf(), stretch.segment(), origin + 1 - window, window, stretch.scale());
        for (int i = 0; i < states; i++) {
            x[i] = state[from + i];
        }
        x[x.length - 1] = 1;
        for (int j = 0; j < targets.length; j++) {
            for (int k = 0; k < window && highway; k++) {
                x[states + k] = encoded[(newest - k) * inputs + InputEncoding.changeInput(targets[j])];
            }
            if (!LinearStart.way(stretch, origin, targets[j], scale, encoding, y)) {
                continue;
            }
            for (int h = 0; h < horizon; h++) {
                int output = encoding.outputAt(j, h, horizon);
                y[h] -= ahead ? given[lane * bias.length + output] : told(output);
            }
            equations[j].add(x, y);
        }
    }

    /** What head and highway say of an origin's inputs. */
    private double told(int output) {
        double told = bias[output];
        for (int i = 0; i < states; i++) {
            told += head[output * states + i] * x[i];
        }
        for (int k = 0; k < window && highway; k++) {
            told += lags[output * window + k] * x[states + k];
        }
        return told;
    }

    private Optional<Parameters> solve() {
        Parameters fitted = model.parameters().copy();
        int width = x.length;
        for (int j = 0; j < targets.length; j++) {
            if (equations[j].rows() < width) {
                return Optional.empty();
            }
            double[] change = equations[j].solve(PULL * width);
            for (int h = 0; h < horizon; h++) {
                int output = model.encoding().outputAt(j, h, horizon);
                for (int i = 0; i < states; i++) {
                    head[output * states + i] += (float) change[h * width + i];
                }
                for (int k = 0; k < window && highway; k++) {
                    lags[output * window + k] += (float) change[h * width + states + k];
                }
                bias[output] += (float) change[h * width + width - 1];
            }
        }
        fitted.set(HEAD_WEIGHT, head);
        fitted.set(HEAD_BIAS, bias);
        if (highway) {
            fitted.set(HIGHWAY, lags);
        }
        return Optional.of(fitted.publish());
    }
}
