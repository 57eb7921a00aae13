package io.tidecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(7);

    @Test
    void shouldSayWhenToComeBackWhenAMinutesShareIsUsed() {
        RateLimit limit = new RateLimit(2, now::get);
        assertThat(limit.waitOf("a")).isZero();
        now.addAndGet(SECOND);
        assertThat(limit.waitOf("a")).isZero();
        now.addAndGet(9 * SECOND);
        assertThat(limit.waitOf("a")).isEqualTo(20);
        assertThat(limit.waitOf("b")).as("another address").isZero();
        now.addAndGet(20 * SECOND);
        assertThat(limit.waitOf("a")).isZero();
    }

    /** A bucket that holds so many and is filled evenly, worked out from all that was let through. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 60})
    void shouldLetThroughWhatABucketWouldWhenRequestsComeAtAnyTime(int perMinute) {
        RateLimit limit = new RateLimit(perMinute, now::get);
        Random random = new Random(perMinute);
        List<Long> passed = new ArrayList<>();
        long interval = 60 * SECOND / perMinute;
        for (int i = 0; i < 500; i++) {
            now.addAndGet((long) (random.nextDouble() * 1.5 * interval));
            long full = 0;
            long at = 0;
            for (long time : passed) {
                full = Math.max(0, full - (time - at)) + interval;
                at = time;
            }
            boolean room = Math.max(0, full - (now.get() - at)) + interval <= 60 * SECOND;
            assertThat(limit.waitOf("a") == 0).as("request %s", i).isEqualTo(room);
            if (room) {
                passed.add(now.get());
            }
        }
        assertThat(passed.size()).isBetween(1, 499);
    }

    @Test
    void shouldForgetTheAddressHeardOfLongestAgoWhenThereAreTooMany() {
        RateLimit limit = new RateLimit(1, now::get);
        for (int i = 0; i <= 1_000; i++) {
            assertThat(limit.waitOf(i)).isZero();
        }
        assertThat(limit.waitOf(1_000)).isPositive();
        assertThat(limit.waitOf(0)).isZero();
    }
}
