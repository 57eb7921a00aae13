package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.series.Aggregation;
import io.tidecast.series.Counter;
import io.tidecast.series.Fill;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CounterStepsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static GridSettings grid(Aggregation aggregation) {
        return new GridSettings(
                Sampling.GRID,
                HOUR,
                aggregation,
                Duration.ZERO,
                Fill.PREVIOUS,
                HOUR.multipliedBy(3),
                Duration.ZERO,
                HOUR);
    }

    private static long at(String time) {
        return LocalTime.parse(time).toSecondOfDay() * 1000L;
    }

    /** The example of {@link Counter}, closed at once or reading by reading. */
    private static List<Closed> close(Aggregation aggregation, boolean apart) {
        StepRule rule = StepRule.of(grid(aggregation), List.of("energy"));
        TreeMap<Long, double[]> readings = new TreeMap<>();
        readings.put(at("05:10"), new double[] {100});
        readings.put(at("05:50"), new double[] {130});
        readings.put(at("06:30"), new double[] {150});
        readings.put(at("07:20"), new double[] {5});
        readings.put(at("10:10"), new double[] {35});
        DevicePosition position = rule.begin(at("05:10"));
        Counter.Anchor[] anchors = {Counter.Anchor.NONE};
        List<Closed> all = new ArrayList<>();
        for (String to : apart ? List.of("06:00", "07:00", "08:00", "10:00", "11:00") : List.of("11:00")) {
            TreeMap<Long, double[]> open = new TreeMap<>(readings.headMap(at(to)));
            readings.headMap(at(to)).clear();
            for (Closed closed : rule.close(position, OptionalLong.empty(), anchors, open, at(to))) {
                if (closed instanceof Closed.Counters counters) {
                    anchors = counters.anchors();
                } else if (closed instanceof Closed.Step step) {
                    position.step(step.index(), step.values());
                } else if (closed instanceof Closed.Empty empty) {
                    position.empty(empty.index());
                } else if (closed instanceof Closed.Bound bound) {
                    position.close(bound);
                }
                all.add(closed);
            }
        }
        return all;
    }

    private static List<Double> steps(List<Closed> closed) {
        return closed.stream()
                .filter(Closed.Step.class::isInstance)
                .map(step -> (double) ((Closed.Step) step).values()[0])
                .toList();
    }

    @Test
    void shouldFollowTheWorkedExampleHoweverStepsClose() {
        for (boolean apart : new boolean[] {false, true}) {
            List<Closed> closed = close(Aggregation.INCREASE, apart);
            assertThat(steps(closed)).containsExactly(30.0, 20.0, 5.0, 10.0);
            assertThat(closed.stream()
                            .filter(Closed.Counters.class::isInstance)
                            .mapToInt(counters -> ((Closed.Counters) counters).resets())
                            .sum())
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldCountASecondWhenARateIsWanted() {
        List<Double> rates = steps(close(Aggregation.RATE, true));
        assertThat(rates.get(0)).isCloseTo(30 / 2400.0, offset(1e-9));
        assertThat(rates.get(1)).isCloseTo(20 / 2400.0, offset(1e-9));
        assertThat(rates.get(3)).isCloseTo(30 / 10_200.0, offset(1e-9));
    }
}
