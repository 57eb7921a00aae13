package io.tidecast.learn;

import io.tidecast.model.Encoding;
import io.tidecast.model.Forecaster;
import io.tidecast.nn.DecoderSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import io.tidecast.series.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Shrinkage of a network that began as the base network (James and Stein 1961): the way that it forecasts to each step
 * of the horizon, times a factor that is fitted to history by least squares. One number for each output is told by
 * little history: where a series is less regular than the base network takes it for, most of the gain is in that.
 */
final class Shrinkage {
    /** What gives an output, a row of each. */
    private static final Set<String> ROWS =
            Set.of("head.weight", "head.bias", "highway.weight", "decoder.weight_out", DecoderSpec.GAIN);
    /** Windows that are looked at, at most. */
    private static final int MOST_WINDOWS = 4_000;
    /** Ridge, in windows that say that the factor is 1. */
    private static final double PULL = 20;

    private final Forecaster model;
    private final int window;
    private final int horizon;
    private final float[] x; // [batch, window, inputs]
    private final double[] y; // [horizon]
    private final double[] xy; // [outputs]
    private final double[] xx; // [outputs]
    private final long[] counts; // [outputs]
    private final Workspace workspace;

    private Shrinkage(Forecaster model) {
        this.model = model;
        window = model.manifest().window();
        horizon = model.manifest().horizon();
        x = new float[OriginBatches.SIZE * window * model.encoding().inputs()];
        y = new double[horizon];
        int outputs = model.targetFeatures().length * horizon;
        xy = new double[outputs];
        xx = new double[outputs];
        counts = new long[outputs];
        workspace = model.network().servingWorkspace();
    }

    /**
     * The weights of a model with its forecasts shrunk, or stretched.
     *
     * @param stretches with windows to train on
     * @param freshOnly whether only origins in the fresh steps of the stretches count
     */
    static Parameters fitted(Forecaster model, List<History.Stretch> stretches, boolean freshOnly) {
        Shrinkage shrinkage = new Shrinkage(model);
        new OriginBatches(shrinkage.window, shrinkage.horizon, freshOnly).each(stretches, MOST_WINDOWS, shrinkage::add);
        return shrinkage.applied();
    }

    private void add(History.Stretch stretch, int[] origins, int count) {
        Encoding encoding = model.encoding();
        int size = window * encoding.inputs();
        for (int i = 0; i < count; i++) {
            encoding.encode(stretch.window(model, origins[i]), scale(stretch, origins[i]), window, 1, x, i * size);
        }
        workspace.resetState();
        float[] output = model.network().forward(model.parameters(), workspace, x, count, window);
        int[] targets = model.targetFeatures();
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < targets.length; j++) {
                if (LinearStart.way(stretch, origins[i], targets[j], scale(stretch, origins[i]), encoding, y)) {
                    for (int h = 0; h < horizon; h++) {
                        int at = encoding.outputAt(j, h, horizon);
                        double said = output[i * xx.length + at];
                        xy[at] += said * y[h];
                        xx[at] += said * said;
                        counts[at]++;
                    }
                }
            }
        }
    }

    private Scale scale(History.Stretch stretch, int origin) {
        return model.encoding()
                .scale(model.manifest().scalingOf(), stretch.segment(), origin + 1 - window, window, stretch.scale());
    }

    private Parameters applied() {
        double[] factors = new double[xx.length];
        Arrays.setAll(factors, i -> {
            double pull = counts[i] == 0 ? 0 : PULL * xx[i] / counts[i];
            return xx[i] + pull > 0 ? Math.max(0, (xy[i] + pull) / (xx[i] + pull)) : 1;
        });
        Parameters shrunk = model.parameters().copy();
        for (ParameterView view : shrunk.layout().views()) {
            if (ROWS.contains(view.name())) {
                float[] values = shrunk.get(view.name());
                int width = values.length / factors.length;
                for (int i = 0; i < values.length; i++) {
                    values[i] *= (float) factors[i / width];
                }
                shrunk.set(view.name(), values);
            }
        }
        return shrunk.publish();
    }
}
