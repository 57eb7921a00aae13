package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.Persistence;
import io.tidecast.series.TimeStep;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchTableTest {
    private static Forecast forecast(double[] mean, List<Forecast.Interval> intervals) {
        return new Forecast(
                "pump-7",
                "default",
                0,
                Persistence.NAME,
                ForecastStatus.WARMING_UP,
                0,
                TimeStep.ofMillis(60_000),
                Forecast.Timing.GRID,
                List.of(new Forecast.Target("temp", mean, intervals)),
                1,
                0,
                0,
                List.of(),
                Map.of());
    }

    @Test
    void shouldHaveTheColumnsUnderTheirNames() {
        double[] mean = new double[24];
        for (int h = 0; h < 24; h++) {
            mean[h] = h;
        }
        double[] wide = new double[24];
        Forecast forecast = forecast(
                mean, List.of(new Forecast.Interval(0.5, wide, wide), new Forecast.Interval(0.95, mean, mean)));
        String head = WatchTable.header(forecast, WatchTable.DEVICE);
        String row = WatchTable.row(forecast, forecast.targets().get(0), Optional.empty(), WatchTable.DEVICE);
        assertThat(head).contains("NEXT [95 %]", "+6 [95 %]", "+24 [95 %]");
        assertThat(row.substring(head.indexOf("SOURCE"))).startsWith("persistence ");
        assertThat(row.substring(head.indexOf("NEXT"))).startsWith("0 [0, 0] ");
        assertThat(row.substring(head.indexOf("+6"))).startsWith("5 [5, 5] ");
        assertThat(row.substring(head.indexOf("+24"))).startsWith("23 [23, 23] ");
        assertThat(row.substring(head.indexOf("HORIZON"))).isEqualTo("▁▁▂▂▂▃▃▃▃▄▄▄▅▅▅▆▆▆▆▇▇▇██  warming-up");
    }

    @Test
    void shouldKeepColumnsUnderTheirNamesWhenTheColumnOfDevicesIsWider() {
        Forecast forecast = forecast(new double[] {49.79f}, List.of());
        String head = WatchTable.header(forecast, 30);
        String row = WatchTable.row(forecast, forecast.targets().get(0), Optional.empty(), 30);
        assertThat(head.indexOf("ORIGIN")).isEqualTo(32);
        assertThat(row.substring(head.indexOf("ORIGIN"))).startsWith("1970-01-01T00:00:00Z");
    }

    @Test
    void shouldLeaveOutTheIntervalThatIsNotKnown() {
        Forecast forecast = forecast(new double[] {49.79f}, List.of());
        assertThat(WatchTable.header(forecast, WatchTable.DEVICE))
                .contains("NEXT  ")
                .doesNotContain("%");
        assertThat(WatchTable.row(forecast, forecast.targets().get(0), Optional.empty(), WatchTable.DEVICE)
                        .replaceAll(" +", " "))
                .isEqualTo("pump-7 1970-01-01T00:00:00Z temp persistence - - 49.79 - - ▅ warming-up");
    }

    @ParameterizedTest
    @CsvSource({"18230876543.25, 18230876543", "123456.789, 123457", "12345.6, 12346", "1234.56, 1234.6", "0, 0"})
    void shouldShowAMetersWholePartAndFiveDigitsOfWhatIsSmaller(double mean, String shown) {
        Forecast forecast = forecast(new double[] {mean}, List.of());
        String row = WatchTable.row(forecast, forecast.targets().get(0), Optional.empty(), WatchTable.DEVICE);
        assertThat(row).contains(" - ").containsPattern(" " + shown + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "50.001, 50.0006, 50.0014, '50.001 [50.0006, 50.0014] '",
        "18230876543, 18230876542.75, 18230876543.25, '18230876543 [18230876542.8, 18230876543.2] '",
        "7, 6.9999995, 7.0000005, '7 [6.9999995, 7.0000005] '",
        "0, -2e-11, 2e-11, '0 [-0.00000000002, 0.00000000002] '",
        "1234.56, 1230, 1240, '1234.6 [1230, 1240] '"
    })
    void shouldTellTheBoundsOfANarrowIntervalApart(double mean, double lower, double upper, String shown) {
        Forecast forecast = forecast(
                new double[] {mean}, List.of(new Forecast.Interval(0.9, new double[] {lower}, new double[] {upper})));
        assertThat(WatchTable.row(forecast, forecast.targets().get(0), Optional.empty(), WatchTable.DEVICE)
                        .replaceAll(" +", " "))
                .contains(" " + shown);
    }

    @Test
    void shouldDrawEverySoManyOfALongHorizonAndGapsAsBlanks() {
        assertThat(WatchTable.sparks(new double[512])).hasSize(24);
        assertThat(WatchTable.sparks(new double[] {1, Double.NaN, 3})).isEqualTo("▁ █");
    }
}
