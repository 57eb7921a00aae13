package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.forecast.Regressors;
import io.tidecast.model.Forecaster;
import io.tidecast.model.InputWidening;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Statics;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A calendar of one's own, as a topic tells it. */
class DaysTableTest {
    private static final long CHRISTMAS = Instant.parse("2026-12-25T12:00:00Z").toEpochMilli();

    private static StreamSettings settings(String... file) {
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        HolidaySettings holidays = new HolidaySettings(List.of(), List.of(file), 1, 0);
        CovariateSettings covariates = new CovariateSettings(List.of(), ZoneId.of("UTC"), holidays, Optional.empty());
        return base.toBuilder()
                .network(new NetworkSettings(base.network().layers(), true, covariates))
                .days(Optional.of("days"))
                .build();
    }

    @Test
    void shouldHaveTheFilesDaysAndTheNewestOfEachKey() {
        DaysTable table = new DaysTable(settings("2026-05-01"));
        table.accept("b", "2026-12-24");
        table.accept("a", " 2026-12-23..2027-01-06 ");
        table.accept("b", "2026-12-26");
        assertThat(table.texts()).containsExactly("2026-05-01", "2026-12-23..2027-01-06", "2026-12-26");
        table.accept("a", null);
        table.accept("never there", null);
        assertThat(table.texts()).containsExactly("2026-05-01", "2026-12-26");
    }

    @Test
    void shouldStayAsItIsWhenARecordIsNoDayOrOneTooMany() {
        DaysTable table = new DaysTable(settings());
        assertThatThrownBy(() -> table.accept("a", "Christmas")).hasMessageContaining("days must be a day or a range");
        assertThatThrownBy(() -> table.accept("a", "")).hasMessageContaining("days must be");
        assertThat(table.texts()).containsExactly(DaysTable.NO_DAY);
        for (int i = 0; i < HolidaySettings.MOST_DAYS; i++) {
            table.accept("day-" + i, "2026-12-24");
        }
        assertThatThrownBy(() -> table.accept("one", "2026-12-24")).hasMessageContaining("at most 1000 ranges");
        table.accept("day-0", "2026-12-25");
        assertThat(table.texts()).hasSize(HolidaySettings.MOST_DAYS).contains("2026-12-25");
    }

    @Test
    void shouldStandForNoDayWhenAllAreTakenBackSoThatAModelLosesThem() {
        StreamSettings settings = settings();
        DaysTable table = new DaysTable(settings);
        table.accept("a", "2026-12-25");
        CovariateSettings usual = settings.network().covariates();
        Forecaster begun = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        Forecaster told = InputWidening.of(begun, usual.withDays(table.texts()));
        assertThat(told.manifest().covariates().holidays().days()).containsExactly("2026-12-25");
        table.accept("a", null);
        Forecaster taken = InputWidening.of(told, usual.withDays(table.texts()));
        assertThat(taken.manifest().covariates().holidays().days()).containsExactly(DaysTable.NO_DAY);
    }

    @Test
    void shouldGiveDaysToAModelThatHasPublicHolidaysAlready() {
        StreamSettings settings = settings();
        CovariateSettings holidays = new CovariateSettings(
                List.of(), ZoneId.of("UTC"), new HolidaySettings(List.of("de"), List.of(), 1, 0), Optional.empty());
        Forecaster begun = UntrainedModel.untrained(
                settings.forecast(), new NetworkSettings(settings.network().layers(), true, holidays), 1);
        Forecaster told = InputWidening.of(begun, holidays.withDays(List.of("2026-12-25")));
        assertThat(told.manifest().covariates().holidays().days()).containsExactly("2026-12-25");
        assertThat(told.encoding().inputs()).isEqualTo(begun.encoding().inputs() + 2);
    }

    @Test
    void shouldTellLinearMapsAtOnceWhenADayIsAddedOrTakenBack() {
        StreamSettings settings = settings();
        DaysTable table = new DaysTable(settings);
        Regressors regressors =
                Regressors.of(settings.forecast(), settings.network().covariates(), Optional.of(table));
        assertThat(regressors.isEmpty()).isFalse();
        assertThat(day(regressors)).containsExactly(0, 0);
        table.accept("a", "2026-12-25");
        assertThat(day(regressors)).containsExactly(1, 0);
        table.accept("b", "2026-12-26");
        assertThat(day(regressors)).as("and the day after").containsExactly(1, 1);
        table.accept("a", null);
        assertThat(day(regressors)).containsExactly(0, 1);
    }

    private static float[] day(Regressors regressors) {
        float[] x = new float[regressors.covariates().features()];
        regressors.covariates().write(CHRISTMAS, Statics.NONE, x, 0);
        return x;
    }
}
