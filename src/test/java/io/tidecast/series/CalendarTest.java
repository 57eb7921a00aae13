package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CalendarTest {
    private static final List<Cycle> ALL = List.of(Cycle.values());
    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu");

    private static Calendar calendar(Duration step, String zone, Cycle... cycles) {
        return new Calendar(List.of(cycles), step, ZoneId.of(zone));
    }

    private static float[] at(Calendar calendar, String time) {
        float[] features = new float[calendar.features()];
        calendar.write(Instant.parse(time).toEpochMilli(), features, 0);
        return features;
    }

    private static float[] turns(double... turns) {
        float[] features = new float[2 * turns.length];
        for (int i = 0; i < turns.length; i++) {
            features[2 * i] = (float) Math.sin(2 * Math.PI * turns[i]);
            features[2 * i + 1] = (float) Math.cos(2 * Math.PI * turns[i]);
        }
        return features;
    }

    @Test
    void shouldGiveHourAndWeekdayAsPointsOnCircles() {
        Calendar calendar = calendar(Duration.ofHours(1), "UTC", Cycle.HOUR, Cycle.WEEKDAY);
        assertThat(at(calendar, "2026-11-23T06:00:00Z")) // a Monday
                .containsExactly(turns(0.25, 0.25 / 7), offset(1e-6f));
    }

    @Test
    void shouldShowTheHourOnTheWallAcrossAChangeOfTheClocks() {
        Calendar calendar = calendar(Duration.ofHours(1), "Europe/Berlin", Cycle.HOUR);
        assertThat(at(calendar, "2026-03-29T00:00:00Z")).containsExactly(turns(1 / 24.0), offset(1e-6f));
        assertThat(at(calendar, "2026-03-29T01:00:00Z")).containsExactly(turns(3 / 24.0), offset(1e-6f));
        assertThat(at(calendar, "2026-10-25T00:00:00Z")).containsExactly(turns(2 / 24.0), offset(1e-6f));
        assertThat(at(calendar, "2026-10-25T01:00:00Z")).containsExactly(turns(2 / 24.0), offset(1e-6f));
        assertThat(at(calendar, "2026-10-25T02:00:00Z")).containsExactly(turns(3 / 24.0), offset(1e-6f));
    }

    @Test
    void shouldGoRoundOnceAYearWhetherItIsALeapYear() {
        Calendar calendar = calendar(Duration.ofDays(1), "UTC", Cycle.DAY_OF_YEAR);
        assertThat(at(calendar, "2026-07-02T12:00:00Z")).containsExactly(turns(0.5), offset(1e-6f));
        assertThat(at(calendar, "2028-07-02T00:00:00Z")).containsExactly(turns(0.5), offset(1e-6f));
        assertThat(at(calendar, "2026-12-31T23:59:59.999Z"))
                .containsExactly(at(calendar, "2027-01-01T00:00:00Z"), offset(1e-6f));
    }

    /** The reference is the older calendar of the JDK, and seconds of the wall clock added up. */
    @Property(tries = 300)
    void shouldEqualTheReferenceInAnyZoneAlsoNextToAChangeOfTheClocks(
            @ForAll @IntRange(max = 4) int zone,
            @ForAll @IntRange(min = 2000, max = 2040) int year,
            @ForAll @IntRange(max = 3) int month,
            @ForAll @IntRange(max = 31 * 24 * 60) int minute) {
        long timeMs = Instant.parse(year + "-" + List.of("03", "04", "10", "11").get(month) + "-01T00:00:00Z")
                        .toEpochMilli()
                + minute * 60_000L;
        GregorianCalendar wall = new GregorianCalendar(TimeZone.getTimeZone(ZONES.get(zone)));
        wall.setTimeInMillis(timeMs);
        double day = (wall.get(GregorianCalendar.HOUR_OF_DAY) * 60 + wall.get(GregorianCalendar.MINUTE)) / 1440.0;
        int weekday = (wall.get(GregorianCalendar.DAY_OF_WEEK) + 5) % 7; // Sunday is 1 there
        double ofYear = (wall.get(GregorianCalendar.DAY_OF_YEAR) - 1 + day)
                / wall.getActualMaximum(GregorianCalendar.DAY_OF_YEAR);
        float[] features = new float[6];
        new Calendar(ALL, Duration.ofMinutes(1), ZoneId.of(ZONES.get(zone))).write(timeMs, features, 0);
        assertThat(features).containsExactly(turns(day, (weekday + day) / 7, ofYear), offset(1e-5f));
    }

    @Test
    void shouldLeaveOutWhatAStepIsTooLongFor() {
        assertThat(new Calendar(ALL, Duration.ofHours(1), ZoneId.of("UTC")).features())
                .isEqualTo(6);
        assertThat(new Calendar(ALL, Duration.ofDays(1), ZoneId.of("UTC")).features())
                .isEqualTo(4);
        assertThat(new Calendar(ALL, Duration.ofDays(7), ZoneId.of("UTC")).features())
                .isEqualTo(2);
        assertThat(at(calendar(Duration.ofDays(7), "UTC", Cycle.HOUR, Cycle.WEEKDAY), "2026-07-01T04:00:00Z"))
                .isEmpty();
    }

    @Test
    void shouldReadItsOwnNamesAndNameThemForAnother() {
        assertThat(ALL.stream().map(Cycle::label).map(Cycle::parse).toList()).isEqualTo(ALL);
        assertThatThrownBy(() -> Cycle.parse("moon"))
                .hasMessage("a cycle must be one of hour, weekday, day-of-year, was moon");
    }
}
