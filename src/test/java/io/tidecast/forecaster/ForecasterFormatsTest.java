package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.input.GroupSource;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.input.PairsFormat;
import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.RecordShape;
import io.tidecast.input.SchemaSource;
import io.tidecast.input.ValueForm;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Records of another format than JSON, which hold several readings. */
class ForecasterFormatsTest extends ForecasterFixture {
    private static StreamSettings settings(InputFormat format, boolean keyedByDevice) {
        StreamSettings base = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        ReadingFormat json = base.readings();
        return base.toBuilder()
                .readings(new ReadingFormat(
                        format,
                        json.device(),
                        json.time(),
                        json.times(),
                        json.values(),
                        json.form().withOnBad(ValueForm.OnBad.DEAD_LETTER),
                        json.limits()))
                .keyedByDevice(keyedByDevice)
                .build();
    }

    private static String line(String device, double step, Object temp) {
        return "device=" + device + ";ts=" + at(step) + ";values/temp=" + temp + ";values/load=1\n";
    }

    private void record(String... lines) {
        readings.pipeInput("any", String.join("", lines), NOW);
    }

    @Test
    void shouldTakeEachReadingWhenARecordHoldsSeveral() {
        start(settings(new PairsFormat(), false));
        record(line("a", 0, 20), line("b", 0, 30), line("a", 1, 21));
        record(line("b", 1, 31), line("b", 2, 32));
        List<JsonNode> all = read(forecasts);
        assertThat(all)
                .extracting(
                        f -> f.path("device").asText() + " " + f.path("origin").asText())
                .containsExactly("a " + at(0), "b " + at(0), "b " + at(1));
        assertThat(all)
                .extracting(
                        f -> f.path("targets").path("temp").path("mean").get(0).asInt())
                .containsExactly(20, 30, 31);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    /** A reading of many digits has them in a header, which the next one of the same record must not get. */
    @Test
    void shouldTakeEachReadingToItsLastDigitWhenARecordHoldsSeveral() {
        start(settings(new PairsFormat(), false));
        record(line("a", 0, "18230876543.25"), line("b", 0, 20.1), line("c", 0, 123456.789), line("d", 0, 7));
        record(line("a", 1, 1), line("b", 1, 1), line("c", 1, 1), line("d", 1, 1));
        assertThat(read(forecasts))
                .extracting(
                        f -> f.path("targets").path("temp").path("mean").get(0).asDouble())
                .containsExactly(18_230_876_543.25, 20.1, 123456.789, 7.0);
    }

    @Test
    void shouldDeadLetterARecordOnceAndWholeWhenOneOfItsReadingsCannotBeRead() {
        start(settings(new PairsFormat(), false));
        String bad = line("a", 0, 99) + line("b", 0, "hot") + line("c", 0, "cold");
        record(bad);
        record(line("a", 0, 20), line("a", 1, 21));
        List<TestRecord<String, byte[]>> letters = deadLetters.readRecordsToList();
        assertThat(letters).hasSize(1);
        assertThat(new String(letters.get(0).value(), StandardCharsets.UTF_8)).isEqualTo(bad);
        assertThat(header(letters.get(0), "message"))
                .startsWith("temp at /values/temp must be a number")
                .endsWith("was hot");
        assertThat(firstMean()).isEqualTo(20);
    }

    @Test
    void shouldDeadLetterTheRecordAsItCameForEachOfItsReadingsThatIsLate() {
        start(settings(new PairsFormat(), false));
        record(line("a", 0, 20), line("a", 1, 21), line("a", 2, 22));
        String late = line("a", 0.5, 1) + line("a", 0.75, 2) + line("a", 3, 23);
        record(late);
        assertThat(deadLetters.readRecordsToList()).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.key()).isEqualTo("any");
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo(late);
            assertThat(header(letter, "message")).contains("time must be in a step that is still open");
            assertThat(header(letter, "offset")).isEqualTo("1");
        });
        assertThat(read(forecasts)).hasSize(3);
    }

    @Test
    void shouldGoOnWhenARecordHoldsNoReading() {
        start(settings(new PairsFormat(), false));
        record("");
        record(line("a", 0, 20), line("a", 1, 21));
        assertThat(read(forecasts)).hasSize(1);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldDeadLetterARecordWhenItsKeyIsNotTheDeviceOfAllItsReadings() {
        start(settings(new PairsFormat(), true));
        readings.pipeInput("a", line("a", 0, 99) + line("b", 0, 30), NOW);
        readings.pipeInput("a", line("a", 0, 20) + line("a", 1, 21), NOW);
        assertThat(deadLetters.readRecordsToList())
                .extracting(letter -> header(letter, "message"))
                .containsExactly("key must be the device b (readings.keyed-by-device is true), was a");
        assertThat(firstMean()).isEqualTo(20);
    }

    @Test
    void shouldEndAtTheRecordAndNotMakeItADeadLetterWhenTheRegistryDoesNotAnswer() {
        ReadingFormat json = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"))
                .readings();
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).toBuilder()
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
                .build());
        assertThatThrownBy(() -> readings.pipeInput("any", "\0\0\0\0\7{}", NOW)).hasStackTraceContaining("no answer");
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    /** As a decoder that asks a schema registry needs them. */
    @Test
    void shouldGiveTopicAndHeadersToTheDecoder() {
        List<String> given = new ArrayList<>();
        start(settings(
                new PairsFormat() {
                    @Override
                    public ReadingDecoder decoder(ReadingFormat format, List<String> features, GroupSource groups) {
                        return (topic, headers, key, value, timestampMs) -> {
                            String schema =
                                    new String(headers.lastHeader("schema").value(), StandardCharsets.UTF_8);
                            given.add(topic + " " + schema);
                            return List.of();
                        };
                    }
                },
                false));
        RecordHeaders headers = new RecordHeaders();
        headers.add("schema", "7".getBytes(StandardCharsets.UTF_8));
        readings.pipeInput(new TestRecord<>("any", "", headers, NOW));
        assertThat(given).containsExactly("readings 7");
    }
}
