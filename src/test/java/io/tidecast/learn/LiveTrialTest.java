package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hourly summaries, blocks of a day, errors that are alike within a day and not from one day to the next. */
class LiveTrialTest {
    private static final long HOUR_MS = 3_600_000;
    private static final int DAY = 24;
    private static final BatchMeans.Length BLOCK = new BatchMeans.Length(DAY, DAY * HOUR_MS);
    private static final TrialSettings SETTINGS = TrialSettings.defaults();

    /** Of one fleet: what a day is like, and how many steps an hour has. */
    private record Fleet(long seed, double spread, int steps) {
        RetrainingRecord.ScoreSummary summary(int hour, double mae) {
            Random day = new Random(seed * 1_000_003 + hour / DAY);
            day.nextDouble();
            Random own = new Random(seed * 7 + hour);
            double noise = Math.exp(spread * day.nextGaussian() + 0.02 * own.nextGaussian());
            return new RetrainingRecord.ScoreSummary(
                    "m", 1, hour * HOUR_MS, hour * HOUR_MS + 1, steps, mae * noise, 1, Map.of());
        }

        /** Days after a swap until it is regretted; empty if it never is. */
        Optional<Integer> regretted(double before, double after) {
            LiveTrial trial = LiveTrial.begin("m/1", 0);
            for (int hour = 0; hour < 40 * DAY; hour++) {
                trial = trial.with(summary(hour, before), BLOCK);
            }
            trial = trial.swapped("m/2", 40L * DAY * HOUR_MS, true);
            for (int hour = 40 * DAY; hour < 140 * DAY && trial.baseline() != null; hour++) {
                trial = trial.with(summary(hour, after), BLOCK);
                if (trial.isDue(SETTINGS)) {
                    if (trial.regretted(SETTINGS).isPresent()) {
                        return Optional.of(hour / DAY - 40);
                    }
                    trial = trial.looked(SETTINGS);
                }
            }
            return Optional.empty();
        }
    }

    @Test
    void shouldLetAVersionServeThatIsAsGoodHoweverManyStepsWereScored() {
        int regrets = 0;
        for (int seed = 0; seed < 500; seed++) {
            regrets += new Fleet(seed, 0.3, 300).regretted(0.7, 0.7).isPresent() ? 1 : 0;
        }
        assertThat(regrets).as("of 500 swaps").isLessThanOrEqualTo(5);
    }

    @Test
    void shouldNotJudgeByTheDayThatASwapFellOn() {
        Fleet fleet = new Fleet(1, 0.1, 504);
        LiveTrial trial = LiveTrial.begin("m/1", 0);
        for (int hour = 0; hour < 40 * DAY; hour++) {
            trial = trial.with(fleet.summary(hour, 0.5), BLOCK);
        }
        trial = trial.swapped("m/2", 40L * DAY * HOUR_MS, true);
        for (int hour = 40 * DAY; hour <= 41 * DAY; hour++) {
            trial = trial.with(fleet.summary(hour, 1.5), BLOCK);
            assertThat(trial.isDue(SETTINGS)).isFalse();
        }
        assertThat(trial.own().n()).isEqualTo(504 * DAY);
    }

    @Test
    void shouldUndoAVersionThatIsClearlyWorseWithinDays() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(new Fleet(seed, 0.1, 300).regretted(0.7, 0.7 * 1.5).orElseThrow())
                    .isBetween(2, 4);
        }
        assertThat(new Fleet(1, 0.02, 300).regretted(0.7, 0.7 * 1.2)).isPresent();
        assertThat(new Fleet(1, 0.02, 300).regretted(0.7, 0.7 * 1.08))
                .as("below the margin")
                .isEmpty();
        assertThat(new Fleet(1, 0.02, 300).regretted(1.05, 0.7)).as("better").isEmpty();
    }

    @Test
    void shouldSayWhatWasComparedAndNeverUndoWhereThatIsSwitchedOff() {
        Fleet fleet = new Fleet(1, 0.02, 300);
        LiveTrial trial = LiveTrial.begin("m/1", 0);
        for (int hour = 0; hour < 10 * DAY + 1; hour++) {
            trial = trial.with(fleet.summary(hour, 0.5), BLOCK);
        }
        trial = trial.swapped("m/2", 11L * DAY * HOUR_MS, true);
        for (int hour = 11 * DAY; hour < 15 * DAY + 1; hour++) {
            trial = trial.with(fleet.summary(hour, 0.8), BLOCK);
        }
        assertThat(trial.isDue(SETTINGS)).isTrue();
        assertThat(trial.regretted(SETTINGS).orElseThrow())
                .matches("live error over the naive one's is 0\\.\\d\\d with m/2 over 28,800 scored steps in 4 blocks"
                        + " of time, was 0\\.\\d\\d with m/1 and before in 10");
        assertThat(trial.regretted(new TrialSettings(500, 0))).isEmpty();
    }

    @Test
    void shouldCompareWithTheVersionBeforeIfSomethingIsKnownOfIt() {
        LiveTrial trial = LiveTrial.begin("m/1", 0);
        Fleet fleet = new Fleet(1, 0.1, 300);
        for (int hour = 0; hour < 3 * DAY + 1; hour++) {
            trial = trial.with(fleet.summary(hour, 0.5), BLOCK);
        }
        LiveTrial swapped = trial.swapped("m/2", 100 * HOUR_MS, true);
        assertThat(swapped.before()).isEqualTo("m/1");
        assertThat(swapped.baseline()).isEqualTo(trial.own());
        assertThat(swapped.own().fromMs()).isEqualTo(100 * HOUR_MS);
        assertThat(trial.swapped("m/2", 0, false).baseline())
                .as("decided by somebody")
                .isNull();
        assertThat(swapped.swapped("m/3", 0, true).baseline())
                .as("nothing was known of it")
                .isNull();
        for (int hour = 4 * DAY; hour < 6 * DAY + 6; hour++) {
            swapped = swapped.with(fleet.summary(hour, 0.5), BLOCK);
        }
        LiveTrial third = swapped.swapped("m/3", 0, true);
        assertThat(third.before()).isEqualTo("m/2");
        assertThat(third.baseline().count())
                .as("with those that it was compared with")
                .isEqualTo(swapped.own().count() + trial.own().count())
                .isEqualTo(5);
    }

    @Test
    void shouldLookAFewTimesOnlyAndThenLetItBe() {
        for (int steps : new int[] {1, 3, 20, 300}) {
            Fleet fleet = new Fleet(1, 0.1, steps);
            LiveTrial trial = LiveTrial.begin("m/1", 0);
            for (int hour = 0; hour < 20 * DAY; hour++) {
                trial = trial.with(fleet.summary(hour, 0.5), BLOCK);
            }
            trial = trial.swapped("m/2", 0, true);
            int looks = 0;
            int hour = 20 * DAY;
            for (; hour < 400 * DAY && trial.baseline() != null; hour++) {
                trial = trial.with(fleet.summary(hour, 0.5), BLOCK);
                if (trial.isDue(SETTINGS)) {
                    looks++;
                    trial = trial.looked(SETTINGS);
                }
            }
            assertThat(looks).as("looks at %d steps an hour", steps).isBetween(8, 16);
            assertThat(trial.baseline()).as("after %d hours", hour).isNull();
            assertThat(trial.own().n()).isGreaterThanOrEqualTo(2_000);
        }
    }
}
