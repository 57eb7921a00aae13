package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Static covariates: the numbers of a device, and what of the calendar is its own. */
class StaticCovariateTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final TimeStep HOUR = TimeStep.ofMillis(3_600_000);
    private static final long NOON = Instant.parse("2026-07-01T12:00:00Z").toEpochMilli();

    private static float[] written(Covariate covariate, Statics device) {
        float[] x = new float[covariate.features()];
        covariate.write(NOON, device, x, 0);
        return x;
    }

    private static Statics told(String... namesAndTexts) {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            texts.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return Statics.of(texts);
    }

    @Test
    void shouldBeOneOfTheKindsAndAPlaceInTheRangeWhenBothAreTold() {
        Statics piston = told("kind", "piston", "power", "450");
        assertThat(written(StaticCovariate.parse("kind=centrifugal|piston"), piston))
                .containsExactly(0, 1);
        assertThat(written(StaticCovariate.parse("power=0..500"), piston)).containsExactly(0.8f, 1);
    }

    @ParameterizedTest
    @CsvSource({"500, 1", "0, -1", "250, 0", "9999, 1", "-1, -1", "2.5e2, 0"})
    void shouldTakeANumberBeyondItsRangeForTheEndWhenItIsBeyond(String power, float place) {
        assertThat(written(StaticCovariate.parse("power=0..500"), told("power", power)))
                .containsExactly(place, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "much", "NaN", "Infinity"})
    void shouldBeZeroThroughoutWhenNothingUsableIsTold(String power) {
        assertThat(written(StaticCovariate.parse("power=-5.5..5.5"), told("power", power)))
                .containsExactly(0, 0);
        assertThat(written(StaticCovariate.parse("kind=a|b|c"), told("kind", power)))
                .containsExactly(0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind", "kind=", "=a|b", "kind=a||b", "kind=a|a", "power=5..5", "power=9..1", "a b=c|d"})
    void shouldSayTheRuleWhenACovariateIsNotDeclaredAsOne(String text) {
        assertThatThrownBy(() -> StaticCovariate.parse(text)).hasMessageContaining("must be a name and what its value");
        assertThatThrownBy(() -> new StaticSettings(List.of(text), null, List.of()))
                .hasMessageContaining("covariates.static");
    }

    @Test
    void shouldRefuseANameThatIsDeclaredTwice() {
        assertThatThrownBy(() -> new StaticSettings(List.of("kind=a|b", "kind=0..1"), null, List.of()))
                .hasMessageContaining("covariates.static must name each value once");
    }

    @Test
    void shouldSayWhatIsNotUsedAsItIsToldWithNameRuleAndValue() {
        StaticSettings read = new StaticSettings(List.of("kind=a|b", "power=0..500"), "zone", List.of("lat", "lon"));
        assertThat(read.names()).containsExactly("kind", "power", "zone", "lat", "lon");
        assertThat(read.objections(Statics.NONE)).isEmpty();
        assertThat(read.objections(
                        told("kind", "b", "power", "7", "zone", "Europe/Berlin", "lat", "48.1", "lon", "11.6")))
                .isEmpty();
        assertThat(read.objections(told("kind", "c", "power", "501", "zone", "Berlin", "lat", "48.1")))
                .containsExactly(
                        "kind must be one of [a, b], was c",
                        "power must be a number in 0.0..500.0, was 501",
                        "zone must be the name of a time zone, such as Europe/Berlin or UTC, was Berlin",
                        "[lat, lon] must be latitude and longitude in degrees, such as 48.1,11.6 or -37.8,144.9, were"
                                + " [48.1, ]");
    }

    private static CovariateSettings reading(StaticSettings statics, Optional<Place> place) {
        return new CovariateSettings(
                List.of(Cycle.HOUR),
                UTC,
                new HolidaySettings(List.of("de"), List.of(), 0, 0),
                place,
                List.of(),
                statics);
    }

    private static float[] numbers(CovariateSettings settings, long timeMs, Statics device) {
        Covariates all = settings.ofSteps(HOUR);
        float[] x = new float[all.features()];
        all.write(timeMs, device, x, 0);
        return x;
    }

    @Test
    void shouldReadCalendarAndHolidaysInTheDevicesOwnZoneWhenOneIsTold() {
        CovariateSettings own = reading(new StaticSettings(List.of(), "zone", List.of()), Optional.empty());
        CovariateSettings tokyo = new CovariateSettings(
                List.of(Cycle.HOUR),
                ZoneId.of("Asia/Tokyo"),
                new HolidaySettings(List.of("de"), List.of(), 0, 0),
                Optional.empty());
        CovariateSettings utc = reading(StaticSettings.NONE, Optional.empty());
        long newYearInTokyo = Instant.parse("2026-12-31T16:00:00Z").toEpochMilli();
        for (int again = 0; again < 2; again++) { // The second time from what is remembered.
            assertThat(numbers(own, newYearInTokyo, told("zone", "Asia/Tokyo")))
                    .isEqualTo(numbers(tokyo, newYearInTokyo, Statics.NONE))
                    .isNotEqualTo(numbers(utc, newYearInTokyo, Statics.NONE));
            assertThat(numbers(own, newYearInTokyo, Statics.NONE))
                    .isEqualTo(numbers(utc, newYearInTokyo, Statics.NONE));
            assertThat(numbers(own, newYearInTokyo, told("zone", "nowhere")))
                    .isEqualTo(numbers(utc, newYearInTokyo, Statics.NONE));
        }
    }

    @Test
    void shouldSeeTheSunFromTheDevicesOwnPlaceWhenOneIsTold() {
        Place munich = new Place(48.1, 11.6);
        SunElevation there = new SunElevation(munich, HOUR.lengthMs() / 2);
        StaticSettings read = new StaticSettings(List.of(), null, List.of("lat", "lon"));
        Covariate own = reading(read, Optional.empty()).ofSteps(HOUR).members().get(2);
        assertThat(written(own, told("lat", "48.1", "lon", "11.6"))).isEqualTo(written(there, Statics.NONE));
        assertThat(written(own, Statics.NONE)).containsExactly(0);
        assertThat(written(own, told("lat", "91", "lon", "11.6"))).containsExactly(0);
        Covariate beside =
                reading(read, Optional.of(munich)).ofSteps(HOUR).members().get(2);
        assertThat(written(beside, told("lat", "48.1"))).isEqualTo(written(there, Statics.NONE));
        assertThat(written(beside, told("lat", "-48.1", "lon", "11.6"))[0])
                .isNotCloseTo(written(there, Statics.NONE)[0], within(0.1f));
    }

    @Test
    void shouldHaveEqualCovariatesWhenTheSettingsAreEqual() {
        StaticSettings read = new StaticSettings(List.of("kind=a|b"), "zone", List.of("lat", "lon"));
        Covariates all = reading(read, Optional.empty()).ofSteps(HOUR);
        assertThat(all).isEqualTo(reading(read, Optional.empty()).ofSteps(HOUR));
        assertThat(all.features()).isEqualTo(2 + 1 + 1 + 2);
        assertThat(all.names()).hasSize(6).last().asString().isEqualTo("static: kind, 1 for b");
        assertThat(all)
                .isNotEqualTo(reading(
                                new StaticSettings(List.of("kind=a|c"), "zone", List.of("lat", "lon")),
                                Optional.empty())
                        .ofSteps(HOUR));
        assertThat(new OwnZone("zone", new Calendar(List.of(Cycle.HOUR), Duration.ofHours(1), UTC)))
                .isNotEqualTo(new OwnZone("tz", new Calendar(List.of(Cycle.HOUR), Duration.ofHours(1), UTC)));
    }

    @Test
    void shouldLeaveNoNumberToARegressionOfDifferencesWhenItIsTheSameAtAllTimes() {
        StaticSettings read = new StaticSettings(List.of("kind=a|b", "power=0..9"), null, List.of());
        Covariates left = reading(read, Optional.empty()).ofDifferences().ofSteps(HOUR);
        assertThat(left.names()).noneMatch(name -> name.startsWith("static"));
    }

    @Test
    void shouldGoBeforeWhatIsToldOfMoreWhenBothTellTheSame() {
        Statics own = told("kind", "b");
        Statics all = told("kind", "a", "power", "7");
        assertThat(own.or(all)).isEqualTo(told("kind", "b", "power", "7"));
        assertThat(own.or(Statics.NONE)).isSameAs(own);
        assertThat(Statics.NONE.or(all)).isEqualTo(all);
    }
}
