package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.learn.HistorySettings;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.Names;
import io.tidecast.series.Aggregation;
import io.tidecast.series.Fill;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** State that was stored with other settings. */
class SettingsChangeTest {
    private static final Aggregation[] OF_GAUGES =
            EnumSet.range(Aggregation.MEAN, Aggregation.SUM).toArray(Aggregation[]::new);
    private static final List<String> NAMES = List.of("temp", "load", "flow");
    /** What a value is about; none is ever mistaken for another. */
    private static final Map<String, Double> SIZES = Map.of("temp", 20.0, "load", 5_000.0, "flow", 1e-3);

    /** Sums of a step's readings are a few times as large. */
    private static final int MOST_OF_A_STEP = 20;

    private static final int MOST_OF_A_TREND = 10 * MOST_OF_A_STEP;

    private static final Instant NOW = START.plus(Duration.ofDays(400));

    /** A history whose settings change in the middle: nothing fails, and every reading is in a step that closes. */
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void shouldLoseNoReadingWhenAnySettingChangesInTheMiddle(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        DeviceStoresFixture stored = DeviceStoresFixture.empty();
        StreamSettings before = settings(random);
        StreamSettings after = random.nextBoolean() ? settings(random) : oneChanged(before, random);
        List<Instant> first = times(START, random);
        List<Instant> second = times(first.get(first.size() - 1), random);
        Set<String> origins = new HashSet<>();
        try (ProcessorRun run = new ProcessorRun(before, stored, NOW)) {
            send(run, first, random);
            assertThat(run.refusals()).as("dead letters before").isEmpty();
            run.forecasts().forEach(forecast -> origins.add(origin(forecast)));
        }
        boolean same = sameSteps(before.grid(), after.grid());
        if (!same) {
            origins.clear(); // What was open is in steps of another length, which may begin where one began before.
        }
        try (ProcessorRun run = new ProcessorRun(after, stored, NOW)) {
            send(run, second, random);
            Instant end = second.get(second.size() - 1).plus(Duration.ofDays(3));
            send(run, List.of(end), random);
            assertThat(run.refusals()).as("dead letters after").isEmpty();
            assertThat(run.count("devices-begun-anew")).as("devices begun anew").isZero();
            assertThat(stored.entries(Names.OPEN_READINGS))
                    .as("readings still open")
                    .isLessThanOrEqualTo(1);
            for (JsonNode forecast : run.forecasts()) {
                assertThat(origins.add(origin(forecast)))
                        .as("once: " + origin(forecast))
                        .isTrue();
                assertMeansWhatItSays(forecast);
            }
            assertEachIsInAStep(after.grid(), second, origins);
            if (same) {
                assertEachIsInAStep(after.grid(), first, origins);
            }
        }
    }

    /** A season of six hourly steps, so that forecasts follow from what was stored. */
    private static List<JsonNode> afterChange(ForecastSettings before, ForecastSettings after) throws IOException {
        DeviceStoresFixture stored = DeviceStoresFixture.empty();
        Random random = new Random(1);
        List<Instant> times = new ArrayList<>();
        for (int step = 0; step < 303; step++) {
            times.add(StreamFixtures.at(step));
        }
        try (ProcessorRun run = new ProcessorRun(settings(before), stored, NOW)) {
            send(run, times.subList(0, 300), random);
        }
        try (ProcessorRun run = new ProcessorRun(settings(after), stored, NOW)) {
            send(run, times.subList(300, 303), random);
            return run.forecasts();
        }
    }

    private static StreamSettings settings(ForecastSettings forecast) {
        return StreamFixtures.pooled(StreamFixtures.settings(forecast.features(), forecast.targets()))
                .withForecast(forecast);
    }

    private static ForecastSettings of(List<String> features, List<String> targets, Double... levels) {
        return new ForecastSettings(
                "default", features, targets, 8, 2, StreamFixtures.STEP, Duration.ofHours(6), List.of(levels));
    }

    @Test
    void shouldGoOnByNameWhenFeaturesAreReordered() throws IOException {
        ForecastSettings before = of(List.of("temp", "load"), List.of("temp", "load"), 0.9);
        ForecastSettings after = of(List.of("load", "flow", "temp"), List.of("load", "temp"), 0.9);
        List<JsonNode> same = afterChange(before, before);
        List<JsonNode> forecasts = afterChange(before, after);
        assertThat(forecasts).hasSize(3);
        for (String target : List.of("temp", "load")) {
            assertThat(forecasts.get(0).path("targets").path(target))
                    .as("the first forecast of what was there is as if nothing had changed")
                    .isEqualTo(same.get(0).path("targets").path(target));
        }
        forecasts.forEach(SettingsChangeTest::assertMeansWhatItSays);
    }

    @Test
    void shouldKeepTheIntervalsOfALevelWhenAnotherIsAdded() throws IOException {
        ForecastSettings before = of(List.of("temp"), List.of("temp"), 0.5);
        JsonNode same = afterChange(before, before).get(0).path("targets").path("temp");
        JsonNode added = afterChange(before, of(List.of("temp"), List.of("temp"), 0.99, 0.5))
                .get(0)
                .path("targets")
                .path("temp");
        assertThat(added.path("mean")).isEqualTo(same.path("mean"));
        assertThat(upper(added, 1)).isEqualTo(upper(same, 0));
        double half = upper(same, 0) - same.path("mean").get(0).asDouble();
        double wide = upper(added, 0) - same.path("mean").get(0).asDouble();
        // Errors with Laplace's distribution: log 0.01 over log 0.5, 6.6; one step since has moved each by its score.
        assertThat(wide / half).isBetween(4.5, 9.7);
    }

    private static double upper(JsonNode target, int interval) {
        return target.path("intervals").get(interval).path("upper").get(0).asDouble();
    }

    @Test
    void shouldGiveALevelAWidthOfItsOwnWhenItReplacesAnother() throws IOException {
        JsonNode half = afterChange(
                        of(List.of("temp"), List.of("temp"), 0.5), of(List.of("temp"), List.of("temp"), 0.5))
                .get(0);
        JsonNode wide = afterChange(
                        of(List.of("temp"), List.of("temp"), 0.5), of(List.of("temp"), List.of("temp"), 0.99))
                .get(0);
        assertThat(upper(wide.path("targets").path("temp"), 0))
                .isGreaterThan(upper(half.path("targets").path("temp"), 0));
    }

    @Test
    void shouldBeginAfreshWhenTheStepIsAnother() throws IOException {
        ForecastSettings hours = of(List.of("temp"), List.of("temp"), 0.9);
        ForecastSettings minutes = hours.withGrid(GridSettings.of(Duration.ofMinutes(1)));
        DeviceStoresFixture stored = DeviceStoresFixture.empty();
        try (ProcessorRun run = new ProcessorRun(settings(hours), stored, NOW)) {
            for (int step = 0; step < 30; step++) {
                run.send("device", StreamFixtures.at(step), Map.of("temp", 100f * ((step + 1) % 6)));
            }
        }
        try (ProcessorRun run = new ProcessorRun(settings(minutes), stored, NOW)) {
            for (int minute = 0; minute < 3; minute++) {
                run.send("device", StreamFixtures.at(30 + minute / 60.0), Map.of("temp", 0.01f * minute));
            }
            assertThat(run.refusals()).isEmpty();
            JsonNode last = run.forecasts().get(run.forecasts().size() - 1);
            double width = upper(last.path("targets").path("temp"), 0)
                    - last.path("targets").path("temp").path("mean").get(0).asDouble();
            assertThat(width).as("of changes of 0.01").isLessThan(1);
        }
    }

    private static boolean sameSteps(GridSettings one, GridSettings other) {
        return one.steps() == other.steps() && one.step().equals(other.step());
    }

    private static void assertEachIsInAStep(GridSettings grid, List<Instant> sent, Set<String> origins) {
        for (Instant at : sent) {
            Instant origin = grid.steps() == Sampling.READINGS
                    ? at
                    : Instant.ofEpochMilli(grid.startOf(grid.indexOf(at.toEpochMilli())));
            assertThat(origins).as("origin of the reading of %s", at).contains(origin.toString());
        }
    }

    private static String origin(JsonNode forecast) {
        return forecast.path("origin").asText();
    }

    private static void assertMeansWhatItSays(JsonNode forecast) {
        forecast.path("targets").properties().forEach(target -> {
            double size = SIZES.get(target.getKey());
            for (JsonNode mean : target.getValue().path("mean")) {
                if (forecast.path("source").asText().equals("combination")) {
                    // Some of its methods go on with a trend, others see a filled value of 0.
                    double most = MOST_OF_A_TREND * size;
                    assertThat(mean.asDouble()).as(target.toString()).isBetween(-most, most);
                    continue;
                }
                assertThat(mean.asDouble())
                        .as(target.toString())
                        .satisfiesAnyOf(
                                own -> assertThat(own).as("a filled value").isZero(),
                                own -> assertThat(own).isBetween(size / 4, MOST_OF_A_STEP * size));
            }
        });
    }

    /** Readings of one device in the order of time, some of them after a gap. */
    private static List<Instant> times(Instant from, Random random) {
        List<Instant> times = new ArrayList<>();
        Instant at = from;
        for (int i = 0; i < 40 + random.nextInt(60); i++) {
            at = at.plusSeconds(random.nextInt(20) == 0 ? 3_600 * random.nextInt(12) + 7 : 600 + random.nextInt(4_000));
            times.add(at);
        }
        return times;
    }

    private static void send(ProcessorRun run, List<Instant> times, Random random) {
        for (Instant at : times) {
            Map<String, Float> values = new HashMap<>();
            SIZES.forEach((name, size) -> values.put(name, (float) (size * (1 + 0.1 * random.nextGaussian() / 3))));
            if (random.nextInt(10) == 0) {
                values.remove(NAMES.get(1 + random.nextInt(2)));
            }
            run.send("device", at, values);
        }
    }

    private static StreamSettings settings(Random random) {
        Duration step = Duration.ofMinutes(List.of(30, 60, 60, 60, 120).get(random.nextInt(5)));
        GridSettings grid = new GridSettings(
                random.nextInt(6) == 0 ? Sampling.READINGS : Sampling.GRID,
                step,
                pick(OF_GAUGES, random),
                Duration.ofMinutes(random.nextInt(3) * 25L),
                pick(Fill.values(), random),
                step.multipliedBy(random.nextInt(7)),
                Duration.ZERO,
                Duration.ofHours(1));
        List<String> features = some(NAMES, random);
        if (!features.contains("temp")) {
            features.add(random.nextInt(features.size() + 1), "temp");
        }
        List<String> targets = some(features, random);
        if (!targets.contains("temp")) {
            targets.add("temp");
        }
        ForecastSettings forecast = new ForecastSettings(
                "default",
                features,
                targets,
                2 + random.nextInt(14),
                1 + random.nextInt(8),
                grid,
                TimeStep.of(step.multipliedBy(1 + random.nextInt(40))),
                some(List.of(0.5, 0.8, 0.9, 0.99), random),
                new Scaling(pick(Scaling.Measure.values(), random), Scaling.Over.RUNNING));
        StreamSettings usual = StreamFixtures.settings(features, targets);
        return (random.nextInt(5) == 0 ? StreamFixtures.pooled(usual) : usual)
                .withForecast(forecast)
                .withLearning(chunks(StreamFixtures.learning(400), 1 + random.nextInt(30)));
    }

    private static LearningSettings chunks(LearningSettings learning, int steps) {
        HistorySettings history = learning.history();
        return learning.withHistory(new HistorySettings(steps, history.steps(), history.maxModels()));
    }

    /** One of the settings is another. */
    private static StreamSettings oneChanged(StreamSettings own, Random random) {
        StreamSettings other = settings(random);
        ForecastSettings f = own.forecast();
        ForecastSettings o = other.forecast();
        return switch (random.nextInt(7)) {
            case 0 -> own.withForecast(with(f, o.window(), f.horizon(), f.levels(), f.season()));
            case 1 -> own.withForecast(with(f, f.window(), o.horizon(), f.levels(), f.season()));
            case 2 -> own.withForecast(with(f, f.window(), f.horizon(), o.levels(), f.season()));
            case 3 ->
                own.withForecast(with(
                        f, f.window(), f.horizon(), f.levels(), f.timeStep().times(1 + random.nextInt(80))));
            case 4 -> own.withForecast(f.withScaling(o.scaling()));
            case 5 -> own.withLearning(chunks(own.learning(), 1 + random.nextInt(60)));
            default -> {
                List<String> shuffled = new ArrayList<>(f.features());
                Collections.shuffle(shuffled, random);
                yield own.withForecast(new ForecastSettings(
                        f.model(),
                        shuffled,
                        f.targets(),
                        f.window(),
                        f.horizon(),
                        f.grid(),
                        f.season(),
                        f.levels(),
                        f.scaling()));
            }
        };
    }

    private static ForecastSettings with(
            ForecastSettings f, int window, int horizon, List<Double> levels, TimeStep season) {
        return new ForecastSettings(
                f.model(), f.features(), f.targets(), window, horizon, f.grid(), season, levels, f.scaling());
    }

    private static <T> T pick(T[] all, Random random) {
        return all[random.nextInt(all.length)];
    }

    private static <T> List<T> some(List<T> all, Random random) {
        List<T> some = new ArrayList<>(all);
        Collections.shuffle(some, random);
        return new ArrayList<>(some.subList(0, 1 + random.nextInt(all.size())));
    }
}
