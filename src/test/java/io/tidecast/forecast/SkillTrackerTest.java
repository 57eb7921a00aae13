package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SkillTrackerTest {
    private static void add(SkillTracker tracker, int steps, long version, double model) {
        for (int i = 0; i < steps; i++) {
            tracker.add(version, model, 5, 6);
        }
    }

    @Test
    void shouldMeasureAgainstTheBetterNaiveForecast() {
        SkillTracker tracker = new SkillTracker(100, 5, 0);
        assertThat(tracker.skill()).isZero();
        add(tracker, 10, 1, 4);
        assertThat(tracker.skill()).isCloseTo(0.2, offset(1e-9));
        assertThat(tracker.betterNaive()).isEqualTo(Persistence.NAME);
    }

    @Test
    void shouldJudgeOnlyWhenTheTrialIsOver() {
        SkillTracker tracker = new SkillTracker(20, 5, 0.02);
        add(tracker, 19, 1, 9);
        assertThat(tracker.worse()).isFalse();
        add(tracker, 1, 1, 9);
        assertThat(tracker.worse()).isTrue();
    }

    @Test
    void shouldJudgeByWholeHorizonsWhenTheTrialIsShorter() {
        SkillTracker tracker = new SkillTracker(2, 10, 0.02);
        add(tracker, 39, 1, 9);
        assertThat(tracker.worse()).isFalse();
        add(tracker, 1, 1, 9);
        assertThat(tracker.worse()).isTrue();
    }

    @Test
    void shouldSayThatItIsBetterOnceFourBlocksHaveSaidSoByMoreThanChance() {
        SkillTracker tracker = new SkillTracker(20, 5, 0.02);
        add(tracker, 19, 1, 1);
        assertThat(tracker.better()).as("three blocks").isFalse();
        add(tracker, 1, 1, 1);
        assertThat(tracker.better()).as("four").isTrue();
        add(tracker, 200, 1, 9);
        assertThat(tracker.better()).as("worse for long").isFalse();
    }

    @Test
    void shouldGiveTheNetworkItsChanceAgainWhenItGetsBetter() {
        SkillTracker tracker = new SkillTracker(20, 5, 0.02);
        add(tracker, 200, 1, 9);
        assertThat(tracker.worse()).isTrue();
        add(tracker, 200, 1, 1);
        assertThat(tracker.worse()).isFalse();
    }

    @Test
    void shouldStayWhereItIsWithinTheMargin() {
        SkillTracker tracker = new SkillTracker(20, 5, 0.02);
        add(tracker, 300, 1, 5.05);
        assertThat(tracker.worse()).as("1 % worse, from better").isFalse();
        add(tracker, 600, 1, 5.2);
        assertThat(tracker.worse()).as("4 % worse").isTrue();
        add(tracker, 600, 1, 4.95);
        assertThat(tracker.worse()).as("1 % better, from worse").isTrue();
        add(tracker, 600, 1, 4.8);
        assertThat(tracker.worse()).as("4 % better").isFalse();
    }

    @Test
    void shouldKeepTheBetterNetworkWhenNaiveIsAheadNowAndThen() {
        SkillTracker tracker = new SkillTracker(96, 24, 0.02);
        Random random = new Random(3);
        int behind = 0;
        int replaced = 0;
        for (int i = 0; i < 20_000; i++) {
            // Better by a twentieth, with stretches of weeks in which it is worse.
            double stretch = 1.5 * Math.sin(i / 60.0);
            tracker.add(1, 4.75 + stretch + random.nextGaussian(), 5, 9);
            behind += tracker.skill() < -0.02 ? 1 : 0;
            replaced += tracker.worse() ? 1 : 0;
        }
        assertThat(behind).as("live skill below the margin").isGreaterThan(5_000);
        assertThat(replaced).isLessThan(behind / 10);
    }

    @Test
    void shouldForgetFasterWhatAnEarlierVersionDid() {
        SkillTracker same = new SkillTracker(20, 5, 0.02);
        SkillTracker swapped = new SkillTracker(20, 5, 0.02);
        add(same, 400, 1, 9);
        add(swapped, 400, 1, 9);
        add(same, 70, 1, 1);
        add(swapped, 70, 2, 1);
        assertThat(same.worse()).isTrue();
        assertThat(swapped.worse()).isFalse();
    }

    @Test
    void shouldHoldNothingOfTheNetworkBeforeForOneThatIsReset() {
        long served = NetworkId.of("m", 4, false);
        long reset = NetworkId.of("m", 5, true);
        SkillTracker proven = new SkillTracker(20, 5, 0.02);
        add(proven, 400, served, 1);
        assertThat(proven.better()).isTrue();
        add(proven, 1, reset, 5);
        assertThat(proven.better()).isFalse();
        assertThat(proven.skill()).as("as good as naive").isCloseTo(0, offset(1e-9));
        add(proven, 18, reset, 1);
        assertThat(proven.better()).as("three blocks of its own").isFalse();
        add(proven, 1, reset, 1);
        assertThat(proven.better()).as("four").isTrue();
        SkillTracker lost = new SkillTracker(20, 5, 0.02);
        add(lost, 400, served, 9);
        assertThat(lost.worse()).isTrue();
        add(lost, 1, reset, 5);
        assertThat(lost.worse()).isFalse();
        add(lost, 19, reset, 9);
        assertThat(lost.worse()).isTrue();
    }

    @Test
    void shouldNotHoldAVersionAgainstTheOneThatIsGoneBackTo() {
        SkillTracker tracker = new SkillTracker(20, 5, 0.02);
        add(tracker, 400, NetworkId.of("m", 4, false), 1);
        add(tracker, 400, NetworkId.of("m", 5, false), 9);
        assertThat(tracker.worse()).isTrue();
        add(tracker, 1, NetworkId.of("m", 4, false), 5);
        assertThat(tracker.worse()).isFalse();
        assertThat(tracker.betterNaive()).as("known of the device").isEqualTo(Persistence.NAME);
    }

    @Test
    void shouldGoOnFromTheVersionBeforeAndFromAnotherModels() {
        long before = NetworkId.of("m", 4, false);
        assertThat(NetworkId.goesOn(NetworkId.of("m", 5, false), before)).isTrue();
        assertThat(NetworkId.goesOn(NetworkId.of("m", 5, false), NetworkId.of("m", 4, true)))
                .isTrue();
        assertThat(NetworkId.goesOn(NetworkId.of("group", 1, false), before)).isTrue();
        assertThat(NetworkId.goesOn(NetworkId.of("m", 3, false), before)).isFalse();
        assertThat(NetworkId.goesOn(NetworkId.of("m", 3, false), NetworkId.of("m", 4, true)))
                .isFalse();
        assertThat(NetworkId.goesOn(NetworkId.of("group", 1, true), before)).isFalse();
        assertThat(NetworkId.of("m", 4, true)).isNotEqualTo(before).isNotZero();
    }

    @Test
    void shouldReadBackWhatItWrote() {
        SkillTracker tracker = new SkillTracker(20, 5, 0.1);
        add(tracker, 38, 7L << 32 | 3, 9);
        ByteBuffer bytes = ByteBuffer.allocate(SkillTracker.bytes());
        tracker.write(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        SkillTracker copy = SkillTracker.read(bytes.flip(), 20, 5, 0.1);
        assertThat(copy.skill()).isCloseTo(tracker.skill(), offset(1e-6));
        assertThat(copy.worse()).isTrue();
        add(copy, 2, 7L << 32 | 3, 9);
        assertThat(copy.worse())
                .as("still the same version, with a whole trial")
                .isTrue();
    }
}
