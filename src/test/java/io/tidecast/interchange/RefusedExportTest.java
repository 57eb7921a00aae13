package io.tidecast.interchange;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusedExportTest {
    @ParameterizedTest
    @EnumSource(Exports.Library.class)
    void shouldRefuseAModelThatReadsValuesKnownAhead(Exports.Library library) {
        ForecastSettings forecast = new ForecastSettings(
                "default",
                List.of("temp", "load"),
                List.of("temp"),
                8,
                4,
                Duration.ofHours(1),
                Duration.ofHours(6),
                List.of());
        CovariateSettings covariates = new CovariateSettings(
                List.of(), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of("load"));
        NetworkSettings network = new NetworkSettings(List.of(Map.of("type", "gru", "units", 6)), true, covariates);
        Forecaster model = UntrainedModel.untrained(forecast, network, 1);
        assertThatThrownBy(() -> Exports.of(model, library, "m"))
                .hasMessage("model default/1 must read no values known ahead to be exported, for its decoder has no"
                        + " counterpart there; it reads [load]");
    }

    @ParameterizedTest
    @EnumSource(Exports.Library.class)
    void shouldRefuseAModelThatBeganAsTheBaseNetwork(Exports.Library library) {
        ForecastSettings forecast = new ForecastSettings(
                "default", List.of("temp"), List.of("temp"), 8, 4, Duration.ofHours(1), Duration.ofHours(6), List.of());
        Forecaster model = UntrainedModel.untrained(forecast, NetworkSettings.defaults(), 1);
        assertThatThrownBy(() -> Exports.of(model, library, "m"))
                .hasMessageStartingWith("model default/1 must have layers of its own to be exported");
    }
}
