package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TriggersTest {
    private static final long MINUTE = 60_000;

    private final TriggerSettings settings =
            new TriggerSettings(5_000, 500, Duration.ofHours(6), Duration.ofMinutes(10), 0, 12);
    private final Triggers triggers = new Triggers(settings, 1);

    private static Progress grown(int newSteps) {
        return new Progress(3, newSteps, 0, null, null, null);
    }

    @Test
    void shouldTellStepsWhenEnoughHaveComeAndTheModelHasRested() {
        assertThat(triggers.due("m", grown(4_999), 11 * MINUTE)).isEmpty();
        assertThat(triggers.due("m", grown(5_000), 9 * MINUTE)).isEmpty();
        assertThat(triggers.due("m", grown(5_000), 10 * MINUTE)).contains("steps: 5000 new");
    }

    @Test
    void shouldTellTimeOnlyWhenAFifthOfTheStepsIsNew() {
        assertThat(triggers.due("m", grown(999), 400 * MINUTE)).isEmpty();
        assertThat(triggers.due("m", grown(1_000), 359 * MINUTE)).isEmpty();
        assertThat(triggers.due("m", grown(1_000), 360 * MINUTE)).contains("time: 6h since the last");
        Progress young = Progress.begin(0).withSteps(100);
        assertThat(triggers.due("m", young.withSteps(-1), 400 * MINUTE)).isEmpty();
        assertThat(triggers.due("m", young, 360 * MINUTE)).contains("time: 6h since the last");
    }

    @Test
    void shouldFollowTheDoublingOfHistoryWhenAModelIsNew() {
        Triggers bySteps =
                new Triggers(new TriggerSettings(5_000, 500, Duration.ZERO, Duration.ofMinutes(10), 0, 12), 1);
        Progress progress = Progress.begin(0);
        List<Long> runs = new ArrayList<>();
        for (long steps = 100; steps <= 20_000; steps += 100) {
            progress = progress.withSteps(100);
            if (bySteps.due("m", progress, steps * MINUTE).isPresent()) {
                runs.add(steps);
                progress = progress.begun(settings.everySteps()).ended(steps * MINUTE);
            }
        }
        assertThat(runs).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 13_000L, 18_000L);
    }

    @Test
    void shouldTellADriftOnce() {
        Progress progress = grown(10).drifted("worse").drifted("again");
        assertThat(triggers.due("m", progress, 9 * MINUTE)).isEmpty();
        assertThat(triggers.due("m", progress, 10 * MINUTE)).contains("drift: worse");
        assertThat(triggers.due("m", progress.begun(settings.everySteps()), 20 * MINUTE))
                .isEmpty();
    }

    @Test
    void shouldFollowTheDoublingOfWhatCameSinceAChange() {
        FineTuner.Change change = new FineTuner.Change(5_000, 60);
        Progress progress = grown(10).begun(settings.everySteps()).told(change, settings.everySteps());
        assertThat(progress.changedMs()).isEqualTo(5_000);
        assertThat(triggers.due("m", progress.withSteps(59), 20 * MINUTE)).isEmpty();
        assertThat(triggers.due("m", progress.withSteps(60), 20 * MINUTE)).contains("steps: 60 new");
        progress = progress.withSteps(60)
                .begun(settings.everySteps())
                .told(new FineTuner.Change(5_000, 120), settings.everySteps());
        assertThat(triggers.due("m", progress.withSteps(119), 20 * MINUTE)).isEmpty();
        Progress known = progress.told(new FineTuner.Change(5_000, 5_000), settings.everySteps());
        assertThat(triggers.due("m", known.withSteps(4_999), 20 * MINUTE)).isEmpty();
        assertThat(known.changedMs()).as("what was before stays out").isEqualTo(5_000);
        assertThat(known.told(null, settings.everySteps()).changedMs())
                .as("all of history tells again")
                .isNull();
    }

    @Test
    void shouldSpreadModelsOverTheJitterAndBeTheSameEachTime() {
        Triggers jittered = new Triggers(new TriggerSettings(1_000, 500, Duration.ZERO, Duration.ZERO, 0.5, 12), 7);
        List<Integer> firsts = IntStream.range(0, 40)
                .mapToObj(model -> first(jittered, "model-" + model))
                .toList();
        assertThat(firsts).allMatch(steps -> steps >= 1_000 && steps <= 1_500);
        assertThat(firsts.stream().distinct().count()).isGreaterThan(30);
        assertThat(first(jittered, "model-3")).isEqualTo(firsts.get(3));
    }

    private static int first(Triggers triggers, String model) {
        return IntStream.range(0, 2_000)
                .filter(steps -> triggers.due(model, grown(steps), 0).isPresent())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldNeverTellTimeWhenItIsOff() {
        Triggers off = new Triggers(new TriggerSettings(5_000, 500, Duration.ZERO, Duration.ZERO, 0, 0), 1);
        assertThat(off.due("m", grown(1_000), Long.MAX_VALUE / 2)).isEqualTo(Optional.empty());
    }
}
