package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.record.Names;
import io.tidecast.series.Reading;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What is told ahead of devices, in steps of a minute. */
class ToldValuesTest {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final DeviceStoresFixture stored = DeviceStoresFixture.empty();
    private final KeyValueStore<String, byte[]> store = stored.store(Names.KNOWN_AHEAD);
    private BufferedStore<String> buffered;

    private ToldValues told(Duration step, String... names) {
        buffered = new BufferedStore<>(store);
        return new ToldValues(buffered, List.of(names), TimeStep.ofMillis(step.toMillis()));
    }

    private ToldValues told(String... names) {
        return told(Duration.ofMinutes(1), names);
    }

    private void tell(ToldValues told, String device, long step, double... values) {
        told.tell(new Reading(device, step * MINUTE + 7, values), 3, step, 0);
        buffered.flush();
    }

    private static double[] values(ToldValues told, String device, long step) {
        return told.of(device).orElseThrow().steps().get(step);
    }

    @Test
    void shouldKeepTheNewestOfAStepAndWhereItStoodWhenSeveralTell() {
        ToldValues told = told("a", "b");
        tell(told, "d", 9, 1, 2);
        tell(told, "d", 8, 18_230_876_543.0, Double.NaN);
        tell(told, "d", 9, 3, Double.NaN);
        assertThat(values(told, "d", 9)).containsExactly(3, Double.NaN);
        assertThat(values(told, "d", 8)).as("in double precision").containsExactly(18_230_876_543.0, Double.NaN);
        ToldValues.Own own = told("a", "b").of("d").orElseThrow();
        assertThat(own.steps()).containsOnlyKeys(8L, 9L);
        assertThat(own.partition()).isEqualTo(3);
        assertThat(own.offset())
                .as("of the newest record, though it was of a step before")
                .isEqualTo(9);
        assertThat(told.of("other")).isEmpty();
    }

    @Test
    void shouldForgetAStepThatIsTakenBackAndTheDeviceWithItsLast() {
        ToldValues told = told("a");
        tell(told, "d", 1, 1);
        tell(told, "d", 2, 2);
        tell(told, "d", 1, Double.NaN);
        assertThat(told.of("d").orElseThrow().steps()).containsOnlyKeys(2L);
        tell(told, "d", 5, Double.NaN);
        assertThat(told.of("d").orElseThrow().steps())
                .as("nothing was told of it")
                .containsOnlyKeys(2L);
        tell(told, "d", 2, Double.NaN);
        assertThat(store.get("d")).isNull();
    }

    @Test
    void shouldForgetWhatIsPastWhenAStepHasClosed() {
        ToldValues told = told("a");
        tell(told, "d", 3, 3);
        tell(told, "d", 4, 4);
        told.closed("d", 2);
        told.closed("unknown", 9);
        assertThat(told.of("d").orElseThrow().steps()).containsOnlyKeys(3L, 4L);
        told.closed("d", 3);
        assertThat(told.of("d").orElseThrow().steps()).containsOnlyKeys(4L);
        told.closed("d", 4);
        buffered.flush();
        assertThat(stored.entries(Names.KNOWN_AHEAD)).isZero();
    }

    @Test
    void shouldKeepNoMoreThanItsBoundWhenMuchIsTold() {
        ToldValues told = told("a", "bc");
        for (int step = 0; step < ToldValues.MOST_STEPS + 50; step++) {
            told.tell(new Reading("d", step * MINUTE, new double[] {step + 1e9, Double.NaN}), 3, step, MINUTE);
            buffered.flush();
        }
        assertThat(told.of("d").orElseThrow().steps()).hasSize(ToldValues.MOST_STEPS);
        assertThat(told.of("d").orElseThrow().steps().lastKey())
                .as("all are to come, and the farthest went")
                .isEqualTo(ToldValues.MOST_STEPS);
        assertThat(told.of("d").orElseThrow().steps().firstKey())
                .as("the one that was past went first")
                .isEqualTo(1);
        assertThat(store.get("d")).hasSize(ToldValues.mostBytes(List.of("a", "bc")));
    }

    @Test
    void shouldKnowWhatStaysWhenTheValuesOrTheStepChange() {
        ToldValues before = told("a", "b");
        tell(before, "d", 10, 1, 2);
        tell(before, "e", 10, 1, Double.NaN);
        assertThat(values(told("c", "b"), "d", 10)).containsExactly(Double.NaN, 2);
        assertThat(told("c", "b").of("e")).isEmpty();
        assertThat(values(told(Duration.ofMinutes(5), "b"), "d", 2)).containsExactly(2);
    }

    @Test
    void shouldSkipWhatALaterBuildHasStored() {
        ToldValues told = told("a");
        store.put("d", new byte[] {9, 1});
        assertThat(told.of("d")).isEmpty();
        tell(told, "d", 1, 1);
        assertThat(values(told, "d", 1)).containsExactly(1);
    }

    @Test
    void shouldRefuseARecordOfOtherValues() {
        ToldValues told = told("a");
        assertThatThrownBy(() -> tell(told, "d", 1, 1, 2)).hasMessageContaining("a value of each of [a]");
        assertThat(told.of("d")).isEmpty();
    }

    @Test
    void shouldFindThoseOfWhichAllIsPastForADayAndGoOnWhereItStopped() {
        ToldValues told = told("a");
        for (String name : List.of("a", "b", "c", "d", "e")) {
            tell(told, name, name.equals("c") ? 2 : 1, 1);
        }
        List<String> found = new ArrayList<>();
        assertThat(told.over(null, 9, MINUTE + DAY, found)).isEmpty();
        assertThat(found).as("a day and no more").isEmpty();
        assertThat(told.over(null, 2, MINUTE + DAY + 1, found)).contains("c");
        assertThat(told.over("c", 2, MINUTE + DAY + 1, found)).contains("e");
        assertThat(told.over("e", 2, MINUTE + DAY + 1, found)).isEmpty();
        assertThat(found).containsExactly("a", "b", "d", "e");
        found.clear();
        told.tell(new Reading("a", MINUTE, new double[] {2}), 0, 0, 2 * MINUTE);
        told.over(null, 9, MINUTE + DAY + 1, found);
        assertThat(found).as("told anew a while ago").doesNotContain("a");
    }
}
