package io.tidecast.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatestForecastsTest {
    private final List<String> told = new ArrayList<>();
    private final LatestForecasts latest = new LatestForecasts(3, told::add);

    static byte[] forecast(String device, String origin) {
        return """
                {"schema":1,"device":"%s","model":"default","version":3,"source":"model","status":"ok",\
                "origin":"%s","step":"PT1M","at":["2026-11-21T05:01:00Z"],"targets":{"temp":{"mean":[1],"intervals":[]}},\
                "quality":{"observed":48,"filled":0},"skill":0.1}"""
                .formatted(device, origin)
                .getBytes(UTF_8);
    }

    static byte[] score(String device, String target, double actual) {
        return """
                {"schema":1,"device":"%s","model":"default","version":3,"at":"2026-11-21T05:00:00Z","target":"%s",\
                "actual":%s,"anomaly":null,"errors":{"model":[0.5]},"squared":{"model":[0.25]},"mase":{},"coverage":{}}"""
                .formatted(device, target, actual)
                .getBytes(UTF_8);
    }

    private void forecasts(String... devices) {
        for (String device : devices) {
            latest.forecast(device, forecast(device, "2026-11-21T05:00:00Z"));
        }
    }

    private Optional<String> forecastOf(String device) {
        return latest.forecastOf(device).map(bytes -> new String(bytes, UTF_8));
    }

    private List<String> scoresOf(String device) {
        return latest.scoresOf(device).stream()
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }

    @Test
    void shouldHoldTheLastForecastOfADeviceAsItCameWhenItHasSeveral() {
        forecasts("a", "b");
        byte[] later = forecast("a", "2026-11-21T05:01:00Z");
        latest.forecast("a", later);
        assertThat(latest.forecastOf("a")).hasValue(later);
        assertThat(forecastOf("b")).hasValueSatisfying(text -> assertThat(text).contains("05:00:00Z"));
        assertThat(latest.forecastOf("c")).isEmpty();
        assertThat(latest.devices()).isEqualTo(2);
    }

    @Test
    void shouldHoldWhatCameLastWhenItIsOfAnEarlierTime() {
        latest.forecast("a", forecast("a", "2036-01-01T00:00:00Z"));
        byte[] corrected = forecast("a", "2026-11-21T05:00:00Z");
        latest.forecast("a", corrected);
        assertThat(latest.forecastOf("a")).hasValue(corrected);
    }

    @Test
    void shouldHoldTheLastScoreOfEachTargetWhenADeviceHasSeveral() {
        latest.score("a", score("a", "temp", 1));
        latest.score("a", score("a", "load", 2));
        latest.score("a", score("a", "temp", 3));
        assertThat(scoresOf("a"))
                .satisfiesExactly(
                        load -> assertThat(load).contains("\"load\"", "\"actual\":2.0"),
                        temp -> assertThat(temp).contains("\"temp\"", "\"actual\":3.0"));
        assertThat(scoresOf("b")).isEmpty();
        assertThat(latest.forecastOf("a")).isEmpty();
    }

    @Test
    void shouldForgetTheDeviceThatWasToldOfLongestAgoWhenThereAreTooMany() {
        forecasts("a", "b", "c");
        latest.score("a", score("a", "temp", 1));
        assertThat(latest.forecastOf("b")).as("asking is not telling").isPresent();
        forecasts("d");
        assertThat(latest.forecastOf("b")).isEmpty();
        assertThat(List.of("a", "c", "d"))
                .allMatch(device -> latest.forecastOf(device).isPresent());
        assertThat(latest.devices()).isEqualTo(3);
        assertThat(latest.forgotten()).isEqualTo(1);
        assertThat(told).containsExactly("b");
    }

    @Test
    void shouldKeepNoMoreTargetsOfADeviceThanAFewWhenItsScoresNameEverMore() {
        for (int target = 0; target < 100; target++) {
            latest.score("a", score("a", "t" + target, 1));
        }
        latest.score("a", score("a", "t7", 5));
        assertThat(scoresOf("a")).hasSize(64).anyMatch(text -> text.contains("\"actual\":5.0"));
    }

    @Test
    void shouldForgetADeviceWhenARecordSaysThatItIsGone() {
        forecasts("a", "b");
        latest.forecast("a", null);
        latest.score("never known", null);
        latest.score(null, null);
        assertThat(latest.forecastOf("a")).isEmpty();
        assertThat(latest.devices()).isEqualTo(1);
        assertThat(latest.forgotten()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "{}",
                "{\"device\":\"a\"}",
                "{\"device\":7,\"origin\":\"2026-11-21T05:00:00Z\",\"source\":\"model\"}",
                "{\"nested\":{\"device\":\"a\",\"origin\":\"2026-11-21T05:00:00Z\",\"source\":\"model\"}}",
                "{\"device\":\"a\",\"orig"
            })
    void shouldCountAndPassOverWhatIsNoForecast(String value) {
        forecasts("a");
        latest.forecast("a", value.getBytes(UTF_8));
        latest.score("a", value.getBytes(UTF_8));
        assertThat(forecastOf("a")).hasValueSatisfying(text -> assertThat(text).contains("\"model\":\"default\""));
        assertThat(scoresOf("a")).isEmpty();
        assertThat(latest.unreadable()).isEqualTo(2);
    }

    @Test
    void shouldRefuseToHoldNoDevice() {
        assertThatThrownBy(() -> new LatestForecasts(0, told::add)).hasMessage("mostDevices must be at least 1, was 0");
    }
}
