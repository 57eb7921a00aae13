package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.model.ForecastSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchMeansTest {
    private static final long HOUR_MS = 3_600_000;
    private static final BatchMeans.Length DAY = new BatchMeans.Length(24, 24 * HOUR_MS);

    private static RetrainingRecord.ScoreSummary summary(int hour, long n, double mae) {
        return new RetrainingRecord.ScoreSummary("m", 1, hour * HOUR_MS, hour * HOUR_MS + 1, n, mae, 1, Map.of());
    }

    private static BatchMeans over(int from, int to, long n, double mae) {
        BatchMeans means = BatchMeans.begin(0);
        for (int hour = from; hour < to; hour++) {
            means = means.with(summary(hour, n, mae), DAY);
        }
        return means;
    }

    @Test
    void shouldBeAsLongAsTheLongerOfHorizonAndSeason() {
        ForecastSettings forecast = new ForecastSettings(
                "m", List.of("a"), List.of("a"), 8, 4, Duration.ofHours(1), Duration.ofHours(6), List.of(0.9));
        assertThat(BatchMeans.Length.of(forecast)).isEqualTo(new BatchMeans.Length(6, 6 * HOUR_MS));
        ForecastSettings far = new ForecastSettings(
                "m", List.of("a"), List.of("a"), 8, 40, Duration.ofHours(1), Duration.ofHours(6), List.of(0.9));
        assertThat(BatchMeans.Length.of(far)).isEqualTo(new BatchMeans.Length(40, 40 * HOUR_MS));
    }

    @Test
    void shouldCountADayOnceHoweverManyStepsWereScoredInIt() {
        assertThat(over(0, 24, 1_000_000, 0.5).count()).as("not over yet").isZero();
        BatchMeans one = over(0, 25, 1_000_000, 0.5);
        assertThat(one.count()).isEqualTo(1);
        assertThat(one.n()).isEqualTo(24_000_000);
        assertThat(one.open().n()).as("of the next").isEqualTo(1_000_000);
        assertThat(over(0, 24 * 7 + 1, 1, 0.5).count()).isEqualTo(7);
    }

    @Test
    void shouldWaitForASeasonOfStepsWhereADeviceHasGaps() {
        BatchMeans means = BatchMeans.begin(0);
        for (int day = 0; day < 6; day++) {
            for (int hour = 0; hour < 4; hour++) {
                means = means.with(summary(24 * day + hour, 1, 0.5), DAY);
            }
        }
        assertThat(means.count()).isZero();
        assertThat(means.with(summary(24 * 6, 1, 0.5), DAY).count()).isEqualTo(1);
    }

    @Test
    void shouldWeighWithinABlockByStepsAndLetEachBlockCountAlike() {
        BatchMeans means = BatchMeans.begin(0)
                .with(summary(0, 90, 1), DAY)
                .with(summary(1, 10, 2), DAY)
                .with(summary(24, 1_000, 0.5), DAY)
                .with(summary(48, 24, 3), DAY);
        assertThat(means.count()).isEqualTo(2);
        assertThat(means.mean()).isCloseTo((Math.log(1.11 / 1.01) + Math.log(0.51 / 1.01)) / 2, within(1e-12));
        double half = (Math.log(1.11 / 1.01) - Math.log(0.51 / 1.01)) / 2;
        assertThat(means.variance()).isCloseTo(half * half, within(1e-12));
    }

    @Test
    void shouldPassOverWhatCameBeforeItsTime() {
        BatchMeans means = BatchMeans.begin(10 * HOUR_MS);
        assertThat(means.with(summary(9, 5, 1), DAY)).isEqualTo(means);
        assertThat(means.with(summary(10, 5, 1), DAY).open().n()).isEqualTo(5);
    }

    @Test
    void shouldForgetOldBlocks() {
        BatchMeans means = over(0, 24 * 40, 1, 4);
        for (int hour = 24 * 40; hour < 24 * 200; hour++) {
            means = means.with(summary(hour, 1, 1), DAY);
        }
        assertThat(means.ratio()).isBetween(1.0, 1.01);
        assertThat(means.remembered()).isEqualTo(28);
    }

    @Test
    void shouldBeLessSureWhereAGoodDayIsFollowedByAnother() {
        BatchMeans[] turns = {BatchMeans.begin(0), BatchMeans.begin(0), BatchMeans.begin(0), BatchMeans.begin(0)};
        for (int day = 0; day < 21; day++) {
            double alternating = day % 2 == 0 ? 1 : 1.4;
            double lasting = day / 5 % 2 == 0 ? 1 : 1.4;
            turns[0] = turns[0].with(summary(24 * day, 24, alternating), DAY);
            turns[1] = turns[1].with(summary(24 * day, 24, 1.3 * alternating), DAY);
            turns[2] = turns[2].with(summary(24 * day, 24, lasting), DAY);
            turns[3] = turns[3].with(summary(24 * day, 24, 1.3 * lasting), DAY);
        }
        assertThat(turns[1].mean() - turns[0].mean()).isCloseTo(turns[3].mean() - turns[2].mean(), within(1e-9));
        assertThat(turns[1].variance()).isCloseTo(turns[3].variance(), within(1e-9));
        assertThat(turns[1].chanceAbove(turns[0])).isLessThan(1e-4);
        assertThat(turns[3].chanceAbove(turns[2])).isGreaterThan(1e-3);
    }

    @Test
    void shouldBeAsIfOfAllBlocksWhenTwoAreJoined() {
        BatchMeans all = BatchMeans.begin(0);
        BatchMeans first = BatchMeans.begin(0);
        BatchMeans second = BatchMeans.begin(0);
        for (int day = 0; day < 12; day++) {
            RetrainingRecord.ScoreSummary one = summary(24 * day, 24, 0.5 + 0.1 * (day * 7 % 5));
            all = all.with(one, DAY);
            first = day < 8 ? first.with(one, DAY) : first;
            second = day < 7 ? second : second.with(one, DAY);
        }
        BatchMeans joined = second.joined(first);
        assertThat(joined.count()).isEqualTo(all.count()).isEqualTo(11);
        assertThat(joined.n()).isEqualTo(all.n());
        assertThat(joined.mean()).isCloseTo(all.mean(), within(1e-12));
        assertThat(joined.variance()).isCloseTo(all.variance(), within(1e-12));
    }

    @Test
    void shouldNotTellFromTooLittle() {
        BatchMeans one = over(0, 25, 1, 0.5);
        assertThat(over(0, 25, 1, 5).chanceAbove(one)).as("one block each").isEqualTo(1);
        assertThat(BatchMeans.begin(0).chanceAbove(one)).isEqualTo(1);
        assertThat(one.chanceAbove(over(0, 100, 1, 0.6))).as("it is better").isEqualTo(1);
        assertThat(over(0, 100, 1, 5).chanceAbove(over(0, 100, 1, 0.5)))
                .as("nothing varies")
                .isZero();
    }
}
