package io.tidecast.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TransformTest {
    private static final int ROWS = 60;
    private static final int TRAIN = 36;
    private static final int KNOWN = 48;

    @Property(tries = 100)
    void shouldComeBackWhenInverted(@ForAll long seed, @ForAll @IntRange(min = 0, max = 4) int which) {
        Transform transform = List.of(
                        new Transform.Log(),
                        new Transform.Difference(1),
                        new Transform.Difference(12),
                        new Transform.Profile(12, 0, false),
                        new Transform.Profile(12, 2, true))
                .get(which);
        double[] values = values(seed);
        double[] transformed = transform.apply(values, TRAIN, KNOWN);
        assertThat(transformed).hasSameSizeAs(values);
        for (int row = 12; row < ROWS; row++) {
            assertThat(transform.invert(transformed[row], values, row, TRAIN, KNOWN))
                    .isCloseTo(values[row], within(1e-9));
        }
    }

    /** What is fitted to known rows alone must not see the others. */
    @Property(tries = 50)
    void shouldNotReadLaterRowsWhenFittedToKnownOnes(@ForAll long seed, @ForAll boolean known) {
        Transform.Profile profile = new Transform.Profile(12, 2, known);
        double[] values = values(seed);
        double[] changed = values.clone();
        int until = known ? KNOWN : TRAIN;
        for (int row = until; row < ROWS; row++) {
            changed[row] += 1000;
        }
        for (int row = 0; row < until; row++) {
            assertThat(profile.apply(changed, TRAIN, KNOWN)[row]).isEqualTo(profile.apply(values, TRAIN, KNOWN)[row]);
        }
    }

    @Test
    void shouldFitTheSeasonWhenItIsOfFewHarmonics() {
        double[] values = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[row] = 20 + 5 * Math.cos(2 * Math.PI * (row - 1) / 12) + Math.sin(4 * Math.PI * row / 12);
        }
        for (double left : new Transform.Profile(12, 2, true).apply(values, TRAIN, KNOWN)) {
            assertThat(left).isCloseTo(0, within(1e-9));
        }
    }

    @Test
    void shouldNameTheRuleWhenASpecIsWrong() {
        assertThatThrownBy(() -> Transform.parse("transform[0]", "root"))
                .hasMessage("transform[0] must be log, difference or profile, was root");
        assertThatThrownBy(() -> Transform.parse("transform[0]", Map.of("difference", 0)))
                .hasMessage("difference must be at least 1, was 0");
        assertThatThrownBy(() -> new Transform.Profile(12, 6, true)).hasMessageContaining("had 12 and 6");
    }

    private static double[] values(long seed) {
        return new Random(seed).doubles(ROWS, 1, 100).toArray();
    }
}
