package io.tidecast.bench;

import io.tidecast.backtest.Backtest;
import io.tidecast.backtest.BacktestPlan;
import io.tidecast.backtest.BacktestResult;
import io.tidecast.backtest.Region;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.OfflineTrainer;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.PoolTensors;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.replay.BacktestReplay;
import io.tidecast.replay.RecordedHistory;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import io.tidecast.train.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Errors of what is published on devices that join a model: {@code NewDeviceTable PAGE FOLDER}, of which the page is
 * not written. Of each set of several devices a model is trained on every other one, and serves the rest from their
 * first reading on: with what its version brings for the pool, and without.
 */
final class NewDeviceTable {
    private static final int MOST_STEPS = 3_000;
    private static final int EPOCHS = 6;
    /** Steps of a new device, after its window is full, of each part. */
    private static final int[] PARTS = {0, 20, 100, 400};

    private NewDeviceTable() {}

    public static void main(String[] args) throws IOException {
        System.out.println("| set | devices | steps 1 to 20 | 21 to 100 | 101 to 400 |\n|---|---|---|---|---|");
        double[] logs = new double[PARTS.length - 1];
        int sets = 0;
        for (BenchSet set : BenchSet.of(Path.of(args[1]))) {
            Map<String, TreeMap<Long, Double>> all = set.steps();
            if (all.size() < 2) {
                continue;
            }
            double[] with = new double[logs.length];
            double[] without = new double[logs.length];
            for (int half = 0; half < 2; half++) {
                Forecaster model = trained(set, readings(set, all, half, MOST_STEPS));
                add(with, errors(set, model, all, 1 - half));
                add(without, errors(set, model.with(PoolTensors.NONE), all, 1 - half));
            }
            System.out.printf(Locale.ROOT, "| %s | %d |", set.name(), all.size());
            for (int part = 0; part < logs.length; part++) {
                System.out.printf(Locale.ROOT, " %.3f |", with[part] / without[part]);
                logs[part] += Math.log(with[part] / without[part]);
            }
            System.out.println();
            sets++;
        }
        System.out.print("| geometric mean | |");
        for (double sum : logs) {
            System.out.printf(Locale.ROOT, " %.3f |", Math.exp(sum / sets));
        }
        System.out.println();
    }

    private static void add(double[] sums, double[] more) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more[i];
        }
    }

    private static StreamSettings settings(BenchSet set) {
        return StreamSettings.of(set.forecast())
                .withLearning(LearningSettings.defaults()
                        .withTraining(TrainingSettings.defaults().withBudget(Duration.ofDays(1), 400)));
    }

    /** Every other device, each from its first step on. */
    private static List<Reading> readings(BenchSet set, Map<String, TreeMap<Long, Double>> all, int half, int most) {
        List<Reading> readings = new ArrayList<>();
        int place = 0;
        for (Map.Entry<String, TreeMap<Long, Double>> device : all.entrySet()) {
            if (place++ % 2 == half) {
                device.getValue().entrySet().stream()
                        .limit(most)
                        .forEach(step -> readings.add(new Reading(
                                device.getKey(), set.step().startOf(step.getKey()), new double[] {step.getValue()})));
            }
        }
        readings.sort(Comparator.comparingLong(Reading::timeMs));
        return readings;
    }

    private static Forecaster trained(BenchSet set, List<Reading> readings) {
        StreamSettings settings = settings(set);
        Forecaster start = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        return new OfflineTrainer(settings.learning(), EPOCHS, 0)
                .with(settings.methods(Optional.empty()))
                .train(
                        start,
                        RecordedHistory.of(settings, readings.iterator()).chunks(),
                        settings.forecast().seasonSteps(),
                        new Fit.Listener() {})
                .model();
    }

    /** Sums of absolute errors by part, of devices that the model has not seen, each in units of its persistence's. */
    private static double[] errors(BenchSet set, Forecaster model, Map<String, TreeMap<Long, Double>> all, int half) {
        double[] sums = new double[PARTS.length - 1];
        int place = 0;
        for (Map.Entry<String, TreeMap<Long, Double>> device : all.entrySet()) {
            if (place++ % 2 == half) {
                add(sums, errors(set, model, device.getKey(), device.getValue()));
            }
        }
        return sums;
    }

    private static double[] errors(BenchSet set, Forecaster model, String device, TreeMap<Long, Double> steps) {
        StreamSettings settings = settings(set);
        ForecastSettings forecast = settings.forecast();
        int window = Math.max(forecast.window(), forecast.seasonSteps() + 1);
        int most = window + PARTS[PARTS.length - 1] + forecast.horizon();
        List<Region> regions = new ArrayList<>();
        for (int part = 0; part + 1 < PARTS.length; part++) {
            regions.add(new Region("part " + part, window + PARTS[part], window + PARTS[part + 1] - 1L));
        }
        BacktestPlan plan = new BacktestPlan(
                forecast.horizon(),
                forecast.window(),
                forecast.seasonSteps(),
                forecast.levels(),
                steps.firstKey(),
                most,
                regions);
        BacktestResult result = new BacktestReplay(
                        settings, plan, new BacktestReplay.Start.Given(model), false, List.of())
                .run(readings(set, Map.of(device, steps), 0, most).iterator(), new BacktestReplay.Listener() {
                    @Override
                    public void replayed(long count) {}

                    @Override
                    public void judged(Verdict verdict) {}
                })
                .result();
        double[] errors = new double[regions.size()];
        double unit = 0;
        for (int part = 0; part < errors.length; part++) {
            double own = result.pooled(part, set.target(), Backtest.PUBLISHED).mae(0);
            errors[part] = Double.isNaN(own) ? 0 : own;
            double naive = result.pooled(part, set.target(), "persistence").mae(0);
            unit += Double.isNaN(naive) ? 0 : naive;
        }
        for (int part = 0; part < errors.length; part++) {
            errors[part] /= Math.max(Double.MIN_NORMAL, unit);
        }
        return errors;
    }
}
