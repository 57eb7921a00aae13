package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Values;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HolidaysTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static float[] written(Covariate covariate, String time) {
        float[] x = new float[covariate.features() + 2];
        covariate.write(Instant.parse(time).toEpochMilli(), x, 1);
        assertThat(x[0]).isZero();
        assertThat(x[x.length - 1]).isZero();
        return Arrays.copyOfRange(x, 1, x.length - 1);
    }

    private static Covariate of(List<String> regions, List<String> days, int before, int after) {
        return in(BERLIN, new HolidaySettings(regions, days, before, after));
    }

    /** Public holidays, and the days of one's own behind them. */
    private static Covariate in(ZoneId zone, HolidaySettings settings) {
        Covariates all = new Covariates(List.copyOf(settings.in(zone, Optional.empty())), TimeStep.ofMillis(1));
        return new Covariate() {
            @Override
            public int features() {
                return all.features();
            }

            @Override
            public String name(int feature) {
                return all.names().get(feature);
            }

            @Override
            public void write(long timeMs, float[] x, int at) {
                all.write(timeMs, Statics.NONE, x, at);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-23T12:00:00Z, 0, 0, 0",
        "2026-12-24T12:00:00Z, 0, 1, 0",
        "2026-12-25T12:00:00Z, 1, 1, 0",
        "2026-12-26T12:00:00Z, 1, 0, 1",
        "2026-12-27T12:00:00Z, 0, 0, 1",
    })
    void shouldTellOfTheDayTheNextAndTheOneBeforeWhenChristmasComes(String time, float today, float next, float gone) {
        assertThat(written(of(List.of("de-by"), List.of(), 1, 1), time)).containsExactly(today, next, gone);
    }

    @Test
    void shouldBeginADayAtMidnightOfItsZone() {
        assertThat(written(of(List.of("de"), List.of(), 0, 0), "2026-12-24T22:59:59Z"))
                .containsExactly(0);
        assertThat(written(of(List.of("de"), List.of(), 0, 0), "2026-12-24T23:00:00Z"))
                .containsExactly(1);
        Covariate utc = in(UTC, new HolidaySettings(List.of("de"), List.of(), 0, 0));
        assertThat(written(utc, "2026-12-24T23:00:00Z")).containsExactly(0);
    }

    @Test
    void shouldMoveWithEasterAndTheMoonWhenAFeastDoes() {
        HolidayRegion germany = new HolidayRegion("de");
        assertThat(germany.keeps(LocalDate.parse("2025-04-21"))).isTrue();
        assertThat(germany.keeps(LocalDate.parse("2026-04-06"))).isTrue();
        assertThat(germany.keeps(LocalDate.parse("2026-04-21"))).isFalse();
        assertThat(new HolidayRegion("ma").keeps(LocalDate.parse("2017-06-25"))).isTrue();
    }

    @Test
    void shouldKnowThePartsOfACountryWhenTheyKeepADayOfTheirOwn() {
        LocalDate cup = LocalDate.parse("2014-11-04"); // in Melbourne
        assertThat(new HolidayRegion("au-vic").keeps(cup)).isTrue();
        assertThat(new HolidayRegion("au").keeps(cup)).isFalse();
        assertThat(new HolidayRegion("au-nsw").keeps(cup)).isFalse();
    }

    @Test
    void shouldBeTheShareOfRegionsWhenThereAreSeveral() {
        Covariate two = of(List.of("de-by", "de-be"), List.of(), 0, 0);
        assertThat(written(two, "2026-01-06T12:00:00Z")).containsExactly(0.5f); // Epiphany
        assertThat(written(two, "2026-01-01T12:00:00Z")).containsExactly(1);
    }

    @Test
    void shouldStandBehindPublicHolidaysWhenThereAreDaysOfOnesOwn() {
        Covariate both = of(List.of("de-by"), List.of("2026-12-23..2027-01-06", "2027-02-08"), 1, 0);
        assertThat(both.features()).isEqualTo(4);
        assertThat(written(both, "2026-12-22T12:00:00Z")).containsExactly(0, 0, 0, 1);
        assertThat(written(both, "2026-12-25T12:00:00Z")).containsExactly(1, 1, 1, 1);
        assertThat(written(both, "2027-01-06T12:00:00Z")).containsExactly(1, 0, 1, 0);
        assertThat(written(both, "2027-02-07T12:00:00Z")).containsExactly(0, 0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-12-25", "1899-12-25", "2151-12-25", "+292278993-12-25"})
    void shouldHaveNoneWhenAYearIsBeyondTheTables(String day) {
        for (String country : List.of("de", "ma", "sa")) {
            assertThat(new HolidayRegion(country).keeps(LocalDate.parse(day))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1900, 1970, 2026, 2150})
    void shouldKnowEachYearOfTheTablesWhenItIsAskedFor(int year) {
        for (String country : List.of("de", "ma", "us", "au-vic")) {
            assertThat(new HolidayRegion(country).keeps(LocalDate.of(year, 1, 1)))
                    .as(country)
                    .isTrue();
        }
        new HolidayRegion("sa").keeps(LocalDate.of(year, 12, 31)); // has lunar feasts alone
    }

    @ParameterizedTest
    @ValueSource(strings = {"xx", "de-xx", "DE", "de-by-nowhere", "../../etc/passwd", "nyse", "", "de-"})
    void shouldBeRefusedWhenARegionIsNotKnown(String region) {
        assertThatThrownBy(() -> new HolidaySettings(List.of(region), List.of(), 1, 1))
                .hasMessageStartingWith(
                        "network.holidays must be a country, or a part of one, whose holidays are known")
                .hasMessageEndingWith("was " + (region.isBlank() ? "empty" : region));
    }

    @Test
    void shouldBeRefusedWhenNumbersOrDaysAreWrong() {
        assertThatThrownBy(() -> of(List.of("de", "de"), List.of(), 1, 1))
                .hasMessage("network.holidays must name each region once, was [de, de]");
        assertThatThrownBy(() -> of(List.of("de"), List.of(), 15, 1))
                .hasMessageStartingWith("network.holidays-before must be 0..14");
        assertThatThrownBy(() -> of(List.of("de"), List.of(), 1, -1))
                .hasMessageStartingWith("network.holidays-after must be 0..14");
        assertThatThrownBy(() -> of(List.of(), List.of("2026-02-30"), 1, 1)).hasMessageEndingWith("was 2026-02-30");
        assertThatThrownBy(() -> of(List.of(), List.of("2026-02-03..2026-02-02"), 1, 1))
                .hasMessage("a range of days must not end before it begins, was 2026-02-03..2026-02-02");
        assertThatThrownBy(() -> of(List.of(), Collections.nCopies(1001, "2026-02-03"), 1, 1))
                .hasMessage("days of one's own must be at most 1000 ranges, were 1001");
    }

    @ParameterizedTest
    @CsvSource({"PT1H, 4", "PT24H, 3", "PT168H, 0"})
    void shouldBeLeftOutWhenStepsAreTooLongForThem(Duration step, int features) {
        CovariateSettings settings = new CovariateSettings(
                List.of(),
                UTC,
                new HolidaySettings(List.of("de"), List.of(), 1, 1),
                Optional.of(new Place(48.1, 11.6)));
        assertThat(settings.ofSteps(TimeStep.of(step)).features()).isEqualTo(features);
    }

    @Test
    void shouldSayInWordsWhatEachInputIs() {
        CovariateSettings settings = new CovariateSettings(
                List.of(Cycle.HOUR),
                UTC,
                new HolidaySettings(List.of("de"), List.of("2026-12-24"), 1, 1),
                Optional.of(new Place(48.1, 11.6)));
        assertThat(settings.ofSteps(TimeStep.of(Duration.ofHours(1))).names())
                .containsExactly(
                        "calendar: sine of cycle 0 of [hour] in UTC",
                        "calendar: cosine of cycle 0 of [hour] in UTC",
                        "holidays: the step's day in UTC: share of [de] that keeps it",
                        "holidays: the step's day +1 in UTC: share of [de] that keeps it",
                        "holidays: the step's day -1 in UTC: share of [de] that keeps it",
                        "holidays: the step's day in UTC: one of the model's own days",
                        "holidays: the step's day +1 in UTC: one of the model's own days",
                        "holidays: the step's day -1 in UTC: one of the model's own days",
                        "sun: sine of its elevation in the middle of the step at 48.1,11.6");
    }

    @Test
    void shouldBeNoInputWhenNothingIsSaid() {
        CovariateSettings usual = CovariateSettings.from(Values.DEFAULTS);
        assertThat(usual).isEqualTo(new CovariateSettings(List.of(Cycle.HOUR, Cycle.WEEKDAY), UTC));
        assertThat(usual.ofSteps(TimeStep.of(Duration.ofHours(1))).features()).isEqualTo(4);
    }
}
