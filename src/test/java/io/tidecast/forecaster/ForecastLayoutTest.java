package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.record.ForecastFormat;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.SchemaIds;
import io.tidecast.record.SentAt;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Forecasts in another format than the nested JSON. */
class ForecastLayoutTest extends ForecasterFixture {
    private static StreamSettings settings(ForecastFormat format, boolean cloudEvents, SchemaIds registry) {
        return StreamFixtures.settings(List.of("temp", "load"), List.of("temp", "load")).toBuilder()
                .layout(new ForecastLayout(format, 2, cloudEvents, Optional.ofNullable(registry)))
                .build();
    }

    @Test
    void shouldWriteARowOfEachTargetAndStepKeyedByTheDevice() {
        start(settings(ForecastFormat.FLAT_JSON, false, null));
        send("a", 0, 20);
        send("a", 1, 21);
        List<TestRecord<String, String>> records = forecasts.readRecordsToList();
        assertThat(records).hasSize(8).allMatch(record -> record.key().equals("a"));
        assertThat(records).allSatisfy(record -> assertThat(record.headers())
                .as("that of latency alone")
                .extracting(Header::key)
                .containsExactly(SentAt.NAME));
        List<String> rows = new ArrayList<>();
        for (TestRecord<String, String> record : records) {
            JsonNode row = json(record.value());
            rows.add(row.path("target").asText() + " " + row.path("step_ahead") + " "
                    + row.path("at").asText());
            assertThat(row.path("origin").asText()).isEqualTo(at(0).toString());
            assertThat(row.path("mean").asDouble())
                    .isEqualTo(row.path("target").asText().equals("temp") ? 20 : 1);
        }
        assertThat(rows)
                .containsExactly(
                        "temp 1 " + at(1),
                        "temp 2 " + at(2),
                        "temp 3 " + at(3),
                        "temp 4 " + at(4),
                        "load 1 " + at(1),
                        "load 2 " + at(2),
                        "load 3 " + at(3),
                        "load 4 " + at(4));
    }

    private static JsonNode json(String value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new AssertionError(value, e);
        }
    }

    @Test
    void shouldBeginRecordsWithTheIdOfTheirSchemaAndAskForItOnce() {
        List<String> asked = new ArrayList<>();
        start(settings(ForecastFormat.AVRO, true, (subject, type, schema) -> {
            asked.add(subject + " " + type);
            return 9;
        }));
        send("a", 0, 20);
        send("a", 1, 21);
        send("a", 2, 22);
        List<TestRecord<String, byte[]>> records = driver.createOutputTopic(
                        "forecasts", new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
        assertThat(records).hasSize(16).allSatisfy(record -> assertThat(record.value())
                .startsWith(0, 0, 0, 0, 9));
        assertThat(asked).containsExactly("forecasts-value AVRO");
        assertThat(new String(records.get(0).headers().lastHeader("ce_source").value(), UTF_8))
                .isEqualTo("/tidecast/test");
        assertThat(new String(
                        records.get(0).headers().lastHeader("content-type").value(), UTF_8))
                .isEqualTo("application/avro");
    }

    @Test
    void shouldEndAtTheReadingAndNotMakeItADeadLetterWhenTheRegistryDoesNotAnswer() {
        start(settings(ForecastFormat.AVRO, false, (subject, type, schema) -> {
            throw new RegistryUnavailableException("no answer");
        }));
        send("a", 0, 20);
        assertThatThrownBy(() -> send("a", 1, 21)).hasStackTraceContaining("no answer");
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseAFormatThatLacksItsRegistryAndARegistryThatNoFormatAsks() {
        assertThatThrownBy(() -> new ForecastLayout(ForecastFormat.AVRO, 2, false, Optional.empty()))
                .hasMessage("forecasts.registry.url must be set with forecasts.format=avro, was not set");
        assertThatThrownBy(() -> new ForecastLayout(
                        ForecastFormat.FLAT_JSON, 2, false, Optional.of((subject, type, schema) -> 1)))
                .hasMessage(
                        "forecasts.registry.url must be set with a format that has schemas, which flat-json has not,"
                                + " was set");
    }
}
