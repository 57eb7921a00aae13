package io.tidecast.learn;

import io.tidecast.kernel.LeastSquares;
import io.tidecast.model.Encoding;
import io.tidecast.model.Forecaster;
import io.tidecast.model.InputEncoding;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Window;
import java.util.List;

/**
 * Weight initialisation of an untrained network: its highway is fitted to the history by least squares, and its head is
 * silent, so that it starts out as the linear map it is to better. Where the highway was trained before, there is none,
 * or the network starts out as the base network, weights are left as they are.
 *
 * <p>The map is fitted in the units of the network, one for all devices, with ridge as if as many rows as it has inputs
 * had said that nothing changes.
 */
final class LinearStart {
    private static final String HIGHWAY = "highway.weight";
    private static final String HEAD_WEIGHT = "head.weight";
    private static final String HEAD_BIAS = "head.bias";
    /** Rows that are fitted, at most; more make no difference to a map of a hundred inputs. */
    private static final int MOST_ROWS = 40_000;

    private LinearStart() {}

    /**
     * Where training begins.
     *
     * @param stretches at least one, with a window to train on
     */
    static Parameters of(Forecaster start, List<History.Stretch> stretches) {
        if (start.readsBase() || start.network().layout().ofHighway().isEmpty() || hasLearnt(start)) {
            return start.parameters();
        }
        Parameters fitted = start.parameters().copy();
        fitted.set(HEAD_WEIGHT, new float[fitted.layout().view(HEAD_WEIGHT).size()]);
        int[] targets = start.targetFeatures();
        for (int j = 0; j < targets.length; j++) {
            fit(start, stretches, j, fitted);
        }
        return fitted.publish();
    }

    /** Whether a network has learnt anything: an untrained one's head and highway are zero. */
    static boolean hasLearnt(Forecaster model) {
        String last = model.network().layout().ofHighway().isEmpty() ? HEAD_WEIGHT : HIGHWAY;
        for (float weight : model.parameters().get(last)) {
            if (weight != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Of one target: rows are windows of its scaled changes, newest first, and its scaled way to each step of the
     * horizon.
     */
    private static void fit(Forecaster start, List<History.Stretch> stretches, int target, Parameters fitted) {
        int window = start.manifest().window();
        int horizon = start.manifest().horizon();
        LeastSquares equations = equations(start, stretches, target);
        if (equations.rows() == 0) {
            return;
        }
        double[] w = equations.solve(window); // [horizon, window + 1]
        float[] highway = fitted.get(HIGHWAY); // [targets, horizon, window]
        float[] bias = fitted.get(HEAD_BIAS); // [targets, horizon]
        for (int h = 0; h < horizon; h++) {
            for (int k = 0; k < window; k++) {
                highway[(target * horizon + h) * window + k] = (float) w[h * (window + 1) + k];
            }
            bias[target * horizon + h] = (float) w[h * (window + 1) + window];
        }
        fitted.set(HIGHWAY, highway);
        fitted.set(HEAD_BIAS, bias);
    }

    private static LeastSquares equations(Forecaster start, List<History.Stretch> stretches, int target) {
        int window = start.manifest().window();
        int horizon = start.manifest().horizon();
        int feature = start.targetFeatures()[target];
        Encoding encoding = start.encoding();
        int inputs = encoding.inputs();
        long total = stretches.stream().mapToLong(History.Stretch::trainable).sum();
        int stride = (int) Math.max(1, (total + MOST_ROWS - 1) / MOST_ROWS);
        LeastSquares equations = new LeastSquares(window, horizon, true);
        double[] x = new double[window];
        double[] y = new double[horizon];
        Scaling scaling = start.manifest().scalingOf();
        for (History.Stretch stretch : stretches) {
            boolean running = !encoding.scalesEachWindow(scaling);
            float[] encoded = new float[(running ? stretch.trainable() : window) * inputs];
            if (running) {
                Window whole = start.window(stretch.segment(), stretch.trainable() - 1);
                encoding.encode(whole, stretch.scale(), stretch.trainable(), encoded, 0);
            }
            for (int origin = window - 1; origin + horizon < stretch.trainable(); origin += stride) {
                int first = origin - window + 1;
                Scale scale = encoding.scale(scaling, stretch.segment(), first, window, stretch.scale());
                if (way(stretch, origin, feature, scale, encoding, y)) {
                    if (!running) {
                        encoding.encode(start.window(stretch.segment(), origin), scale, window, encoded, 0);
                    }
                    int last = running ? origin : window - 1;
                    for (int k = 0; k < window; k++) {
                        x[k] = encoded[(last - k) * inputs + InputEncoding.changeInput(feature)];
                    }
                    equations.add(x, y);
                }
            }
        }
        return equations;
    }

    /**
     * Fills the scaled way of a target from an origin to each step of the horizon; false where some of it teaches
     * nothing.
     */
    static boolean way(History.Stretch stretch, int origin, int feature, Scale scale, Encoding encoding, double[] y) {
        double last = stretch.segment().value(origin, feature);
        OldWindows old = new OldWindows(y.length);
        for (int h = 1; h <= y.length; h++) {
            if (!stretch.teaches(origin + h, feature)
                    || old.holds(stretch.segment().firstIndex() + origin + h)) {
                return false;
            }
            y[h - 1] = encoding.output(scale, feature, last, stretch.segment().value(origin + h, feature));
        }
        return stretch.isOrigin(origin, feature);
    }
}
