package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.input.FieldPath;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.input.RecordShape;
import io.tidecast.input.SchemaSource;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReadingSampleTest {
    private static final Path RECORDS = Path.of("src/test/resources/cases/wrong-unit-or-pointer/pump2.tsv");
    private static final long NOW_MS = Instant.parse("2026-11-29T00:00:00Z").toEpochMilli();

    private static StreamSettings settings(TimeUnit unit, String temp, String hum) {
        StreamSettings base = StreamFixtures.settings(List.of("temp", "hum"), List.of("temp"));
        return base.toBuilder()
                .readings(new ReadingFormat(
                        InputFormats.JSON,
                        new FieldPath("/tags/host"),
                        new FieldPath("/timestamp"),
                        unit,
                        List.of(new FieldPath(temp), new FieldPath(hum))))
                .build();
    }

    private static List<String> findings(StreamSettings settings, long nowMs, List<String> values) {
        ReadingSample sample = new ReadingSample(settings, nowMs);
        for (int i = 0; i < values.size(); i++) {
            sample.add(
                    new ConsumerRecord<>("readings", 0, i, null, values.get(i).getBytes(StandardCharsets.UTF_8)));
        }
        return sample.findings().stream().map(Finding::toString).toList();
    }

    private static List<String> records() throws IOException {
        return Files.readAllLines(RECORDS).stream()
                .map(line -> line.split("\t", -1)[2])
                .toList();
    }

    @Test
    void shouldSayHowReadingsAreWhenAllIsWell() throws IOException {
        List<String> records = records();
        List<String> findings = findings(settings(TimeUnit.EPOCH_S, "/fields/temp", "/fields/hum"), NOW_MS, records);
        assertThat(findings).singleElement().satisfies(line -> assertThat(line)
                .startsWith("ok    readings: " + records.size() + " of the newest " + records.size()
                        + " records can be read, of 1 device, from 2026-11-28T")
                .contains("usually 1m apart (series.step is 1h)")
                .contains("values: temp " + records.size() + ", hum " + records.size()));
    }

    @Test
    void shouldFailWhenTheSchemaRegistryDoesNotAnswer() {
        StreamSettings base = settings(TimeUnit.EPOCH_S, "/fields/temp", "/fields/hum");
        ReadingFormat json = base.readings();
        StreamSettings asking = base.toBuilder()
                .readings(new ReadingFormat(
                                InputFormats.named("json-schema"),
                                json.device(),
                                json.time(),
                                json.times(),
                                json.values(),
                                json.form(),
                                json.limits())
                        .withShape(RecordShape.usual().withSchemas(new SchemaSource.Registry(id -> {
                            throw new RegistryUnavailableException("no answer");
                        }))))
                .build();
        assertThat(findings(asking, NOW_MS, List.of("\0\0\0\0\7{}", "\0\0\0\0\7{}")))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("FAIL  readings: no answer"));
    }

    @Test
    void shouldFailWithTheUnitThatFitsWhenItIsAnotherOne() throws IOException {
        assertThat(findings(settings(TimeUnit.EPOCH_MS, "/fields/temp", "/fields/hum"), NOW_MS, records()))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("FAIL  readings: ")
                        .contains("records cannot be read; the first: time at /timestamp must be from 1990")
                        .contains("as epoch-s it is 2026-11-28T"));
    }

    @Test
    void shouldNameWhatRecordsHaveWhenAPathPointsNowhere() throws IOException {
        List<String> findings =
                findings(settings(TimeUnit.EPOCH_S, "/field/temp", "/field/humidity"), NOW_MS, records());
        assertThat(findings).hasSize(2);
        assertThat(findings.get(1))
                .startsWith(
                        "FAIL  readings: none has a value of temp at /field/temp, hum at /field/humidity; the newest"
                                + " record has /fields/temp, /fields/hum, /name, /tags/host, /timestamp: ");
        assertThat(findings(settings(TimeUnit.EPOCH_S, "/fields/temp", "/fields/humidity"), NOW_MS, records())
                        .get(1))
                .startsWith("WARN  readings: none has a value of hum at /fields/humidity");
    }

    @Test
    void shouldWarnOfTimesAndIntervalsThatDoNotFit() throws IOException {
        StreamSettings settings = settings(TimeUnit.ISO, "/temp", "/hum");
        List<String> daily = List.of(
                "{\"tags\":{\"host\":\"a\"},\"timestamp\":\"1999-11-01\",\"temp\":1,\"hum\":\"wet\"}",
                "{\"tags\":{\"host\":\"a\"},\"timestamp\":\"2026-11-02\",\"temp\":1,\"hum\":2}",
                "{\"tags\":{\"host\":\"a\"},\"timestamp\":\"2026-11-02\",\"temp\":1}",
                "{\"tags\":{\"host\":\"a\"},\"timestamp\":\"2026-11-03\",\"temp\":1,\"hum\":2}",
                "no JSON");
        List<String> findings =
                findings(settings, Instant.parse("2026-11-01T00:00:00Z").toEpochMilli(), daily);
        assertThat(findings)
                .anySatisfy(
                        line -> assertThat(line).startsWith("WARN  readings: 1 of the newest 5 records cannot be read"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("ok    readings: 4 of").contains("1 repeat a value"))
                .anySatisfy(line -> assertThat(line).startsWith("WARN  readings: 1 values of the newest 5 records are"))
                .anySatisfy(line -> assertThat(line).contains("times must be of this age, the earliest is 1999-11-01"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("FAIL  readings: times must be at most series.max-ahead"))
                .anySatisfy(line -> assertThat(line).contains("usually 1d apart, and series.step is 1h"));
    }

    @Test
    void shouldSayThatThereIsNothingWhenTheTopicIsEmpty() {
        assertThat(findings(settings(TimeUnit.ISO, "/temp", "/hum"), NOW_MS, List.of()))
                .containsExactly("ok    readings: none on the topic yet");
    }
}
