package io.tidecast.experiment;

import io.tidecast.experiment.Prepared.WindowPosition;
import io.tidecast.kernel.LeastSquares;
import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Dense;
import io.tidecast.nn.HighwaySpec;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import io.tidecast.train.EpochRunner;
import io.tidecast.train.Evaluation;
import io.tidecast.train.Fit;
import io.tidecast.train.Optimizer;
import io.tidecast.train.Trainer;
import io.tidecast.train.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training run: one network trained once and judged on the test rows, by the library that serves: {@link Network},
 * {@link Trainer}, {@link Fit}.
 *
 * @param forecasts of the test windows, series after series, in the unit of the data: [windows · horizon]
 * @param actual what came, as the forecasts
 * @param curve the epochs; of several networks, the first one's
 * @param parameters how many a network has
 */
record ExperimentRun(double[] forecasts, double[] actual, List<Fit.Epoch> curve, int parameters) {
    private static final int BATCH = 64;

    /** Trains and judges; the seed decides the first weights, the order of the windows and what is dropped. */
    static ExperimentRun of(RunSpec spec, Dataset data, long seed) {
        if (!spec.perSeries()) {
            return one(spec, data, seed);
        }
        List<ExperimentRun> runs = new ArrayList<>();
        for (int i = 0; i < data.tracks().size(); i++) {
            runs.add(one(spec, data.only(i), SplitMix.mix(seed, i)));
        }
        return new ExperimentRun(
                runs.stream().flatMapToDouble(r -> Arrays.stream(r.forecasts)).toArray(),
                runs.stream().flatMapToDouble(r -> Arrays.stream(r.actual)).toArray(),
                runs.get(0).curve,
                runs.get(0).parameters);
    }

    private static ExperimentRun one(RunSpec spec, Dataset data, long seed) {
        Prepared prepared = new Prepared(data, spec);
        List<WindowPosition> test = prepared.test();
        Windows testing = prepared.windows(test, true);
        double[] actual = new double[test.size() * spec.horizon()];
        for (int i = 0; i < actual.length; i++) {
            WindowPosition place = test.get(i / spec.horizon());
            actual[i] = data.tracks().get(place.track()).target()[place.row() + i % spec.horizon()];
        }
        Network network = Network.of(spec.network(prepared.inputs()));
        double[] forecasts = new double[actual.length];
        List<Fit.Epoch> curve = List.of();
        int members = spec.training().ensemble();
        for (int member = 0; member < members; member++) {
            Trainer trainer = trainer(spec, network, prepared, SplitMix.mix(seed, member));
            Fit.Result fit = fit(spec, trainer, prepared, testing, SplitMix.mix(seed, member));
            Parameters parameters = spec.training().keepBest() ? fit.best() : trainer.parameters();
            float[] given = outputs(network, parameters, testing, spec.horizon());
            for (int i = 0; i < forecasts.length; i++) {
                forecasts[i] += prepared.value(test.get(i / spec.horizon()), i % spec.horizon(), given[i]) / members;
            }
            curve = member == 0 ? fit.history() : curve;
        }
        return new ExperimentRun(forecasts, actual, curve, network.layout().size());
    }

    private static Trainer trainer(RunSpec spec, Network network, Prepared prepared, long seed) {
        Training training = spec.training();
        Parameters start = training.initializer().parameters(network.layout(), SplitMix.mix(seed, 1));
        if (training.ridge().isPresent()) {
            startHighway(
                    network,
                    start,
                    prepared.windows(prepared.training(), false),
                    training.ridge().get());
        }
        Optimizer optimizer =
                Optimizer.of(training.optimizer(), network.layout().size());
        return new Trainer(network, start, training.loss(), optimizer, training.clipping(), SplitMix.mix(seed, 2));
    }

    /**
     * The best epoch, where one is chosen, is chosen on held-out training windows; without those the loss on the test
     * is drawn, and decides nothing.
     */
    private static Fit.Result fit(RunSpec spec, Trainer trainer, Prepared prepared, Windows testing, long seed) {
        Training training = spec.training();
        Windows learning = prepared.windows(prepared.training(), false);
        List<WindowPosition> heldOut = prepared.validation();
        Windows watched = heldOut.isEmpty() ? testing : prepared.windows(heldOut, false);
        EpochRunner<Trainer> lesson = training.shuffle()
                ? EpochRunner.over(learning, training.batch(), SplitMix.mix(seed, 3))
                : EpochRunner.inOrder(learning, training.batch());
        Evaluation evaluation = new Evaluation(trainer.network(), trainer.loss());
        return new Fit(training.epochs(), 0, 0, training.schedule())
                .run(trainer, lesson, parameters -> evaluation.over(watched, parameters), new Fit.Listener() {});
    }

    /**
     * Puts the ridge regression of the targets on the newest inputs into the highway, its constant into the head's
     * bias, and zero into the head's weights: the network begins as that linear map, and learns what is left.
     */
    private static void startHighway(Network network, Parameters start, Windows windows, double ridge) {
        NetworkSpec spec = network.spec();
        HighwaySpec highway = spec.highway()
                .orElseThrow(() -> new IllegalArgumentException("training.highway-ridge needs network.highway"));
        List<LayerSpec> layers = spec.layers();
        if (!(layers.get(layers.size() - 1) instanceof Dense)
                || highway.channels().size() != 1) {
            throw new IllegalArgumentException(
                    "training.highway-ridge needs a dense head and a highway of one channel");
        }
        int lags = Math.min(highway.steps(), windows.steps());
        LeastSquares fit = new LeastSquares(lags, network.outputs(), true);
        double[] x = new double[lags];
        double[] y = new double[network.outputs()];
        int channel = highway.channels().get(0);
        for (int i = 0; i < windows.count(); i++) {
            float[] window = windows.inputs(i, 1);
            float[] targets = windows.targets(i);
            Arrays.setAll(x, k -> window[(windows.steps() - 1 - k) * network.inputs() + channel]);
            Arrays.setAll(y, o -> targets[o]);
            fit.add(x, y);
        }
        double[] w = fit.solve(ridge);
        float[] weight = new float[network.outputs() * highway.steps()];
        float[] bias = new float[network.outputs()];
        for (int o = 0; o < network.outputs(); o++) {
            for (int k = 0; k < lags; k++) {
                weight[o * highway.steps() + k] = (float) w[o * fit.width() + k];
            }
            bias[o] = (float) w[o * fit.width() + lags];
        }
        List<ParameterView> head = network.layout().ofLayer(layers.size() - 1);
        start.set(network.layout().ofHighway().get(0).name(), weight);
        start.set(head.get(0).name(), new float[head.get(0).size()]);
        start.set(head.get(1).name(), bias);
    }

    private static float[] outputs(Network network, Parameters parameters, Windows windows, int horizon) {
        Workspace workspace = network.workspace();
        float[] all = new float[windows.count() * horizon];
        for (int from = 0; from < windows.count(); from += BATCH) {
            int size = Math.min(BATCH, windows.count() - from);
            workspace.resetState();
            float[] given = network.forward(parameters, workspace, windows.inputs(from, size), size, windows.steps());
            System.arraycopy(given, 0, all, from * horizon, size * horizon);
        }
        return all;
    }
}
