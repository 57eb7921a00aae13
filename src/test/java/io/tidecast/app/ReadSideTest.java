package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.TopicNames;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadSideTest {
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
