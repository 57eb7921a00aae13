package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.stream.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatePartitionsTest {
    private static final String ID = "app-forecaster";

    /** @param state of every topic of the state; 0 for none of them */
    private static StatePartitions of(boolean routed, int input, int state) {
        StatePartitions names = new StatePartitions(Role.FORECASTER, ID, "readings", routed, Map.of());
        Map<String, Integer> partitions = new LinkedHashMap<>();
        partitions.put("readings", input);
        if (state > 0) {
            names.changelogs().values().forEach(changelog -> partitions.put(changelog, state));
            partitions.put(names.repartition(), state);
        }
        return with(routed, partitions);
    }

    private static StatePartitions with(boolean routed, Map<String, Integer> partitions) {
        return new StatePartitions(Role.FORECASTER, ID, "readings", routed, partitions);
    }

    private static StatePartitions with(StatePartitions base, String topic, int count) {
        Map<String, Integer> partitions = new LinkedHashMap<>(base.partitions());
        partitions.put(topic, count);
        return with(base.routed(), partitions);
    }

    @Test
    void shouldHaveAsManyAsTheInputUntilThereIsStateAndThenAsManyAsThat() {
        assertThat(of(true, 6, 0).count()).isEqualTo(6);
        assertThat(of(true, 6, 2).count()).isEqualTo(2);
        assertThat(of(true, 2, 6).count()).isEqualTo(6);
        assertThat(with(true, Map.of()).count()).isZero();
    }

    @Test
    void shouldHaveNothingToSayWhereTheyAreAlikeOrNotThereYet() {
        assertThat(of(true, 6, 0).problem()).isEmpty();
        assertThat(of(false, 6, 0).problem()).isEmpty();
        assertThat(of(true, 6, 6).problem()).isEmpty();
        assertThat(of(false, 6, 6).problem()).isEmpty();
        assertThat(of(true, 2, 6).problem()).as("routed to all").isEmpty();
    }

    @Test
    void shouldWarnWhereReadingsAreRoutedToFewerPartitions() {
        assertThat(of(true, 6, 2).problem()).hasValueSatisfying(problem -> {
            assertThat(problem.fatal()).isFalse();
            assertThat(problem.toString())
                    .isEqualTo("topic readings has 6 partitions, the state of app-forecaster (topic"
                            + " app-forecaster-open-readings-changelog) 2: all are read, but no more than 2 tasks"
                            + " forecast: if that is too few, stop every instance and `tidecast topics grow"
                            + " --partitions 6` (docs/deploy.md, growing the number of partitions)");
        });
    }

    @Test
    void shouldBeFatalWhereReadingsAreNotRouted() {
        assertThat(of(false, 6, 2).problem()).hasValueSatisfying(problem -> {
            assertThat(problem.fatal()).isTrue();
            assertThat(problem.toString())
                    .contains("topic readings has 6 partitions", ") 2", "set readings.keyed-by-device=false");
        });
        assertThat(of(false, 2, 6).problem()).hasValueSatisfying(problem -> {
            assertThat(problem.fatal()).isTrue();
            assertThat(problem.remedy()).isEqualTo("add partitions to topic readings, up to 6");
        });
    }

    @Test
    void shouldBeFatalWhereAGrowthIsUnfinishedOrTopicsOfTheStateDiffer() {
        StatePartitions base = of(true, 6, 2);
        assertThat(with(base, base.marker(), 8).problem()).hasValueSatisfying(problem -> {
            assertThat(problem.fatal()).isTrue();
            assertThat(problem.toString())
                    .contains("to all of its 8 partitions", "app-forecaster-growing", "grow --partitions 8");
        });
        assertThat(with(base, base.repartition(), 6).problem()).hasValueSatisfying(problem -> {
            assertThat(problem.fatal()).isTrue();
            assertThat(problem.toString()).contains("app-forecaster-by-device-repartition=6", "grow --partitions 6");
        });
        StatePartitions keyed = of(false, 2, 2);
        assertThat(with(keyed, base.repartition(), 6).problem())
                .as("a topic that is no longer in use")
                .isEmpty();
        assertThat(with(keyed, keyed.repartition(), 6).problem()).hasValueSatisfying(problem -> assertThat(
                        problem.toString())
                .contains("app-forecaster-told-by-device-repartition=6", "app-forecaster-known-ahead-changelog=2"));
    }
}
