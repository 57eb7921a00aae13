package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.ToldValues;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Values of groups and of all as a table; {@code known} is a group that is known to be one. */
class KnownAheadTableTest {
    private final StreamSettings settings = KnownAheadTest.planned(Optional.of("plans"));
    private final long origin = settings.grid().indexOf(at(11).toEpochMilli());
    private final KnownAheadTable table = new KnownAheadTable(settings, "known"::equals);

    private void tell(String name, int hour, double value) {
        table.accept(
                new Reading(name, at(hour).toEpochMilli(), new double[] {value}), ForecasterFixture.NOW.toEpochMilli());
    }

    private double first(String model) {
        return table.ahead(Optional.empty(), model, origin).values().value(1, 1);
    }

    @Test
    void shouldTakeTheDevicesOwnBeforeTheGroupsBeforeThatOfAllWhenSeveralTell() {
        TreeMap<Long, double[]> steps = new TreeMap<>();
        steps.put(origin + 1, new double[] {3});
        Optional<ToldValues.Own> own = Optional.of(new ToldValues.Own(steps, 0, 0, 0));
        tell(KnownAheadTable.ALL, 12, 1);
        tell(KnownAheadTable.ALL, 13, 1);
        tell("known", 12, 2);
        assertThat(table.ahead(own, "known", origin).values().value(1, 1)).isEqualTo(3);
        assertThat(table.ahead(own, "known", origin).values().value(2, 1)).isEqualTo(1);
        assertThat(table.ahead(own, "known", origin).share()).isEqualTo(0.5);
        assertThat(first("known")).isEqualTo(2);
        assertThat(first("another")).isEqualTo(1);
        tell("known", 12, Double.NaN);
        assertThat(first("known")).as("taken back").isEqualTo(1);
    }

    @Test
    void shouldKeepNoMoreThanItsBoundWhenMuchIsToldOfAGroup() {
        int told = ToldValues.MOST_STEPS + 50;
        for (int step = 0; step < told; step++) {
            tell("known", step, step);
        }
        long first = settings.grid().indexOf(at(0).toEpochMilli());
        assertThat(table.ahead(Optional.empty(), "known", first + 49).share())
                .as("the oldest went")
                .isEqualTo(1);
        assertThat(table.ahead(Optional.empty(), "known", first + 48).share()).isEqualTo(0.75);
        assertThat(table.ahead(Optional.empty(), "known", first + told - 2).share())
                .isEqualTo(0.25);
    }

    @Test
    void shouldKeepTheLastNamesThatMayBeGroupsAndAllThatAre() {
        tell("known", 12, 1);
        tell("forecast", 12, 2);
        tell("forgotten", 12, 3);
        assertThat(first("forecast")).isEqualTo(2);
        for (int device = 0; device < KnownAheadTable.MOST_OTHERS; device++) {
            tell("device-" + device, 12, 4);
        }
        assertThat(first("known")).isEqualTo(1);
        assertThat(first("forecast")).as("a device is of it").isEqualTo(2);
        assertThat(first("forgotten")).as("no more than a name").isNaN();
        assertThat(first("device-0")).as("still among the last").isEqualTo(4);
        tell("forecast", 12, 5);
        for (String name : List.of("device", "pump")) {
            for (int device = 0; device < KnownAheadTable.MOST_OTHERS; device++) {
                tell(name + "-" + device, 12, 4);
            }
        }
        assertThat(first("forecast")).isEqualTo(5);
        assertThat(first("device-1")).isNaN();
    }
}
