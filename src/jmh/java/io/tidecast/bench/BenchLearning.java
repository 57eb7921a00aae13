package io.tidecast.bench;

import io.tidecast.config.Values;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Serving;
import io.tidecast.learn.FineTuner;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.Progress;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.learn.Triggers;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Learning of a set's model along with its devices, as the trainer learns by default: history in chunks, a fine-tune
 * when one is due by the time of the readings, and what the gate promotes serves from the next step on.
 */
final class BenchLearning {
    private final ForecastSettings forecast;
    private final TimeStep grid;
    private final LearningSettings settings;
    private final FineTuner tuner;
    private final Triggers triggers;
    private final List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
    private Forecaster champion;
    private Forecaster.Session session;
    private Progress progress;
    private int version = 1;
    private int judged;
    private int promoted;

    /** @param seed of what is random; empty: nothing is learnt */
    BenchLearning(
            ForecastSettings forecast, CombinationSettings combination, NetworkSettings network, Optional<Long> seed) {
        this.forecast = forecast;
        grid = forecast.timeStep();
        settings =
                LearningSettings.from(Values.DEFAULTS).withSeed(seed.orElse(1L)).withEnabled(seed.isPresent());
        ScoredMethods served = PoolRun.scored(forecast, combination, network.covariates());
        tuner = new FineTuner(settings, Optional.of(served));
        triggers = new Triggers(settings.triggers(), settings.seed());
        serve(UntrainedModel.untrained(forecast, network, settings.seed()));
    }

    private void serve(Forecaster version) {
        champion = version;
        session = version.session();
    }

    /** How many fine-tunes were judged, and how many promoted. */
    String account() {
        return judged + ", " + promoted;
    }

    /** A device's part in it. */
    Device device(String name) {
        return new Device(name);
    }

    /** Device that is forecast by the version that serves, and whose steps are learnt from. */
    final class Device {
        private final String name;
        private final List<double[]> values = new ArrayList<>();
        private final List<boolean[]> observed = new ArrayList<>();
        private long from; // index of the first of them

        private Device(String name) {
            this.name = name;
        }

        Serving serving(Scale scale) {
            return new Serving(session, scale, UnaryOperator.identity());
        }

        /** Number of the version that serves. */
        int version() {
            return champion.manifest().version();
        }

        /** A step has closed. */
        void closed(long index, double[] step, boolean[] seen, Scale scale) {
            if (index != from + values.size()) {
                cut(scale);
            }
            from = values.isEmpty() ? index : from;
            values.add(step.clone());
            observed.add(seen.clone());
            if (values.size() == settings.history().chunkSteps()) {
                cut(scale);
            }
        }

        private void cut(Scale scale) {
            if (values.isEmpty()) {
                return;
            }
            int features = forecast.features().size();
            double[] all = new double[values.size() * features];
            boolean[] known = new boolean[all.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = values.get(i / features)[i % features];
                known[i] = observed.get(i / features)[i % features];
            }
            Segment segment = new Segment(from, features, all, known);
            chunks.add(new RetrainingRecord.Chunk(forecast.model(), name, grid, segment, scale));
            long nowMs = segment.timeMs(values.size() - 1, grid);
            Progress before = progress == null ? Progress.begin(nowMs) : progress;
            progress = before.withSteps(values.size());
            values.clear();
            observed.clear();
            if (settings.enabled()) {
                triggers.due(forecast.model(), progress, nowMs).ifPresent(why -> tune(why, nowMs));
            }
        }
    }

    private void tune(String why, long nowMs) {
        version++;
        FineTuner.Task task =
                new FineTuner.Task(forecast.model(), version, why, progress.newSteps(), progress.changedMs());
        int everySteps = settings.triggers().everySteps();
        progress = progress.begun(everySteps);
        FineTuner.Outcome outcome = tuner.tune(champion, List.copyOf(chunks), task, () -> false);
        progress = progress.ended(nowMs).told(outcome.changed(), everySteps);
        judged++;
        if (outcome.judgement().promoted()) {
            promoted++;
            serve(outcome.challenger());
        }
    }
}
