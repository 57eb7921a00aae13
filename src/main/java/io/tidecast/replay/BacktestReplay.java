package io.tidecast.replay;

import io.tidecast.backtest.Backtest;
import io.tidecast.backtest.BacktestPlan;
import io.tidecast.backtest.BacktestResult;
import io.tidecast.backtest.JudgedForecasts;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.OfflineTrainer;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.record.RetrainingRecords;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import io.tidecast.train.Fit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Backtest through the topologies that serve: recorded readings in the order of their time, each forecast made of what
 * came before it alone. Online, what the trainer publishes serves from then on; frozen, one model serves throughout.
 */
public final class BacktestReplay {
    private final StreamSettings settings;
    private final BacktestPlan plan;
    private final Start start;
    private final boolean online;
    private final List<JudgedForecasts> forecasts;
    private final boolean asOf;

    /** Initial model: where the one comes from that serves first. */
    public sealed interface Start {
        /** Pre-trained model, which serves from the first row on. */
        record Given(Forecaster model) implements Start {}

        /** Model trained on the plan's training part, as {@code tidecast train} does. */
        record Trained(int epochs, int patience) implements Start {}

        /** Cold start: the trainer publishes an untrained model, which learns from the first row on. */
        record Untrained() implements Start {}
    }

    /** Listener that is told how far it is. */
    public interface Listener extends Fit.Listener {
        /** So many readings were replayed. */
        void replayed(long readings);

        /** The trainer came to a verdict on a challenger. */
        void judged(Verdict verdict);
    }

    /**
     * Result of a replay.
     *
     * @param readings how many were replayed
     * @param duplicates how many of them had a value that was there already of their device and time
     * @param refused how many of them went to the dead letters
     * @param refusal why the first of these did; empty if none did
     * @param trained what came of training on the training part, if that was done
     * @param fineTunes challengers that were judged
     * @param promoted how many of them were promoted
     */
    public record Outcome(
            BacktestResult result,
            long readings,
            long duplicates,
            long refused,
            String refusal,
            Optional<OfflineTrainer.Outcome> trained,
            int fineTunes,
            int promoted) {}

    /**
     * A backtest.
     *
     * @param online whether the trainer's topology stands beside the forecaster's
     * @param forecasts take every forecast that is judged
     */
    public BacktestReplay(
            StreamSettings given,
            BacktestPlan plan,
            Start start,
            boolean online,
            List<? extends JudgedForecasts> forecasts) {
        this(given, plan, start, online, forecasts, false);
    }

    /**
     * @param asOf whether each reading has, as a further value, since when what it has of values known ahead was known
     */
    public BacktestReplay(
            StreamSettings given,
            BacktestPlan plan,
            Start start,
            boolean online,
            List<? extends JudgedForecasts> forecasts,
            boolean asOf) {
        this.asOf = asOf;
        LearningSettings learning = given.learning();
        settings = ForecasterReplay.settings(given)
                // By updates alone, for seconds differ from run to run.
                .withLearning(learning.withTraining(learning.training()
                        .withBudget(Duration.ofDays(1), learning.training().maxUpdates())));
        this.plan = plan;
        this.start = start;
        this.online = online;
        this.forecasts = List.copyOf(forecasts);
    }

    /**
     * Replays.
     *
     * @throws IllegalArgumentException if the training part is too short
     */
    public Outcome run(Iterator<Reading> readings, Listener listener) {
        try (Pass pass = new Pass(listener)) {
            return pass.run(readings);
        }
    }

    /** Pending record of the retraining topic, which the trainer gets once there is a model. */
    private record Waiting(byte[] value, int steps) {}

    /** Prequential pass over the readings. */
    private final class Pass extends ForecasterReplay.NoOutput implements AutoCloseable {
        private final Listener listener;
        private final Backtest backtest = new Backtest(
                plan,
                forecasts,
                settings.forecast().targets(),
                settings.forecast().targetFeatures());
        private final ForecastRecords records = new ForecastRecords(backtest, settings.grid());
        private final ForecasterReplay forecaster = new ForecasterReplay(settings, this);
        private final Optional<TrainerReplay> trainer;
        private final List<RetrainingRecord.Chunk> history = new ArrayList<>();
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final String model = settings.forecast().model();
        private Optional<OfflineTrainer.Outcome> trained = Optional.empty();
        private long waitingSteps;
        private boolean training = start instanceof Start.Trained;
        private int fineTunes;
        private int promoted;

        Pass(Listener listener) {
            this.listener = listener;
            trainer = online ? Optional.of(new TrainerReplay(settings, forecaster.wallClock())) : Optional.empty();
        }

        Outcome run(Iterator<Reading> recorded) {
            Foresight readings = new Foresight(settings, recorded, asOf, forecaster::ahead);
            if (start instanceof Start.Given given) {
                serve(given.model(), "the model that was given");
            }
            while (readings.hasNext()) {
                Reading reading = readings.next();
                if (training && settings.grid().indexOf(reading.timeMs()) - plan.first() >= plan.training()) {
                    forecaster.drain();
                    train((Start.Trained) start);
                }
                if (forecaster.read(reading)) {
                    learn();
                    listener.replayed(forecaster.readings());
                }
            }
            forecaster.end();
            return new Outcome(
                    backtest.result(),
                    forecaster.readings(),
                    forecaster.duplicates(),
                    forecaster.refused(),
                    forecaster.refusal(),
                    trained,
                    fineTunes,
                    promoted);
        }

        private void train(Start.Trained how) {
            training = false;
            Forecaster first = UntrainedModel.untrained(
                    settings.forecast(), settings.network(), settings.learning().seed());
            OfflineTrainer.Outcome outcome = new OfflineTrainer(settings.learning(), how.epochs(), how.patience())
                    .with(settings.methods(Optional.empty()))
                    .train(first, history, settings.forecast().seasonSteps(), listener);
            trained = Optional.of(outcome);
            history.clear();
            serve(outcome.model(), "trained on the first " + plan.training() + " steps");
            trainer.ifPresent(other -> waiting.forEach(record -> other.retraining(record.value())));
            waiting.clear();
            learn();
        }

        private void serve(Forecaster version, String reason) {
            byte[] pointer =
                    PointerRecord.bytes(Pointer.bootstrap(version.manifest().version(), reason));
            byte[] bytes = ModelRecords.value(version);
            forecaster.model(ModelRecords.key(version), bytes);
            forecaster.model(ModelRecords.key(model), pointer);
            trainer.ifPresent(other -> {
                other.model(ModelRecords.key(version), bytes);
                other.model(ModelRecords.key(model), pointer);
            });
        }

        private void learn() {
            if (!training) {
                trainer.ifPresent(other -> other.look(forecaster.wallClock(), this::publish));
            }
        }

        private void publish(byte[] key, byte[] value) {
            forecaster.model(key, value);
            // A challenger in the shadow is not judged yet.
            ModelRecords.pointer(model, key, value)
                    .filter(pointer -> pointer.shadow() == null)
                    .map(Pointer::verdict)
                    .ifPresent(verdict -> {
                        fineTunes++;
                        promoted += verdict.promoted() ? 1 : 0;
                        listener.judged(verdict);
                    });
        }

        @Override
        public void forecast(byte[] value) {
            records.forecast(value);
        }

        @Override
        public void score(byte[] value) {
            records.score(value);
        }

        @Override
        public void retraining(byte[] value) {
            if (RetrainingRecords.of(value, settings.forecast()) instanceof RetrainingRecord.Chunk chunk) {
                backtest.closed(chunk.device(), chunk.segment());
                if (training) {
                    history.add(chunk);
                    keepForTrainer(value, chunk);
                }
            }
            if (!training) {
                trainer.ifPresent(other -> other.retraining(value));
            }
        }

        /** As much as the trainer itself would keep. */
        private void keepForTrainer(byte[] value, RetrainingRecord.Chunk chunk) {
            if (trainer.isPresent()) {
                waiting.add(new Waiting(value, chunk.segment().steps()));
                waitingSteps += chunk.segment().steps();
                int most = settings.learning().history().steps();
                while (waitingSteps > most && waiting.size() > 1) {
                    waitingSteps -= waiting.remove().steps();
                }
            }
        }

        @Override
        public void close() {
            forecaster.close();
            trainer.ifPresent(TrainerReplay::close);
        }
    }
}
