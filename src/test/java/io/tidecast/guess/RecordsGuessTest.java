package io.tidecast.guess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.input.InputFormats;
import io.tidecast.input.RegisteredSchema;
import io.tidecast.input.SchemaSource;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsGuessTest {
    @TempDir
    Path folder;

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    @Test
    void shouldMergeFieldsOfRecordsOfTheirOwnWhenTheyAreTelegrafs() {
        Draft draft = Guessed.draft(Guessed.texts(
                60,
                i -> "{\"fields\":{\"" + (i % 2 == 0 ? "temp" : "hum") + "\":" + number(Guessed.wave(i))
                        + "},\"name\":\"m\",\"tags\":{\"host\":\"pump-1\"},\"timestamp\":"
                        + (Guessed.START.getEpochSecond() + 60L * (i / 2)) + "}"));
        assertThat(draft.settings())
                .containsEntry("readings.format", "json")
                .containsEntry("readings.device", "/tags/host")
                .containsEntry("readings.time", "/timestamp")
                .containsEntry("readings.time-unit", "epoch-s")
                .containsEntry("readings.values", "{temp: /fields/temp, hum: /fields/hum}")
                .containsEntry("series.step", "1m");
        assertThat(Guessed.settings(draft, folder).grid().stepMs()).isEqualTo(60_000);
    }

    @Test
    void shouldLookIntoTheListWhenARecordHoldsOne() {
        Draft draft = Guessed.draft(Guessed.texts(
                30,
                i -> "{\"PublisherId\":\"pump-" + i % 3 + "\",\"Messages\":[{\"DataSetWriterId\":62541,\"Timestamp\":\""
                        + Guessed.START.plusSeconds(60L * (i / 3)) + "\",\"Payload\":{\"temp\":{\"Value\":"
                        + number(Guessed.wave(i)) + "}}}]}"));
        assertThat(draft.settings())
                .containsEntry("readings.each", "/Messages")
                .containsEntry("readings.device", "record:/PublisherId")
                .containsEntry("readings.time", "/Timestamp")
                .containsEntry("readings.values", "{temp: /Payload/temp/Value}");
        Guessed.settings(draft, folder);
    }

    @Test
    void shouldTellTheLongFormWhenEachObjectIsAMetric() {
        Draft draft = Guessed.draft(Guessed.texts(
                40,
                i -> "{\"sensor\":\"s-" + i / 2 % 2 + "\",\"time\":\"" + Guessed.START.plusSeconds(60L * (i / 4))
                        + "\",\"metric\":\"" + (i % 2 == 0 ? "Temperature" : "load") + "\",\"reading\":"
                        + number(Guessed.wave(i)) + "}"));
        assertThat(draft.settings())
                .containsEntry("readings.format", "json-long")
                .containsEntry("readings.device", "/sensor")
                .containsEntry("readings.metric-name", "/metric")
                .containsEntry("readings.metric-value", "/reading")
                .containsEntry("readings.values", "{Temperature: /values/Temperature, load: /values/load}");
        Guessed.settings(draft, folder);
    }

    @Test
    void shouldTellCountersSwitchesAndGaugesWhenValuesMoveSo() {
        Draft draft = Guessed.draft(Guessed.texts(
                60,
                i -> "{\"id\":\"m1\",\"seq\":" + i + ",\"ts\":" + (Guessed.START.toEpochMilli() + 900_000L * i)
                        + ",\"energy\":" + (100 + 3 * i) + ",\"on\":" + (i % 7 < 3) + ",\"power\":"
                        + number(Guessed.wave(i)) + ",\"limit\":50}"));
        assertThat(draft.settings())
                .containsEntry("readings.time-unit", "epoch-ms")
                .containsEntry("series.step", "15m")
                .containsEntry("series.aggregation", "{energy: increase, on: mean, power: mean, limit: mean}")
                .containsEntry("forecast.targets", "[energy, power]");
        assertThat(draft.decisions())
                .extracting(Decision::why)
                .contains("energy is a counter: it rises 59 times and never falls")
                .contains("on is a switch: true or false")
                .contains("limit is constant: always 50")
                .anyMatch(why -> why.startsWith("/seq is left out"));
        StreamSettings settings = Guessed.settings(draft, folder);
        assertThat(settings.forecast().features()).containsExactly("energy", "on", "power", "limit");
    }

    @Test
    void shouldTakeTheKeyAndTheTimestampWhenNoFieldIsDeviceOrTime() {
        List<Seen> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            records.add(Guessed.seen(
                    i / 2, "meter-" + i % 2, ("{\"temp\":" + number(Guessed.wave(i)) + "}").getBytes(UTF_8)));
        }
        Draft draft = Guessed.draft(records);
        assertThat(draft.settings()).containsEntry("readings.device", "key").doesNotContainKey("readings.time");
        assertThat(draft.settings()).containsEntry("readings.values", "{temp: /temp}");
        Guessed.settings(draft, folder);
    }

    @Test
    void shouldNameWhatStandsForNoValueWhenItDoesAmongNumbers() {
        Draft draft = Guessed.draft(Guessed.texts(
                40,
                i -> "{\"device\":\"a\",\"ts\":\"" + Guessed.START.plusSeconds(10L * i) + "\",\"temp\":"
                        + (i % 9 == 4 ? "-999" : number(Guessed.wave(i))) + ",\"hum\":"
                        + (i % 9 == 5 ? "\"unavailable\"" : "\"" + number(Guessed.wave(i)) + "\"") + "}"));
        assertThat(draft.settings())
                .containsEntry("readings.missing", "[-999, unavailable]")
                .containsEntry("readings.numbers-in-strings", "true")
                .containsEntry("series.step", "10s");
        StreamSettings settings = Guessed.settings(draft, folder);
        assertThat(settings.readings().form().missing().hold(-999.0)).isTrue();
    }

    @Test
    void shouldAskTheRegistryWhenValuesBeginWithAnId() {
        String schema =
                "{\"type\":\"record\",\"name\":\"Reading\",\"fields\":[{\"name\":\"device\",\"type\":\"string\"},"
                        + "{\"name\":\"at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
                        + "{\"name\":\"temp\",\"type\":[\"null\",\"double\"]},{\"name\":\"load\",\"type\":[\"null\",\"double\"]}]}";
        byte[] one =
                HexFormat.of().parseHex("00000000070c70756d702d37f485d7ce9567020000000000e051400200000000000008c0");
        byte[] two =
                HexFormat.of().parseHex("00000000070c70756d702d37f4a7ded79567020000000000e051400200000000000008c0");
        List<Seen> records = List.of(Guessed.seen(0, one), Guessed.seen(60, two));
        SchemaSource known = new SchemaSource.Registry(id -> new RegisteredSchema("AVRO", schema, List.of()));
        Draft draft =
                RecordsGuess.of(records, Optional.empty(), known, Optional.of(TimeStep.of(Duration.ofMinutes(1))));
        assertThat(draft.settings())
                .containsEntry("readings.format", "avro")
                .containsEntry("readings.time", "/at")
                .doesNotContainKey("readings.time-unit")
                .containsEntry("readings.values", "{temp: /temp, load: /load}");
        assertThatThrownBy(() -> Guessed.draft(records))
                .isInstanceOf(CannotTellException.class)
                .hasMessageContaining("the id of a schema (7): --readings-registry-url");
    }

    @Test
    void shouldTellSparkplugByTheTopicInAHeader() {
        byte[] payload = HexFormat.of().parseHex("08d0b294cd06");
        RecordHeaders headers = new RecordHeaders();
        headers.add("mqtt.topic", "spBv1.0/plant/DBIRTH/edge/pump".getBytes(UTF_8));
        Seen record = new Seen("t", headers, null, payload, Guessed.START.toEpochMilli());
        FormatSigns.Sign sign = new FormatSigns(List.of(record), new SchemaSource.None())
                .candidates()
                .get(0);
        assertThat(sign.format().name()).isEqualTo("sparkplug-b");
        assertThat(sign.settings()).extracting(Decision::value).containsExactly("header:mqtt.topic");
    }

    @Test
    void shouldSayThatTheMqttTopicIsMissingWhenPayloadsAreSparkplugs() {
        byte[] payload = InputFormats.named("sparkplug-b").samples().get(0);
        assertThatThrownBy(() -> Guessed.draft(List.of(Guessed.seen(0, payload), Guessed.seen(60, payload))))
                .isInstanceOf(CannotTellException.class)
                .hasMessageStartingWith("values are payloads of Sparkplug B, but no key and no header holds");
    }

    @Test
    void shouldSayWhyTheFormatThatWasGivenReadsNothing() {
        byte[] payload = InputFormats.named("sparkplug-b").samples().get(0);
        assertThatThrownBy(() -> told("sparkplug-b", payload))
                .hasMessageStartingWith(
                        "readings.format sparkplug-b reads too few of the 2 records; why the first is" + " not read: ")
                .hasMessageContaining("MQTT topic");
        assertThatThrownBy(() -> told(
                        "json-schema",
                        InputFormats.named("json-schema").samples().get(0)))
                .hasMessageStartingWith(
                        "readings.format json-schema reads too few of the 2 records; why the first is" + " not read: ")
                .hasMessageContaining("readings.registry.url");
    }

    private static Draft told(String format, byte[] value) {
        return RecordsGuess.of(
                List.of(Guessed.seen(0, value), Guessed.seen(60, value)),
                Optional.of(InputFormats.named(format)),
                new SchemaSource.None(),
                Optional.empty());
    }

    @Test
    void shouldFindTheSeasonWhenTheDataAreLongEnough() {
        List<Seen> records = IntStream.range(0, 24 * 21)
                .mapToObj(i -> Guessed.seen(
                        60 * i,
                        ("{\"device\":\"a\",\"ts\":\"" + Guessed.START.plus(Duration.ofHours(i)) + "\",\"load\":"
                                        + number(10 * Math.sin(i * Math.PI / 12) + (i / 24 % 7 < 5 ? 40 : 0) + i % 5)
                                        + "}")
                                .getBytes(UTF_8)))
                .toList();
        assertThat(Guessed.draft(records).settings())
                .containsEntry("series.step", "1h")
                .containsEntry("forecast.season", "7d");
    }

    @Test
    void shouldSayWhatIsMissingWhenRecordsDoNotTellEnough() {
        assertThatThrownBy(() -> Guessed.draft(List.of())).hasMessageStartingWith("no records were seen");
        assertThatThrownBy(() -> Guessed.draft(Guessed.texts(5, i -> "hello, world")))
                .hasMessageStartingWith(
                        "no format reads most of the records; the first value begins with hello, world");
        assertThatThrownBy(() -> Guessed.draft(Guessed.texts(5, i -> "{\"device\":\"a\",\"state\":\"open\"}")))
                .hasMessageContaining("no field is a number")
                .hasMessageContaining("/state is left out: a text, as 'open'");
        assertThatThrownBy(() -> Guessed.draft(Guessed.texts(1, i -> "{\"device\":\"a\",\"temp\":1.5}")))
                .hasMessageContaining("the step cannot be told");
    }

    @Test
    void shouldPutNamesInQuotesWhenYamlWouldReadThemOtherwise() {
        Draft draft = Guessed.draft(Guessed.texts(
                40,
                i -> "{\"device\":\"a\",\"ts\":\"" + Guessed.START.plusSeconds(60L * i) + "\",\"T: [°C]\":"
                        + number(Guessed.wave(i)) + ",\"a~b/c\":" + number(Guessed.wave(i + 9)) + "}"));
        StreamSettings settings = Guessed.settings(draft, folder);
        assertThat(settings.forecast().features()).hasSize(2);
        assertThat(settings.readings().values().get(1).names()).isEqualTo(List.of("a~b/c"));
        assertThat(Map.copyOf(draft.settings())).containsKey("readings.values");
    }
}
