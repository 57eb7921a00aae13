package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedValueTest {
    private static final CovariateSettings BERLIN = new CovariateSettings(
            List.of(),
            ZoneId.of("Europe/Berlin"),
            HolidaySettings.NONE,
            Optional.empty(),
            List.of("plan", "a=b", "temp"));

    private static PlannedValue one(String text) {
        List<PlannedValue> all = PlannedValue.parse(text, BERLIN);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void shouldReadATimeOfTheSameDayInTheZone() {
        PlannedValue plan = one("plan=0@2026-12-01T06:00..14:00");
        assertThat(plan.name()).isEqualTo("plan");
        assertThat(plan.value()).isZero();
        assertThat(plan.from()).isEqualTo(Instant.parse("2026-12-01T05:00:00Z"));
        assertThat(plan.to()).isEqualTo(Instant.parse("2026-12-01T13:00:00Z"));
        assertThat(plan.holds(plan.from().toEpochMilli())).isTrue();
        assertThat(plan.holds(plan.to().toEpochMilli())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "temp=-3.5@2026-12-01T06:00Z..2026-12-02T00:00Z, 2026-12-01T06:00:00Z, 2026-12-02T00:00:00Z",
        "temp=1e2@2026-12-01T06:00:00+02:00..2026-12-01T07:00:00-01:00, 2026-12-01T04:00:00Z, 2026-12-01T08:00:00Z",
        "temp=1@2026-12-01T06:00:30..07:00, 2026-12-01T05:00:30Z, 2026-12-01T06:00:00Z",
        "temp=1@2026-12-01T06:00-05:00..14:00, 2026-12-01T11:00:00Z, 2026-12-01T19:00:00Z",
        "temp=1@2026-12-01T06:00..24:00, 2026-12-01T05:00:00Z, 2026-12-01T23:00:00Z"
    })
    void shouldReadTimesOfOtherZones(String text, Instant from, Instant to) {
        assertThat(one(text).from()).isEqualTo(from);
        assertThat(one(text).to()).isEqualTo(to);
    }

    @Test
    void shouldReadSeveralAndWhatIsNotKnown() {
        List<PlannedValue> all =
                PlannedValue.parse("plan=unknown@2026-12-01T06:00..07:00; a=b=2@2026-12-01T06:00..07:00;", BERLIN);
        assertThat(all).extracting(PlannedValue::name).containsExactly("plan", "a=b");
        assertThat(all.get(0).value()).isNaN();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|set must name 1..100 values",
                "plan|set must look like NAME=VALUE@FROM..TO",
                "plan=1|set must look like",
                "wind=1@2026-12-01T06:00..07:00|set must name one of covariates.values [plan, a=b, temp], was wind",
                "plan=x@2026-12-01T06:00..07:00|set must have a number, or unknown, as VALUE",
                "plan=1e39@2026-12-01T06:00..07:00|set must have a number of at most",
                "plan=NaN@2026-12-01T06:00..07:00|set must have a number of at most",
                "plan=1@06:00..07:00|set must have times such as 2026-12-01T06:00, from 1970 to 9999, in Europe/Berlin",
                "plan=1@2026-12-01T06:00..25:00|set must have times such as",
                "plan=1@2026-12-01T06:00..+999999999-12-31T00:00|set must have times such as",
                "plan=1@1969-12-01T06:00..07:00|set must have times such as",
                "plan=1@2026-12-01T06:00..06:00|set must have a time FROM before the time TO"
            })
    void shouldNameRuleAndValueWhenItCannotBeRead(String text, String message) {
        assertThatThrownBy(() -> PlannedValue.parse(text, BERLIN))
                .isInstanceOf(PlannedValue.WrongException.class)
                .hasMessageContaining(message);
    }

    /** As the topic's are read, so that what is told already changes nothing. */
    @Test
    void shouldHaveTheValuesOfTheTopic() {
        assertThat(one("temp=0.1@2026-12-01T06:00..07:00").value()).isEqualTo((double) 0.1f);
    }

    @Test
    void shouldRefuseMoreThanAreLetIn() {
        String many = "plan=1@2026-12-01T06:00..07:00;".repeat(101);
        assertThatThrownBy(() -> PlannedValue.parse(many, BERLIN)).hasMessageContaining("were 101");
    }
}
