package io.tidecast.bench;

import com.amazon.randomcutforest.config.TransformMethod;
import com.amazon.randomcutforest.parkservices.RCFCaster;
import com.amazon.randomcutforest.parkservices.config.Calibration;
import com.amazon.randomcutforest.returntypes.RangeVector;
import com.sun.management.OperatingSystemMXBean;
import io.tidecast.backtest.Backtest;
import io.tidecast.backtest.BacktestPlan;
import io.tidecast.backtest.BacktestResult;
import io.tidecast.backtest.Region;
import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvReadings;
import io.tidecast.csv.CsvSpan;
import io.tidecast.forecast.Persistence;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.learn.TriggerSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Verdict;
import io.tidecast.replay.BacktestReplay;
import io.tidecast.replay.RecordedHistory;
import io.tidecast.series.Segment;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of {@code docs/peers.md}: {@code PeerTable FILE DATA-FOLDER}. Random Cut Forest's forecaster, one per
 * series, and Tidecast, one network for all series of a data set, both learning from the first row on and judged on the
 * same pairs of origin and step by the same code.
 */
public final class PeerTable {
    private static final int HORIZON = 24;
    private static final int WINDOW = 48;
    /** Of each series. */
    private static final int STEPS_PER_FINE_TUNE = 2_000;
    /** Values that the forest sees at once. Its trees and samples are as its builder has them. */
    private static final int SHINGLE = 24;

    private final Path folder;

    private PeerTable(Path folder) {
        this.folder = folder;
    }

    /** A data set. */
    private record Data(String name, String file, String time, String value, Duration step, Duration season) {}

    /** Mean absolute error behind 60 %, share inside the interval of 90 %, readings per second of processor time. */
    private record Result(double mae, double coverage, double persistence, double speed) {}

    public static void main(String[] args) throws IOException {
        PeerTable table = new PeerTable(Path.of(args[1]));
        Duration hour = Duration.ofHours(1);
        Duration day = Duration.ofDays(1);
        StringBuilder page = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # Beside a peer

                Amazon's Random Cut Forest has a streaming forecaster in Java (`software.amazon.randomcutforest`, its `RCFCaster`), one forest per series. Here it learns from the first row on, as Tidecast does with
                one network for all series of a data set; mean absolute errors of %d steps ahead, pooled, of origins behind the first 60 %%, on the same pairs of origin and step. A shingle of %d values, transform
                `NORMALIZE`, calibration `SIMPLE`, the rest as its builder has it. Tidecast fine-tunes after every %,d new steps of each series. Readings a second are of processor time in one pass, JDK %s, what Tidecast spends on training, RocksDB and JSON included.

                Made by `./mvnw -q -Pbench -DskipTests -Dbench.main=io.tidecast.bench.PeerTable -Dbench.page=docs/peers.md -Dbench.length=../shared/data test-compile exec:exec`, seed 1.

                | data | MAE Tidecast | MAE Random Cut Forest | MAE persistence | in 90 %% Tidecast | in 90 %% Random Cut Forest | readings/CPU-s Tidecast | readings/CPU-s Random Cut Forest |
                |---|---|---|---|---|---|---|---|
                """,
                HORIZON,
                SHINGLE,
                STEPS_PER_FINE_TUNE,
                Runtime.version()));
        for (Data data : List.of(
                new Data("ETTh1 OT", "ETTh1.csv.gz", "date", "OT", hour, day),
                new Data(
                        "NAB machine temperature",
                        "nab_machine_temperature_system_failure.csv.gz",
                        "timestamp",
                        "value",
                        Duration.ofMinutes(5),
                        day),
                new Data("Beijing TEMP, 6 stations", "beijing", "datetime", "TEMP", hour, day))) {
            Result ours = table.tidecast(data);
            Result forest = table.forest(data);
            String line = String.format(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %.3f | %.1f %% | %.1f %% | %,.0f | %,.0f |%n",
                    data.name(),
                    ours.mae(),
                    forest.mae(),
                    ours.persistence(),
                    100 * ours.coverage(),
                    100 * forest.coverage(),
                    ours.speed(),
                    forest.speed());
            System.out.print(line);
            page.append(line);
            Files.writeString(Path.of(args[0]), page);
        }
    }

    private Result tidecast(Data data) {
        StreamSettings settings = settings(data);
        try (CsvReadings readings = open(data)) {
            long begin = processorTime();
            BacktestReplay.Outcome outcome = new BacktestReplay(
                            settings, plan(data, settings), new BacktestReplay.Start.Untrained(), true, List.of())
                    .run(readings, new BacktestReplay.Listener() {
                        @Override
                        public void replayed(long count) {}

                        @Override
                        public void judged(Verdict verdict) {}
                    });
            return result(data, outcome.result(), outcome.readings(), begin);
        }
    }

    /** The same steps, which the same grid closes; only the forest's own work is timed. */
    private Result forest(Data data) {
        StreamSettings settings = settings(data);
        RecordedHistory history;
        try (CsvReadings readings = open(data)) {
            history = RecordedHistory.of(settings, readings);
        }
        Backtest backtest = new Backtest(plan(data, settings), List.of(), List.of(data.value()), 0);
        Map<String, RCFCaster> casters = new HashMap<>();
        Map<String, float[][]> rings = new HashMap<>();
        long begin = processorTime();
        for (RetrainingRecord.Chunk chunk : history.chunks()) {
            RCFCaster caster = casters.computeIfAbsent(chunk.device(), device -> RCFCaster.builder()
                    .dimensions(SHINGLE)
                    .shingleSize(SHINGLE)
                    .internalShinglingEnabled(true)
                    .forecastHorizon(HORIZON)
                    .transformMethod(TransformMethod.NORMALIZE)
                    .calibration(Calibration.SIMPLE)
                    .randomSeed(1L)
                    .build());
            float[][] ring = rings.computeIfAbsent(chunk.device(), device -> new float[HORIZON][]);
            Segment segment = chunk.segment();
            for (int t = 0; t < segment.steps(); t++) {
                step(backtest, chunk.device(), data.value(), caster, ring, segment, t);
            }
            backtest.closed(chunk.device(), segment);
        }
        return result(data, backtest.result(), history.readings(), begin);
    }

    private static void step(
            Backtest backtest, String device, String target, RCFCaster caster, float[][] ring, Segment segment, int t) {
        long index = segment.firstIndex() + t;
        double value = segment.value(t, 0);
        float[] errors = new float[HORIZON];
        for (int h = 1; h <= HORIZON; h++) {
            float[] made = ring[(int) ((index - h) % HORIZON)];
            errors[h - 1] = made == null ? Float.NaN : (float) Math.abs(made[h - 1] - value);
        }
        backtest.network(device, target, index, errors);
        if (Double.isNaN(value)) {
            return;
        }
        RangeVector forecast = caster.process(new double[] {value}, index).getTimedForecast().rangeVector;
        float[] mean = Arrays.copyOf(forecast.values, HORIZON);
        ring[(int) (index % HORIZON)] = mean;
        double[][] lower = {doubles(forecast.lower)};
        double[][] upper = {doubles(forecast.upper)};
        backtest.published(device, target, index, doubles(mean), lower, upper, Map.of());
    }

    private static double[] doubles(float... values) {
        double[] doubles = new double[HORIZON];
        for (int h = 0; h < HORIZON; h++) {
            doubles[h] = values[h];
        }
        return doubles;
    }

    /** Nanoseconds of all threads of this process, those of compiler and collector too: a machine may be shared. */
    private static long processorTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static Result result(Data data, BacktestResult result, long readings, long begin) {
        double seconds = (processorTime() - begin) / 1e9;
        var published = result.pooled(0, data.value(), Backtest.PUBLISHED);
        return new Result(
                published.mae(0),
                published.intervals().coverage(0, 0),
                result.pooled(0, data.value(), Persistence.NAME).mae(0),
                readings / seconds);
    }

    private BacktestPlan plan(Data data, StreamSettings settings) {
        CsvSpan span;
        try (CsvReadings readings = open(data)) {
            span = CsvSpan.of(readings);
        }
        long first = settings.grid().indexOf(span.firstMs());
        long steps = settings.grid().indexOf(span.lastMs()) - first + 1;
        return new BacktestPlan(
                HORIZON,
                WINDOW,
                settings.forecast().seasonSteps(),
                settings.forecast().levels(),
                first,
                Region.position("60%", steps),
                List.of(Region.parse("late=60%..", steps)));
    }

    private StreamSettings settings(Data data) {
        TriggerSettings triggers = TriggerSettings.defaults();
        int newSteps = STEPS_PER_FINE_TUNE * files(data).size();
        return StreamSettings.of(new ForecastSettings(
                        "default",
                        List.of(data.value()),
                        List.of(data.value()),
                        WINDOW,
                        HORIZON,
                        data.step(),
                        data.season(),
                        List.of(0.9)))
                // By steps alone: a fine-tune a day would be a thousand and more of them over four years.
                .withLearning(LearningSettings.defaults()
                        .withTriggers(new TriggerSettings(
                                newSteps, triggers.firstSteps(), Duration.ZERO, triggers.minInterval(), 0, 0)));
    }

    private CsvReadings open(Data data) {
        return new CsvReadings(
                files(data), new CsvFormat(Optional.empty(), data.time(), List.of(data.value()), ZoneId.of("UTC")));
    }

    /** One per series. */
    private List<Path> files(Data data) {
        Path path = folder.resolve(data.file());
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
