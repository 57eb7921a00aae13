package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.config.Values;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.TimeStep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarLayoutTest {
    private static ForecastSettings settings(String step, String zone) {
        Values values =
                Values.DEFAULTS.with(GridSettings.STEP, TimeStep.parse(step)).with(GridSettings.ZONE, ZoneId.of(zone));
        return ForecastSettings.from(values, List.of("temp"));
    }

    @Test
    void shouldBeReadAsItWasWrittenWhenStepsAreACalendars() {
        Layout monthly = Layout.of(settings("P1M", "Europe/Berlin"));
        byte[] bytes = Layouts.bytes(List.of(monthly));
        assertThat(Layouts.read(bytes)).containsExactly(monthly);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\"calendar\":\"P1M[Europe/Berlin]\"");
        ForecastSettings back = monthly.with(settings("PT1H", "UTC"));
        assertThat(back.timeStep()).hasToString("P1M[Europe/Berlin]");
        assertThat(back.seasonSteps()).isEqualTo(12);
    }

    @Test
    void shouldHaveTheBytesItAlwaysHadWhenStepsAreOfOneLength() {
        assertThat(new String(Layouts.bytes(List.of(Layout.of(settings("P1D", "UTC")))), StandardCharsets.UTF_8))
                .isEqualTo("[{\"steps\":\"GRID\",\"stepMs\":86400000,\"features\":[\"temp\"],\"targets\":[\"temp\"],"
                        + "\"horizon\":24,\"levels\":[0.9],\"seasonSteps\":7,\"measure\":\"STANDARD\"}]");
    }

    @Test
    void shouldTellStepsApartThatAreUsuallyAsLong() {
        Layout utc = Layout.of(settings("P1M", "UTC"));
        Layout berlin = Layout.of(settings("P1M", "Europe/Berlin"));
        Layout fixed = Layout.of(ForecastSettings.from(
                Values.DEFAULTS.with(GridSettings.STEP, TimeStep.of(Duration.ofMillis(utc.stepMs()))),
                List.of("temp")));
        assertThat(fixed.stepMs()).isEqualTo(utc.stepMs()).isEqualTo(berlin.stepMs());
        for (Layout other : List.of(berlin, fixed)) {
            assertThat(utc.sameSteps(other)).isFalse();
            assertThat(utc).isNotEqualTo(other);
        }
        assertThat(berlin.changesSince(utc))
                .containsExactly(
                        "series.step P1M (grid) is P1M[Europe/Berlin] (grid) now: windows, scores and intervals"
                                + " begin afresh; open readings are kept");
    }
}
