package io.tidecast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Parsers;
import io.tidecast.config.SettingException;
import io.tidecast.input.ReadingFormat;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.NetworkSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Map<String, String> NEEDED =
            Map.of("kafka.bootstrap.servers", "localhost:9092", "readings.values", "temp,load", "series.step", "PT1H");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"0, PT1H, P1D", "1000, PT1H, PT2096H", "1000, PT1M, PT34H56M", "100, PT1S, P1D"})
    void shouldWaitForAShadowTwiceAsLongAsOneDeviceNeeds(String steps, String step, Duration longest) {
        Map<String, String> flags = new HashMap<>(NEEDED);
        flags.putAll(Map.of("learning.shadow-steps", steps, "series.step", step));
        assertThat(Settings.of(new SettingSources().flags(flags)).stream()
                        .learning()
                        .shadow()
                        .longest())
                .isEqualTo(longest);
        flags.put("learning.shadow-for", "2h");
        assertThat(Settings.of(new SettingSources().flags(flags)).stream()
                        .learning()
                        .shadow()
                        .longest())
                .isEqualTo(Duration.ofHours(2));
        flags.put("learning.shadow-for", "0s");
        assertThatThrownBy(() -> Settings.of(new SettingSources().flags(flags)).stream())
                .hasMessageContaining("learning.shadow-for must be positive, was 0s");
        flags.put("learning.shadow-steps", "1000000");
        flags.remove("learning.shadow-for");
        assertThatThrownBy(() -> Settings.of(new SettingSources().flags(flags)).stream())
                .hasMessageContaining("learning.shadow-steps must be at most learning.history-steps");
    }

    @Test
    void shouldTakeEachSettingFromTheStrongestSourceWhenSeveralHaveIt() throws IOException {
        Path file = file(
                """
                tidecast:
                  forecast: {model: file, window: 10, horizon: 10, season: PT10H}
                  kafka: {bootstrap.servers: "file:1", client.id: file}
                """);
        Properties system = new Properties();
        system.put("tidecast.forecast.model", "system");
        system.put("tidecast.forecast.window", "30");
        Settings settings = Settings.of(new SettingSources()
                .flags(Map.of("forecast.model", "flag", "kafka.bootstrap.servers", "flag:1"))
                .system(system)
                .environment(Map.of(
                        "TIDECAST_FORECAST_MODEL",
                        "environment",
                        "TIDECAST_FORECAST_WINDOW",
                        "20",
                        "TIDECAST_FORECAST_HORIZON",
                        "20",
                        "TIDECAST_KAFKA_BOOTSTRAP_SERVERS",
                        "environment:1"))
                .file(file));
        assertThat(settings.get(ForecastSettings.MODEL)).isEqualTo("flag");
        assertThat(settings.get(ForecastSettings.WINDOW)).isEqualTo(30);
        assertThat(settings.get(ForecastSettings.HORIZON)).isEqualTo(20);
        assertThat(settings.find(ForecastSettings.SEASON)).contains(TimeStep.of(Duration.ofHours(10)));
        assertThat(settings.get(ForecastSettings.LEVELS)).containsExactly(0.9);
        assertThat(settings.kafka()).isEqualTo(Map.of("bootstrap.servers", "flag:1", "client.id", "file"));
    }

    @Test
    void shouldComposeTheDefaultsOfTheRecordsWhenOnlyWhatMustBeSetIs() {
        StreamSettings settings = Settings.of(new SettingSources().flags(NEEDED)).stream();
        assertThat(settings.applicationId()).isEqualTo("tidecast");
        assertThat(settings.roles()).containsExactlyInAnyOrder(Role.values());
        assertThat(settings.topics()).isEqualTo(TopicNames.defaults());
        assertThat(settings.readings()).isEqualTo(ReadingFormat.standard(List.of("temp", "load")));
        assertThat(settings.grid()).isEqualTo(GridSettings.of(Duration.ofHours(1)));
        assertThat(settings.forecast().targets()).containsExactly("temp", "load");
        assertThat(settings.forecast().season()).isEqualTo(TimeStep.of(Duration.ofDays(1)));
        assertThat(settings.network()).isEqualTo(NetworkSettings.defaults());
        assertThat(settings.learning()).isEqualTo(LearningSettings.defaults());
    }

    @Test
    void shouldComposeWhatTheFileSaysWhenItIsTheExample() {
        StreamSettings settings =
                Settings.of(new SettingSources().file(Path.of("docs/tidecast.example.yaml"))).stream();
        assertThat(settings.forecast().features()).containsExactly("temp", "load");
        assertThat(settings.grid().step()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.grid().maxGap()).isEqualTo(Duration.ofMinutes(6));
        assertThat(settings.forecast().targets()).containsExactly("temp");
        assertThat(settings.forecast().levels()).containsExactly(0.8, 0.95);
        assertThat(settings.network().isBase()).isTrue();
        assertThat(settings.network().covariates().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(settings.kafka())
                .isEqualTo(Map.of("bootstrap.servers", "localhost:9092", "num.stream.threads", "2"));
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H,PT24H",
        "PT1M,PT24H",
        "PT7M,PT24H2M",
        "PT18H,PT18H",
        "P1D,P7D",
        "P2D,P14D",
        "PT10S,PT1H",
        "PT1S,PT1M"
    })
    void shouldTakeADayOrWhatFitsItsStateWhenNoSeasonIsSet(Duration step, Duration season) {
        assertThat(ForecastSettings.seasonOf(TimeStep.of(step))).isEqualTo(TimeStep.of(season));
    }

    @Test
    void shouldLeaveTextsAsTheyAreWhenTheyGoToKafka() throws IOException {
        Path file = file(
                """
                tidecast:
                  kafka:
                    bootstrap.servers: [a:1, b:2]
                    sasl: {jaas: {config: "${env:JAAS} \\\\ x"}}
                    enable.metrics.push: off
                """);
        Settings settings = Settings.of(new SettingSources()
                .environment(Map.of("TIDECAST_KAFKA_SSL_KEY_PASSWORD", "${file:/run/p:key}"))
                .file(file));
        assertThat(settings.kafka())
                .isEqualTo(Map.of(
                        "bootstrap.servers", "a:1,b:2",
                        "sasl.jaas.config", "${env:JAAS} \\ x",
                        "enable.metrics.push", "off",
                        "ssl.key.password", "${file:/run/p:key}"));
    }

    @Test
    void shouldPassOverVariablesWhenTheyAreNoSettings() {
        Settings settings = Settings.of(new SettingSources()
                .environment(Map.of(
                        "TIDECAST_JAVA_OPTS", "-Xmx1g",
                        "TIDECAST_LOG_LEVEL", "DEBUG",
                        "TIDECAST_SERVICE_HOST", "10.0.0.1",
                        "TIDECAST_KAFKA_PORT_9092_TCP_ADDR", "10.0.0.1",
                        "TIDECAST_FORECAST_WINDOW", "",
                        "HOME", "/")));
        assertThat(settings.get(ForecastSettings.WINDOW)).isEqualTo(48);
        assertThatThrownBy(settings::kafka)
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("kafka.bootstrap.servers must be set");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            forecast.horizn        | unknown setting tidecast.forecast.horizn (command line); did you mean tidecast.forecast.horizon?
            horizon                | did you mean tidecast.forecast.horizon?
            kafa.bootstrap.servers | did you mean tidecast.kafka.bootstrap.servers?
            kafka.application.id   | kafka.application.id must not be set; name the application with application-id
            """)
    void shouldRefuseANameWhenItIsNotKnown(String key, String message) {
        assertThatThrownBy(() -> new SettingSources().flags(Map.of(key, "secret")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldRefuseAVariableWhenItIsNotKnown() {
        assertThatThrownBy(() -> new SettingSources().environment(Map.of("TIDECAST_FORECAST_HORIZN", "1")))
                .isInstanceOf(SettingException.class)
                .hasMessage("unknown setting TIDECAST_FORECAST_HORIZN (environment); did you mean"
                        + " TIDECAST_FORECAST_HORIZON?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            forecast.horizon    | 0           | forecast.horizon must be 1..512, was 0
            forecast.horizon    | many        | forecast.horizon must be a whole number, was many (command line)
            forecast.window     | 2.5         | forecast.window must be a whole number, was 2.5
            forecast.targets    | wind        | forecast.targets must be among readings.values [temp, load], was wind
            forecast.season     | PT90M       | forecast.season must be a multiple of series.step 1h, was 90m
            forecast.levels     | 0.9,1.5     | forecast.levels must be in (0, 1), was 1.5
            forecast.levels     | NaN         | forecast.levels must be a number, was NaN
            forecast.model      | a/b         | forecast.model must match
            series.step         | 1 minute    | series.step must be a duration such as PT1M, 60s, 5m, 1h or 1d, or one of the calendar such as P1M, was 1 minute
            series.step         | 0s          | series.step must be at least 1ms, was 0s
            series.aggregation  | median      | series.aggregation must be mean, last, min, max, sum, increase, rate, or one of these for each value such as energy=increase,temp=mean, was median
            readings.format     | xml         | readings.format must be one of json
            readings.time-unit  | seconds     | readings.time-unit must be one of iso, auto, epoch-s, epoch-ms, epoch-us, epoch-ns, was seconds
            readings.time       | ts          | readings.time must be a JSON pointer such as /values/temp, or record:/POINTER, header:NAME or key, was ts
            readings.values     | a=/x,a=/y   | readings.values must be distinct names, not twice a, was a=/x,a=/y
            readings.values     | a=x         | readings.values must be a JSON pointer
            readings.keyed-by-device | yes    | readings.keyed-by-device must be true or false, was yes
            roles               | leader      | roles must be one of forecaster, trainer, was leader
            topics.models       | a b         | topics.* must match [A-Za-z0-9._-]{1,249}, was a b
            application-id      | a b         | application-id must match
            network.layers      | gru         | network.layers must be base, or a list of layers such as [{type: gru, units: 32}], was gru
            network.layers      | []          | network.layers must be base, or a list of layers
            network.layers      | [gru]       | network.layers must be base, or a list of layers
            network.layers      | [{type: gru}] | network.layers[0]
            network.layers      | [{type: tree, units: 3}] | network.layers[0].type must be one of
            network.layers      | [{type: gru, units: 0}]  | network.layers[0] (gru): units must be 1..65536, was 0
            network.layers      | [{type: gru, units: 3, return-sequences: true}] | network.layers[0] (gru) must give one vector
            network.layers      | [{type: repeat-vector, steps: 3}, {type: gru, units: 3}] | network.layers[0]
            network.layers      | [{type: bidirectional, layer: {type: gru, units: 3}}] | network.layers[0].type must be one that reads no later step
            network.zone        | Mars        | network.zone must be a time zone such as UTC or Europe/Berlin, was Mars
            network.holidays    | [de, xx]    | network.holidays must be a country, or a part of one, whose holidays are known
            network.holidays-before | 15      | network.holidays-before must be 0..14, was 15
            network.sun         | 91,0        | network.sun must be latitude and longitude in degrees
            learning.rate       | 2           | learning.rate must be in (0, 1), was 2.0
            learning.budget     | -PT1S       | learning.budget must be positive, was PT-1S
            """)
    void shouldSayNameRuleAndValueWhenAValueIsBad(String key, String value, String message) {
        Map<String, String> flags = new HashMap<>(NEEDED);
        flags.put(key, value);
        assertThatThrownBy(() -> Settings.of(new SettingSources().flags(flags)).stream())
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldReadTheSameLayersWhenTheyComeFromAFileTheEnvironmentOrAFlag() throws IOException {
        Path file = file(
                """
                tidecast:
                  network:
                    layers:
                      - {type: gru, units: 16, return-sequences: true}
                      - type: lstm
                        units: 8
                """);
        String line = "[{type: gru, units: 16, return-sequences: true}, {type: lstm, units: 8}]";
        for (SettingSources sources : List.of(
                new SettingSources().file(file),
                new SettingSources().environment(Map.of("TIDECAST_NETWORK_LAYERS", line)),
                new SettingSources().flags(Map.of("network.layers", line)))) {
            assertThat(Settings.of(sources.flags(NEEDED)).stream().network().layers())
                    .containsExactly(
                            Map.of("type", "gru", "units", 16, "return-sequences", true),
                            Map.of("type", "lstm", "units", 8));
        }
    }

    @Test
    void shouldBeginAtTheBaseNetworkOnlyWhereTheModelDoes() {
        SettingSources sources = new SettingSources().flags(NEEDED).flags(Map.of("learning.from", "base"));
        assertThat(Settings.of(sources).stream().network().isBase()).isTrue();
        SettingSources own = sources.flags(Map.of("network.layers", "[{type: gru, units: 8}]"));
        assertThatThrownBy(() -> Settings.of(own).stream())
                .hasMessage("learning.from must be champion where network.layers are one's own, was BASE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"60s", "1m", "PT1M", "pt60s", "60000ms"})
    void shouldReadADurationWhenItIsIsoOrShort(String text) {
        assertThat(Parsers.duration(text)).isEqualTo(Duration.ofMinutes(1));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("tidecast.yaml"), yaml);
    }
}
