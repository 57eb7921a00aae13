package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Values;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TimeStepTest {
    private static final long DAY_MS = 86_400_000;
    /**
     * With clocks that change at midnight, after it back over it, at 2, by half an hour, and a day that was left out.
     */
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/New_York"),
            ZoneId.of("America/St_Johns"),
            ZoneId.of("America/Sao_Paulo"),
            ZoneId.of("America/Havana"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("Pacific/Apia"));

    private static final long FROM_1850 = -3_786_912_000_000L;
    private static final long TO_2150 = 5_680_281_600_000L;

    private static TimeStep step(String period, ZoneId zone) {
        return TimeStep.parse(period).in(zone, WeekDays.ALL);
    }

    private static long ms(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    /** Each time is in one step, and steps are in the order of time. */
    private static void assertHolds(TimeStep step, long timeMs) {
        long index = step.indexOf(timeMs);
        assertThat(step.startOf(index)).as("%s at %s", step, timeMs).isLessThanOrEqualTo(timeMs);
        assertThat(step.startOf(index + 1)).as("%s after %s", step, timeMs).isGreaterThan(timeMs);
        assertThat(step.indexOf(step.startOf(index))).isEqualTo(index);
        assertThat(step.indexOf(step.startOf(index + 1) - 1)).isEqualTo(index);
    }

    @Property(tries = 3_000)
    void shouldCutTimeWithoutGapAndOverlapWhateverTheZone(
            @ForAll @LongRange(min = FROM_1850, max = TO_2150) long timeMs,
            @ForAll @IntRange(max = 8) int zone,
            @ForAll @IntRange(max = 3) int unit,
            @ForAll @IntRange(min = 1, max = 25) int count) {
        assertHolds(step("P" + count + "DWMY".charAt(unit), ZONES.get(zone)), timeMs);
    }

    @Property(tries = 1_000)
    void shouldCutTimeWithoutGapAndOverlapWhereOnlySomeDaysAreSteps(
            @ForAll @LongRange(min = FROM_1850, max = TO_2150) long timeMs,
            @ForAll @IntRange(max = 8) int zone,
            @ForAll @IntRange(min = 1, max = 127) int chosen) {
        List<DayOfWeek> days = List.of(DayOfWeek.values()).stream()
                .filter(day -> ((chosen >> (day.getValue() - 1)) & 1) == 1)
                .toList();
        TimeStep step = TimeStep.parse("P1D").in(ZONES.get(zone), new WeekDays(Set.copyOf(days)));
        assertHolds(step, timeMs);
        if (!(step instanceof FixedStep)) {
            Instant start = Instant.ofEpochMilli(step.startOf(step.indexOf(timeMs)));
            assertThat(start.atZone(ZONES.get(zone)).getDayOfWeek()).isIn(days);
        }
    }

    /** Of times at which no zone of the list has left a day out or gone over midnight, java.time says the same. */
    @Property(tries = 3_000)
    void shouldCountAsJavaTimeDoes(
            @ForAll @LongRange(min = DAY_MS, max = TO_2150) long timeMs,
            @ForAll @IntRange(max = 2) int zone,
            @ForAll @IntRange(min = 1, max = 24) int count) {
        ZoneId place = ZONES.get(zone);
        LocalDate date = Instant.ofEpochMilli(timeMs).atZone(place).toLocalDate();
        LocalDate epoch = LocalDate.ofEpochDay(0);
        LocalDate monday = LocalDate.of(1969, 12, 29);
        assertThat(step("P" + count + "M", place).indexOf(timeMs))
                .isEqualTo(ChronoUnit.MONTHS.between(epoch, date) / count);
        assertThat(step("P" + count + "Y", place).indexOf(timeMs))
                .isEqualTo(ChronoUnit.YEARS.between(epoch, date) / count);
        assertThat(step("P" + count + "W", place).indexOf(timeMs))
                .isEqualTo(ChronoUnit.WEEKS.between(monday, date) / count);
        assertThat(step("P" + count + "D", place).indexOf(timeMs))
                .isEqualTo(ChronoUnit.DAYS.between(epoch, date) / count);
        assertThat(step("P" + count + "M", place).startOf(7))
                .isEqualTo(epoch.plus(Period.ofMonths(7 * count))
                        .atStartOfDay(place)
                        .toInstant()
                        .toEpochMilli());
    }

    @Property(tries = 1_000)
    void shouldDivideWhereStepsAreOfOneLength(
            @ForAll @LongRange(min = FROM_1850, max = TO_2150) long timeMs,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long lengthMs) {
        TimeStep step = TimeStep.ofMillis(lengthMs);
        assertThat(step.indexOf(timeMs)).isEqualTo(Math.floorDiv(timeMs, lengthMs));
        assertThat(step.after(timeMs, 3)).isEqualTo(timeMs + 3 * lengthMs);
        assertHolds(step, timeMs);
    }

    @Example
    void shouldBeginADayAtMidnightOnTheWallWhenTheClocksChange() {
        TimeStep day = step("P1D", ZoneId.of("Europe/Berlin"));
        long index = day.indexOf(ms("2026-03-29T12:00:00Z"));
        assertThat(day.startOf(index)).isEqualTo(ms("2026-03-28T23:00:00Z"));
        assertThat(day.startOf(index + 1)).isEqualTo(ms("2026-03-29T22:00:00Z"));
        long autumn = day.indexOf(ms("2026-10-25T12:00:00Z"));
        assertThat(day.startOf(autumn + 1) - day.startOf(autumn))
                .isEqualTo(Duration.ofHours(25).toMillis());
    }

    /** At 00:01 of 7 November 2010 the clocks of Newfoundland went back to 23:01 of the 6th. */
    @Example
    void shouldBeginADayTheFirstTimeWhenTheClocksGoBackOverMidnight() {
        TimeStep day = step("P1D", ZoneId.of("America/St_Johns"));
        long seventh = day.indexOf(ms("2010-11-07T12:00:00Z"));
        assertThat(day.startOf(seventh)).isEqualTo(ms("2010-11-07T02:30:00Z"));
        assertThat(day.indexOf(ms("2010-11-07T02:45:00Z"))).isEqualTo(seventh);
    }

    @Example
    void shouldLeaveAStepEmptyWhenAZoneHasLeftADayOut() {
        TimeStep day = step("P1D", ZoneId.of("Pacific/Apia"));
        long before = day.indexOf(ms("2011-12-30T09:00:00Z"));
        long after = day.indexOf(ms("2011-12-30T10:00:00Z"));
        assertThat(after - before).isEqualTo(2);
        assertThat(day.startOf(before + 1)).isEqualTo(day.startOf(after));
    }

    @Example
    void shouldCountTheWeekendToFridayWhenDaysAreBusinessDays() {
        TimeStep day = TimeStep.parse("P1D").in(ZoneId.of("UTC"), WeekDays.parse("mon-fri"));
        long friday = day.indexOf(ms("2026-11-27T09:00:00Z"));
        assertThat(day.indexOf(ms("2026-11-29T23:59:59Z"))).isEqualTo(friday);
        assertThat(day.indexOf(ms("2026-11-30T00:00:00Z"))).isEqualTo(friday + 1);
        assertThat(day.after(ms("2026-11-27T00:00:00Z"), 5)).isEqualTo(ms("2026-12-04T00:00:00Z"));
        assertThat(day).hasToString("P1D[days=mon-fri]");
    }

    @Example
    void shouldSayHowManyStepsASeasonHas() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(step("P1M", berlin).stepsIn(TimeStep.parse("P1Y"))).isEqualTo(12);
        assertThat(step("P3M", berlin).stepsIn(TimeStep.parse("P1Y"))).isEqualTo(4);
        assertThat(step("P1M", berlin).stepsIn(TimeStep.parse("P365D"))).isZero();
        assertThat(step("P5M", berlin).stepsIn(TimeStep.parse("P1Y"))).isZero();
        assertThat(step("P1D", berlin).stepsIn(TimeStep.parse("P1W"))).isEqualTo(7);
        assertThat(step("P1D", berlin).stepsIn(TimeStep.parse("PT168H"))).isEqualTo(7);
        assertThat(step("P1W", berlin).stepsIn(TimeStep.parse("P14D"))).isEqualTo(2);
        assertThat(step("P1W", berlin).stepsIn(TimeStep.parse("P1Y"))).isZero();
        assertThat(TimeStep.parse("PT1H").stepsIn(TimeStep.parse("P1D"))).isEqualTo(24);
        assertThat(TimeStep.parse("PT1H").stepsIn(TimeStep.parse("P1M"))).isZero();
        TimeStep business = TimeStep.parse("P1D").in(berlin, WeekDays.parse("mon-fri"));
        assertThat(business.stepsIn(TimeStep.parse("P1W"))).isEqualTo(5);
        assertThat(business.stepsIn(business.usualSeason().orElseThrow())).isEqualTo(5);
        assertThat(step("P1M", berlin).usualSeason())
                .hasValueSatisfying(season -> assertThat(season.toString()).isEqualTo("P1Y[Europe/Berlin]"));
    }

    @Example
    void shouldBeADayOf24HoursWhenTheZoneIsUtc() {
        assertThat(step("P1D", ZoneId.of("UTC"))).isEqualTo(TimeStep.of(Duration.ofHours(24)));
        assertThat(step("P7D", ZoneId.of("Etc/UTC"))).isEqualTo(TimeStep.of(Duration.ofDays(7)));
        assertThat(step("1d", ZoneId.of("Europe/Berlin"))).isEqualTo(TimeStep.of(Duration.ofDays(1)));
        assertThat(step("PT24H", ZoneId.of("Europe/Berlin"))).isEqualTo(TimeStep.of(Duration.ofDays(1)));
        assertThat(step("P1D", ZoneId.of("Europe/Berlin"))).isNotEqualTo(TimeStep.of(Duration.ofDays(1)));
    }

    @Example
    void shouldReadWhatItHasWritten() {
        for (String text : List.of(
                "PT1H",
                "PT24H",
                "PT0.25S",
                "P1M",
                "P1Y",
                "P18M",
                "P2W",
                "P1D[Europe/Berlin]",
                "P3M[America/St_Johns]",
                "P1D[days=mon-fri]",
                "P1D[Asia/Kathmandu;days=sun-thu]",
                "P1D[days=mon,wed]")) {
            assertThat(TimeStep.read(text)).hasToString(text);
        }
        assertThat(TimeStep.read("P12M")).hasToString("P1Y");
        assertThat(TimeStep.read("P1Y6M")).hasToString("P18M");
        for (String text :
                List.of("", "P", "P1X", "P1M[", "P1M[Nowhere]", "P1M[days=mon-fri]", "P1D[days=x]", "month")) {
            assertThatThrownBy(() -> TimeStep.read(text)).as(text).isInstanceOf(DateTimeException.class);
        }
    }

    @Example
    void shouldSayWhichStepFitsWhenReadingsAreSoFarApart() {
        assertThat(TimeStep.near(Duration.ofDays(31))).hasToString("P1M");
        assertThat(TimeStep.near(Duration.ofDays(92))).hasToString("P3M");
        assertThat(TimeStep.near(Duration.ofDays(365))).hasToString("P1Y");
        assertThat(TimeStep.near(Duration.ofDays(28))).hasToString("PT672H");
        assertThat(TimeStep.near(Duration.ofHours(1))).hasToString("PT1H");
    }

    @Example
    void shouldBeAsTheSettingsSay() {
        Values monthly = Values.DEFAULTS.with(GridSettings.STEP, TimeStep.parse("P1M"));
        GridSettings grid = GridSettings.from(monthly);
        assertThat(grid.timeStep()).hasToString("P1M");
        assertThat(grid.maxGapSteps()).isEqualTo(6);
        assertThat(GridSettings.from(monthly.with(GridSettings.MAX_GAP, Duration.ofDays(90)))
                        .maxGapSteps())
                .isEqualTo(3);
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(GridSettings.step(monthly.with(TimeText.ZONE, berlin))).hasToString("P1M[Europe/Berlin]");
        assertThat(GridSettings.step(monthly.with(TimeText.ZONE, berlin).with(GridSettings.ZONE, ZoneId.of("UTC"))))
                .hasToString("P1M");
        WeekDays business = WeekDays.parse("mon-fri");
        assertThatThrownBy(() -> GridSettings.from(monthly.with(GridSettings.DAYS, business)))
                .hasMessage("series.days must be all days where series.step is no number of days such as P1D, was"
                        + " mon-fri with P1M");
        assertThatThrownBy(() -> GridSettings.from(monthly.with(GridSettings.STEPS, Sampling.READINGS)))
                .hasMessage("series.step must be of a fixed length, such as 30d, where every reading is a step"
                        + " (series.steps is readings), was P1M");
        assertThat(DAY_MS).isEqualTo(grid.timeStep().startOf(1) / 31);
    }
}
