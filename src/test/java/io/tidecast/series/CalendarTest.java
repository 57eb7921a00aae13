package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class CalendarTest {
    private static float[] at(Calendar calendar, String time) {
        float[] features = new float[calendar.features()];
        calendar.write(Instant.parse(time).toEpochMilli(), features, 0);
        return features;
    }

    @Test
    void shouldGiveHourAndWeekdayAsPointsOnCircles() {
        Calendar calendar = new Calendar(Duration.ofHours(1), ZoneId.of("UTC"));
        float[] features = at(calendar, "2026-11-23T06:00:00Z"); // a Monday
        assertThat(features).hasSize(4);
        assertThat(features[0]).isCloseTo(1, offset(1e-6f));
        assertThat(features[1]).isCloseTo(0, offset(1e-6f));
        assertThat(features[2]).isCloseTo((float) Math.sin(2 * Math.PI * 0.25 / 7), offset(1e-6f));
        assertThat(features[3]).isCloseTo((float) Math.cos(2 * Math.PI * 0.25 / 7), offset(1e-6f));
    }

    @Test
    void shouldFollowTheTimeZoneAndItsSummerTime() {
        Calendar calendar = new Calendar(Duration.ofHours(1), ZoneId.of("Europe/Paris"));
        assertThat(at(calendar, "2026-07-01T04:00:00Z")).containsExactly(at(calendar, "2026-07-08T04:00:00Z"));
        assertThat(at(calendar, "2026-01-07T05:00:00Z"))
                .containsExactly(at(calendar, "2026-07-01T04:00:00Z"), offset(1e-6f));
    }

    @Test
    void shouldLeaveOutWhatAStepIsTooLongFor() {
        assertThat(new Calendar(Duration.ofDays(1), ZoneId.of("UTC")).features())
                .isEqualTo(2);
        assertThat(new Calendar(Duration.ofDays(7), ZoneId.of("UTC")).features())
                .isZero();
        assertThat(at(new Calendar(Duration.ofDays(7), ZoneId.of("UTC")), "2026-07-01T04:00:00Z"))
                .isEmpty();
    }
}
