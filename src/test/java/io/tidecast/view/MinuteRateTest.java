package io.tidecast.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MinuteRateTest {
    private static final long BEGIN = 1_790_000_000_500L;

    private final MinuteRate rate = new MinuteRate(BEGIN);

    private void countEachSecond(int from, int to, int events) {
        for (int second = from; second < to; second++) {
            for (int event = 0; event < events; event++) {
                rate.count(BEGIN + second * 1_000L);
            }
        }
    }

    private double after(int seconds) {
        return rate.perSecond(BEGIN + seconds * 1_000L);
    }

    @Test
    void shouldDivideByTheTimeThereWasWhenItIsLessThanAMinute() {
        assertThat(after(0)).isZero();
        countEachSecond(0, 10, 3);
        assertThat(after(9)).isEqualTo(3);
        assertThat(after(19)).isEqualTo(1.5);
    }

    @Test
    void shouldForgetWhatIsOfLongerThanAMinuteAgo() {
        countEachSecond(0, 200, 2);
        assertThat(after(199)).isEqualTo(2);
        assertThat(after(229)).isEqualTo(1);
        assertThat(after(259)).isZero();
    }

    @Test
    void shouldNotCountWhatAClockSaidBeforeItWasSetBack() {
        countEachSecond(100, 110, 5);
        countEachSecond(0, 1, 1);
        assertThat(after(0)).isEqualTo(1);
    }
}
