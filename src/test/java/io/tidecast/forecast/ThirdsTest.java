package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThirdsTest {
    @ParameterizedTest
    @CsvSource({"24, 1 4 8 12 16 20 24", "6, 1 2 4 6", "3, 1 2 3", "2, 1 2", "1, 1", "7, 1 3 5 7"})
    void shouldSampleTheLastOfEachThirdAndEachFourthBeforeIt(int horizon, String steps) {
        assertThat(Thirds.sampled(horizon))
                .containsExactly(Arrays.stream(steps.split(" ", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 11, 24, 48, 97})
    void shouldHaveSampledStepsInEachThirdThatHasAny(int horizon) {
        int sum = 0;
        for (int third = 0; third < Thirds.COUNT; third++) {
            int from = Thirds.first(third, horizon);
            int to = Thirds.first(third + 1, horizon);
            sum += Thirds.steps(third, horizon);
            assertThat(Arrays.stream(Thirds.sampled(horizon))
                            .filter(h -> h >= from && h < to)
                            .count())
                    .isGreaterThanOrEqualTo(Math.min(1, to - from))
                    .isLessThanOrEqualTo(1 + (to - from) / 4 + 1);
        }
        assertThat(sum).isEqualTo(horizon);
    }
}
