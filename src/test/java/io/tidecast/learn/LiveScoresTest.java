package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveScoresTest {
    private static final double THRESHOLD = TriggerSettings.defaults().drift();

    private final Random random = new Random(5);

    /** An error of about so much, beside a naive one of about 1. */
    private RetrainingRecord.ScoreSummary summary(int hour, double mae) {
        double noise = Math.exp(0.1 * random.nextGaussian());
        return new RetrainingRecord.ScoreSummary(
                "m", 1, hour * 1_000L, hour * 1_000L + 999, 20, mae * noise, noise, Map.of());
    }

    @Test
    void shouldFindADriftWhenTheErrorRises() {
        LiveScores scores = LiveScores.begin("m/1");
        for (int hour = 0; hour < 100; hour++) {
            RetrainingRecord.ScoreSummary summary = summary(hour, 0.7);
            scores = scores.with(summary);
            assertThat(scores.drifted(THRESHOLD, summary)).isEmpty();
        }
        Optional<String> found = Optional.empty();
        int hour = 100;
        for (; found.isEmpty() && hour < 200; hour++) {
            RetrainingRecord.ScoreSummary summary = summary(hour, 1.0);
            scores = scores.with(summary);
            found = scores.drifted(THRESHOLD, summary);
        }
        assertThat(hour).isBetween(101, 110);
        assertThat(found.orElseThrow()).matches("live error was 0\\.7\\d and is [01]\\.\\d\\d change scales");
        assertThat(scores.watchedAnew().drifted(THRESHOLD, summary(hour, 1.0))).isEmpty();
    }

    @Test
    void shouldFindADriftWhenVersionsFollowOneAnotherQuickly() {
        LiveScores scores = LiveScores.begin("m/1");
        Optional<String> found = Optional.empty();
        int hour = 0;
        for (; found.isEmpty() && hour < 200; hour++) {
            if (hour % 5 == 0) {
                scores = scores.swapped("m/" + (2 + hour / 5), hour * 1_000L);
            }
            RetrainingRecord.ScoreSummary summary = summary(hour, hour < 100 ? 0.7 : 1.0);
            scores = scores.with(summary);
            found = scores.drifted(THRESHOLD, summary);
        }
        assertThat(hour).isBetween(101, 112);
    }

    @Test
    void shouldFindNoDriftWhenItIsOff() {
        LiveScores scores = LiveScores.begin("m/1");
        for (int hour = 0; hour < 50; hour++) {
            scores = scores.with(summary(hour, hour < 20 ? 0.1 : 10));
        }
        assertThat(scores.drifted(0, summary(51, 10))).isEmpty();
        assertThat(scores.drifted(THRESHOLD, summary(51, 10))).isPresent();
    }

    @Test
    void shouldCountANewVersionFromItsWholeHorizonOn() {
        LiveScores swapped = LiveScores.begin("m/1").with(summary(0, 0.7)).swapped("m/2", 20_000);
        assertThat(swapped.with(summary(19, 0.1)).serving().n()).isZero();
        assertThat(swapped.with(summary(20, 0.1)).serving().n()).isEqualTo(20);
    }

    @Test
    void shouldStayFiniteWhenNothingEverMoves() {
        LiveError still =
                LiveError.begin("m/1", 0).with(new RetrainingRecord.ScoreSummary("m", 1, 0, 1, 5, 0, 0, Map.of()));
        assertThat(still.ratio()).isEqualTo(1);
    }
}
