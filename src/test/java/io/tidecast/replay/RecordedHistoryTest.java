package io.tidecast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvReadings;
import io.tidecast.learn.OfflineTrainer;
import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.Aggregation;
import io.tidecast.series.Fill;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamSettings;
import io.tidecast.train.Fit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordedHistoryTest {
    private static final Duration STEP = Duration.ofHours(1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final StreamSettings SETTINGS = StreamSettings.of(new ForecastSettings(
            "default", List.of("temp"), List.of("temp"), 8, 4, STEP, Duration.ofHours(6), List.of(0.9)));

    private static Reading reading(String device, Instant start, double step, float value) {
        return new Reading(
                device, start.plusMillis((long) (step * STEP.toMillis())).toEpochMilli(), new double[] {value});
    }

    @Test
    void shouldHoldEveryReadingAsAStepWhereEachIsOne() {
        StreamSettings each = SETTINGS.withGrid(new GridSettings(
                Sampling.READINGS,
                STEP,
                Aggregation.MEAN,
                Duration.ZERO,
                Fill.PREVIOUS,
                Duration.ofDays(365),
                Duration.ZERO,
                STEP));
        List<Reading> readings = new ArrayList<>();
        for (int t = 0; t < 120; t++) {
            readings.add(reading("a", START, t + 0.001 * (t % 7), (float) Math.sin(t)));
        }
        RecordedHistory history = RecordedHistory.of(each, readings.iterator());
        assertThat(values(history, "a").values()).hasSize(120);
        long[] times = history.chunks().stream()
                .flatMapToLong(chunk -> Arrays.stream(chunk.segment().timesMs()))
                .toArray();
        assertThat(times)
                .containsExactly(readings.stream().mapToLong(Reading::timeMs).toArray());
        Forecaster untrained = UntrainedModel.untrained(each.forecast(), each.network(), 1);
        OfflineTrainer.Outcome trained =
                new OfflineTrainer(each.learning(), 1, 0).train(untrained, history.chunks(), 6, new Fit.Listener() {});
        assertThat(trained.model().manifest().steps()).isEqualTo("readings");
        assertThat(trained.model().manifest().learntTo().orElseThrow())
                .isBetween(START.plus(STEP.multipliedBy(90)), START.plus(STEP.multipliedBy(110)));
    }

    @Test
    void shouldHoldEveryStepOnceToTheLastWhenReadingsAreReplayed() {
        List<Reading> readings = new ArrayList<>();
        for (int t = 0; t < 50; t++) {
            readings.add(reading("a", START, t, t));
            readings.add(reading("a", START, t + 0.5, t + 2)); // The step's value is the mean, t + 1.
            if (t != 3) {
                readings.add(reading("b", START, t, 100 + t));
            }
        }
        RecordedHistory history = RecordedHistory.of(SETTINGS, readings.iterator());
        assertThat(history.readings()).isEqualTo(149);
        assertThat(history.devices()).isEqualTo(2);
        assertThat(history.refused()).isZero();
        assertThat(history.steps()).isEqualTo(100);
        assertThat(values(history, "a").values())
                .hasSize(50)
                .startsWith(1.0, 2.0)
                .endsWith(49.0, 50.0);
        assertThat(values(history, "b").values())
                .hasSize(50)
                .startsWith(100.0, 101.0, 102.0, 102.0, 104.0)
                .endsWith(149.0);
        assertThat(history.chunks().get(0).segment().firstIndex())
                .isEqualTo(SETTINGS.grid().indexOf(START.toEpochMilli()));
    }

    @Test
    void shouldHoldTheNewestStepWhenItIsOfThisHour() {
        Instant recent = Instant.now().minus(STEP.multipliedBy(10));
        List<Reading> readings = new ArrayList<>();
        for (int t = 0; t <= 10; t++) {
            readings.add(reading("a", recent, t, t));
        }
        assertThat(values(RecordedHistory.of(SETTINGS, readings.iterator()), "a")
                        .values())
                .hasSize(11)
                .endsWith(10.0);
    }

    @Test
    void shouldSayWhatWasRefusedWhenAReadingIsLateOrInTheFuture() {
        RecordedHistory history = RecordedHistory.of(
                SETTINGS,
                List.of(
                                reading("a", START, 5, 1),
                                reading("a", START, 7, 1),
                                reading("a", START, 5, 1),
                                reading("a", Instant.now(), 100, 1))
                        .iterator());
        assertThat(history.refused()).isEqualTo(2);
        assertThat(history.refusal()).startsWith("time must be in a step that is still open");
        assertThat(history.steps()).isEqualTo(3);
    }

    @Test
    void shouldHoldTheSameWhenEveryRowHasOneFieldAlone() {
        StreamSettings both = StreamSettings.of(new ForecastSettings(
                "default", List.of("temp", "hum"), List.of("temp"), 8, 4, STEP, Duration.ofHours(6), List.of(0.9)));
        CsvFormat format = new CsvFormat(Optional.empty(), "time", List.of("temp", "hum"), ZoneOffset.UTC);
        RecordedHistory joined = history(both, format, "joined.csv");
        RecordedHistory apart = history(both, format, "outer_join.csv");
        assertThat(apart.readings()).isEqualTo(2 * joined.readings());
        assertThat(apart.steps()).isEqualTo(joined.steps()).isEqualTo(joined.readings());
        assertThat(apart.duplicates()).isZero();
        for (int i = 0; i < joined.chunks().size(); i++) {
            Segment segment = apart.chunks().get(i).segment();
            assertThat(segment.values())
                    .isEqualTo(joined.chunks().get(i).segment().values());
            assertThat(segment.observed()).doesNotContain(false);
        }
    }

    private static RecordedHistory history(StreamSettings settings, CsvFormat format, String name) {
        Path file = Path.of("src/test/resources/cases/one-field-per-record", name);
        try (CsvReadings readings = new CsvReadings(List.of(file), format)) {
            return RecordedHistory.of(settings, readings);
        }
    }

    /** Readings of 1e-8 are seen as those of 1e4 are. */
    @Test
    void shouldMeasureASeriesInItsOwnSizeWhenItIsTiny() {
        StreamSettings half = StreamSettings.of(new ForecastSettings(
                "default", List.of("y"), List.of("y"), 48, 24, STEP.dividedBy(2), STEP.multipliedBy(24), List.of(0.9)));
        CsvFormat format = new CsvFormat(Optional.empty(), "time", List.of("y"), ZoneOffset.UTC);
        RecordedHistory plain = history(half, format, "../tiny-and-huge/plain.csv.gz");
        RecordedHistory tiny = history(half, format, "../tiny-and-huge/tiny.csv.gz");
        assertThat(tiny.chunks()).hasSameSizeAs(plain.chunks()).hasSizeGreaterThan(3);
        for (int i = 0; i < plain.chunks().size(); i++) {
            Scale one = plain.chunks().get(i).scale();
            Scale other = tiny.chunks().get(i).scale();
            assertThat(other.std()[0] * 1e12f).isCloseTo(one.std()[0], withPercentage(0.1));
            assertThat(other.diff()[0] * 1e12f).isCloseTo(one.diff()[0], withPercentage(0.1));
        }
    }

    /** A tenth of the series, added up from 1.8e10 on, whose steps are less than what floats are apart there. */
    @Test
    void shouldTellWhatACounterHasCountedWhateverItStandsAt() {
        StreamSettings half = StreamSettings.of(new ForecastSettings(
                "default", List.of("y"), List.of("y"), 48, 24, STEP.dividedBy(2), STEP.multipliedBy(24), List.of(0.9)));
        StreamSettings counting = half.withGrid(new GridSettings(
                Sampling.GRID,
                STEP.dividedBy(2),
                Aggregation.INCREASE,
                Duration.ZERO,
                Fill.PREVIOUS,
                STEP.multipliedBy(3),
                Duration.ZERO,
                STEP));
        CsvFormat format = new CsvFormat(Optional.empty(), "time", List.of("y"), ZoneOffset.UTC);
        NavigableMap<Long, Double> plain = values(history(half, format, "../tiny-and-huge/plain.csv.gz"), "plain");
        NavigableMap<Long, Double> wh =
                values(history(counting, format, "../tiny-and-huge/counter_wh.csv.gz"), "counter_wh");
        NavigableMap<Long, Double> kwh =
                values(history(counting, format, "../tiny-and-huge/counter.csv.gz"), "counter");
        assertThat(wh.keySet())
                .isEqualTo(plain.tailMap(plain.firstKey(), false).keySet())
                .isEqualTo(kwh.keySet());
        wh.forEach((timeMs, counted) -> {
            assertThat(counted).isCloseTo(plain.get(timeMs) / 10, offset(1.01));
            assertThat(1000 * kwh.get(timeMs)).isCloseTo(plain.get(timeMs) / 10, offset(1.01));
        });
    }

    @Test
    void shouldCountWhatIsThereAlreadyAndNameWhatIsNever() {
        StreamSettings both = StreamSettings.of(new ForecastSettings(
                "default", List.of("temp", "hum"), List.of("temp"), 8, 4, STEP, Duration.ofHours(6), List.of(0.9)));
        List<Reading> readings = new ArrayList<>();
        for (int t = 0; t < 5; t++) {
            long timeMs = START.plus(STEP.multipliedBy(t)).toEpochMilli();
            readings.add(new Reading("a", timeMs, new double[] {t, Double.NaN}));
            readings.add(new Reading("a", timeMs, new double[] {99, Double.NaN}));
        }
        RecordedHistory history = RecordedHistory.of(both, readings.iterator());
        assertThat(history.duplicates()).isEqualTo(5);
        assertThat(history.unseen(List.of("temp", "hum"))).containsExactly("hum");
        assertThat(values(history, "a").values()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    }

    @Test
    void shouldLeaveNoFolderBehindWhenItEnds() {
        ForecasterReplay replay = new ForecasterReplay(SETTINGS, new ForecasterReplay.NoOutput());
        replay.read(reading("a", START, 0, 1));
        assertThat(replay.state()).isNotEmptyDirectory();
        replay.close();
        assertThat(replay.state()).doesNotExist();
    }

    /** Values by time; what stands before a chunk is the end of the one before it. */
    private static NavigableMap<Long, Double> values(RecordedHistory history, String device) {
        NavigableMap<Long, Double> values = new TreeMap<>();
        for (Chunk chunk : history.chunks()) {
            for (int t = 0; t < chunk.segment().steps() && chunk.device().equals(device); t++) {
                values.put(
                        chunk.segment().timeMs(t, TimeStep.of(STEP.dividedBy(2))),
                        chunk.segment().value(t, 0));
            }
        }
        return values;
    }
}
