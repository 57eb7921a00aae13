package io.tidecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.TimeStep;
import org.junit.jupiter.api.Test;

class SendTimesTest {
    private static final long HOUR = 3_600_000;

    private final SendTimes times = new SendTimes(TimeStep.ofMillis(HOUR));

    @Test
    void shouldGiveTheFirstReadingOfTheNextStepWhenAStepHasClosed() {
        times.sent("a", 5 * HOUR + 10, 100);
        assertThat(times.closed("a", 5 * HOUR)).isEmpty();
        times.sent("a", 6 * HOUR, 200);
        times.sent("a", 6 * HOUR + 10, 300);
        assertThat(times.closed("a", 5 * HOUR)).hasValue(200);
        assertThat(times.closed("b", 5 * HOUR)).isEmpty();
        assertThat(times.devices()).containsExactly("a");
    }

    @Test
    void shouldGiveTheReadingAfterAGapWhenStepsWereEmpty() {
        times.sent("a", 5 * HOUR, 100);
        times.sent("a", 9 * HOUR, 200);
        assertThat(times.closed("a", 5 * HOUR)).hasValue(200);
        assertThat(times.closed("a", 8 * HOUR)).hasValue(200);
    }

    @Test
    void shouldPassOverAReadingWhenItIsLate() {
        times.sent("a", 5 * HOUR, 100);
        times.sent("a", 7 * HOUR, 200);
        times.sent("a", 6 * HOUR, 300);
        assertThat(times.closed("a", 5 * HOUR)).hasValue(200);
    }

    @Test
    void shouldForgetAStepWhenItIsLongAgo() {
        for (int step = 0; step < 1_000; step++) {
            times.sent("a", step * HOUR, step);
        }
        assertThat(times.closed("a", 900 * HOUR)).hasValue(901);
        assertThat(times.closed("a", 10 * HOUR)).isEmpty();
    }
}
