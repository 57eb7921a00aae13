package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadSideTest {
    @ParameterizedTest
    @CsvSource({"1m, PT1H2M", "P1D, PT49H", ", PT3H"})
    void shouldLookBackByTheStepWhereOneIsGivenSinceADeviceIsHeardOfOnceAStep(String step, Duration back) {
        Map<String, String> flags = new HashMap<>(Map.of("kafka.bootstrap.servers", "127.0.0.1:1"));
        if (step != null) {
            flags.put("series.step", step);
        }
        Instant before = Instant.now();
        Instant since = ReadSide.Sources.of(Settings.of(new SettingSources().flags(flags)))
                .since();
        assertThat(since).isBetween(before.minus(back), Instant.now().minus(back));
    }

    @Test
    void shouldSayWhyThereAreNoForecastsWhenTheirFormatIsAnother() {
        Settings settings = Settings.of(new SettingSources()
                .flags(Map.of(
                        "kafka.bootstrap.servers", "127.0.0.1:1",
                        "readings.values", "temp",
                        "series.step", "1m",
                        "forecasts.format", "flat-json")));
        try (ReadSide side = ReadSide.start(ReadSide.Sources.of(settings))) {
            assertThat(side.behind(TopicNames::forecasts).get())
                    .containsExactly("forecasts.format must be json for this, was flat-json");
            assertThat(side.behind(TopicNames::scores).get()).noneMatch(why -> why.contains("forecasts.format"));
        }
    }
}
