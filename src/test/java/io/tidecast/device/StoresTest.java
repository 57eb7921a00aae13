package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.MethodMeans;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Persistence;
import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import io.tidecast.series.RecentSteps;
import io.tidecast.series.Sampling;
import io.tidecast.series.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class StoresTest {
    private static BufferedStore<Bytes> store() {
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("store"), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        return new BufferedStore<>(store);
    }

    /**
     * Appends steps with pruning, over widths that fill no byte of flags and more than one, and reads any window kept.
     */
    @Property(tries = 100)
    void shouldGiveBackTheStepsThatWereAppended(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 17) int features,
            @ForAll @IntRange(min = 1, max = 40) int keep) {
        Random random = new Random(seed);
        StepBlocks blocks = new StepBlocks(store(), features, Sampling.GRID);
        RecentSteps tail = new RecentSteps(StepBlocks.STEPS, features, Sampling.GRID);
        TreeMap<Long, double[]> slow = new TreeMap<>();
        long first = random.nextInt(2000) - 1000L;
        for (long index = first; index < first + 100; index++) {
            double[] values = new double[features];
            boolean[] observed = new boolean[features];
            for (int f = 0; f < features; f++) {
                double high = random.nextInt(8) == 0 ? 18_230_876_543.0 : 0; // needs double precision
                values[f] = Precision.of(high + random.nextFloat());
                observed[f] = values[f] < 0.5f;
            }
            tail.append(index, 0, values, observed);
            blocks.write("device", tail.since(index - StepBlocks.STEPS));
            blocks.write("device2", new Segment(index, features, new double[features], observed));
            blocks.prune("device", index, keep);
            slow.put(index, values);
            long from = Math.max(first, index - random.nextInt(keep));
            Segment segment = blocks.read("device", from, index);
            assertThat(segment.firstIndex()).isEqualTo(from);
            assertThat(segment.lastIndex()).isEqualTo(index);
            for (int t = 0; t < segment.steps(); t++) {
                for (int f = 0; f < features; f++) {
                    assertThat(segment.value(t, f)).isEqualTo(slow.get(from + t)[f]);
                    assertThat(segment.observed(t, f)).isEqualTo(segment.value(t, f) < 0.5f);
                }
            }
        }
    }

    @Test
    void shouldGiveWhatThereIsWhenALongerWindowIsAskedFor() {
        StepBlocks blocks = new StepBlocks(store(), 1, Sampling.GRID);
        blocks.write("a", new Segment(6, 1, new double[] {6, 7}, new boolean[2]));
        blocks.write("a", new Segment(7, 1, new double[] {7, 8, 9}, new boolean[3]));
        assertThat(blocks.read("a", 0, 9).values()).containsExactly(6, 7, 8, 9);
        assertThat(blocks.read("a", 0, 10).steps()).isZero();
    }

    @Test
    void shouldPassOverBlocksOfOtherFeatures() {
        BufferedStore<Bytes> store = store();
        new StepBlocks(store, 2, Sampling.GRID).write("a", new Segment(1, 2, new double[] {1, 2}, new boolean[2]));
        StepBlocks blocks = new StepBlocks(store, 1, Sampling.GRID);
        blocks.write("a", new Segment(9, 1, new double[] {5}, new boolean[1]));
        assertThat(blocks.read("a", 0, 9).values()).containsExactly(5);
    }

    @Test
    void shouldClearABrokenRun() {
        BufferedStore<Bytes> store = store();
        StepBlocks blocks = new StepBlocks(store, 1, Sampling.GRID);
        for (long index = 0; index < 50; index++) {
            blocks.write("a", new Segment(index, 1, new double[1], new boolean[1]));
            blocks.prune("a", index, 10);
        }
        blocks.clear("a", 49, 10);
        assertThat(store.range(null, null).hasNext()).isFalse();
    }

    @Test
    void shouldTakeReadingsInTheOrderOfTimeAndEachTimeOnce() {
        OpenReadings readings = new OpenReadings(store(), 1);
        assertThat(readings.add(new Reading("a", 20, new double[] {1}))).isEqualTo(Arrival.FIRST);
        assertThat(readings.add(new Reading("a", 10, new double[] {2}))).isEqualTo(Arrival.FIRST);
        assertThat(readings.add(new Reading("a", 20, new double[] {3}))).isEqualTo(Arrival.DUPLICATE);
        assertThat(readings.add(new Reading("ab", 15, new double[] {4}))).isEqualTo(Arrival.FIRST);
        assertThat(readings.add(new Reading("a", 30, new double[] {5}))).isEqualTo(Arrival.FIRST);
        assertThat(readings.read("a", 0, 30, 9).values()).extracting(v -> v[0]).containsExactly(2.0, 1.0);
        assertThat(readings.read("a", 0, 30, 1)).containsOnlyKeys(10L);
        readings.remove("a", List.of(10L, 20L));
        assertThat(readings.read("a", 0, Long.MAX_VALUE, 9)).containsOnlyKeys(30L);
    }

    @Property(tries = 100)
    void shouldGiveBackReadingsInTheirPrecisionWhicheverAreCounters(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int features) {
        Random random = new Random(seed);
        int[] counters =
                IntStream.range(0, features).filter(f -> random.nextBoolean()).toArray();
        OpenReadings readings = new OpenReadings(store(), features, counters);
        for (int time = 0; time < 20; time++) {
            double[] values = new double[features];
            for (int f = 0; f < features; f++) {
                double value = random.nextInt(4) == 0 ? Double.NaN : random.nextGaussian() * 1e3;
                values[f] = random.nextInt(3) == 0 ? value * 1e9 + 0.25 : value;
            }
            readings.add(new Reading("a", time, values));
            double[] back = readings.read("a", time, time + 1, 9).get((long) time);
            for (int f = 0; f < features; f++) {
                boolean counter = Arrays.binarySearch(counters, f) >= 0;
                assertThat(Double.valueOf(Precision.of(back[f]))).isEqualTo(Double.valueOf(Precision.of(values[f])));
                assertThat(Double.valueOf(counter ? back[f] : 0)).isEqualTo(Double.valueOf(counter ? values[f] : 0));
            }
        }
    }

    @Test
    void shouldKeepTheNewestStepsOfARun() {
        RecentSteps tail = new RecentSteps(5, 2, Sampling.GRID);
        for (int index = 100; index < 140; index++) {
            tail.append(index, 0, new double[] {index, -index}, new boolean[] {true, index % 2 == 0});
            Segment segment = tail.since(0);
            assertThat(segment.lastIndex()).isEqualTo(index);
            assertThat(segment.steps()).isEqualTo(Math.min(5, index - 99));
            for (int t = 0; t < segment.steps(); t++) {
                assertThat(segment.value(t, 1)).isEqualTo((float) -(segment.firstIndex() + t));
                assertThat(segment.observed(t, 1)).isEqualTo((segment.firstIndex() + t) % 2 == 0);
            }
        }
        tail.append(150, 0, new double[2], new boolean[2]);
        assertThat(tail.since(0).firstIndex()).isEqualTo(150);
        assertThat(tail.since(150).steps()).isEqualTo(1);
    }

    @Test
    void shouldKeepAForecastUntilItsLastActual() {
        OpenForecasts forecasts = new OpenForecasts(store(), 1, 1, 3);
        for (int origin = 10; origin < 15; origin++) {
            forecasts.put(
                    "a",
                    new OpenForecast(
                            origin,
                            "plant-b",
                            7,
                            Persistence.NAME,
                            MethodMeans.of(Map.of(NetworkMethod.NAME, new double[] {origin, 0, 0})),
                            new float[3]));
        }
        OpenForecast[] ring = forecasts.ring("a");
        OpenForecast[] about = forecasts.about(ring, 15);
        assertThat(about).extracting(OpenForecast::origin).containsExactly(14L, 13L, 12L);
        assertThat(about[0].source()).isEqualTo(Persistence.NAME);
        assertThat(about[0].model()).isEqualTo("plant-b");
        assertThat(about[0].version()).isEqualTo(7);
        assertThat(about[1].means().get(NetworkMethod.NAME)[0]).isEqualTo(13);
        assertThat(forecasts.about(ring, 17)).extracting(e -> e != null).containsExactly(false, false, true);
    }

    @Test
    void shouldGiveBackAPositionWhoseLastValueNeedsDoublePrecision() {
        DevicePosition clock = new DevicePosition(4, DevicePosition.NEVER, 1000, 2);
        clock.belongTo("meters");
        clock.step(4, new double[] {18_230_876_543.0, 0.25});
        for (int layout = 0; layout < 3; layout++) {
            byte[] stored = DevicePosition.renumbered(clock.bytes(), layout);
            assertThat(DevicePosition.layout(stored)).isEqualTo(layout);
            DevicePosition back = DevicePosition.of(stored, 1000, 2).orElseThrow();
            assertThat(back.last(0)).isEqualTo(18_230_876_543.0);
            assertThat(back.last(1)).isEqualTo(0.25);
            assertThat(back.model()).isEqualTo("meters");
            assertThat(back.open()).isEqualTo(5);
            assertThat(DevicePosition.of(stored, 1000, 3)).isEmpty();
        }
    }

    @Test
    void shouldBeginAfreshWhenAClockIsOfOtherSettings() {
        DevicePosition clock = new DevicePosition(4, DevicePosition.NEVER, 1000, 2);
        clock.step(4, new double[2]);
        assertThat(DevicePosition.of(clock.bytes(), 1000, 2))
                .hasValueSatisfying(c -> assertThat(c.open()).isEqualTo(5));
        assertThat(DevicePosition.of(clock.bytes(), 1000, 3)).isEmpty();
        assertThat(DevicePosition.of(clock.bytes(), 2000, 2)).isEmpty();
        assertThat(DevicePosition.of(null, 1000, 2)).isEmpty();
    }
}
