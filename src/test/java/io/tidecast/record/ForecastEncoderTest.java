package io.tidecast.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.forecast.Forecast;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class ForecastEncoderTest {
    static final List<Double> LEVELS = List.of(0.5, 0.9);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaIds NONE = (subject, type, schema) -> {
        throw new AssertionError("asked for " + subject);
    };

    static List<ForecastEncoder.Encoded> encode(ForecastFormat format, SchemaIds ids) {
        return new ForecastEncoder(format, MethodNames.NEWEST, LEVELS, Optional.empty(), "forecasts", ids)
                .encode(RecordExamples.forecast());
    }

    static List<byte[]> values(ForecastFormat format, SchemaIds ids) {
        return encode(format, ids).stream().map(ForecastEncoder.Encoded::value).toList();
    }

    @Test
    void shouldBeTheRecordThatToolsReadWhenTheFormatIsJson() {
        assertThat(values(ForecastFormat.JSON, NONE))
                .singleElement()
                .isEqualTo(ForecastRecord.bytes(RecordExamples.forecast()));
        assertThat(encode(ForecastFormat.JSON, NONE).get(0).headers()).isEmpty();
    }

    @Test
    void shouldBeARecordOfEachTargetAndStepWhenTheFormatIsFlat() {
        List<String> rows = values(ForecastFormat.FLAT_JSON, NONE).stream()
                .map(value -> new String(value, UTF_8))
                .toList();
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0))
                .isEqualTo("{\"device\":\"pump \\\"7\\\"/ü\",\"target\":\"temp\",\"at\":\"1970-01-01T00:00:01.250Z\","
                        + "\"step_ahead\":1,\"origin\":\"1970-01-01T00:00:01Z\",\"mean\":71.4,"
                        + "\"lower_50\":1.0,\"upper_50\":2.0,\"lower_90\":0.1,\"upper_90\":72.0,"
                        + "\"model\":\"pumps\",\"version\":42,\"source\":\"network\",\"status\":\"stale-model\","
                        + "\"step\":\"PT0.25S\",\"timing\":\"median-interval\",\"observed\":46,\"filled\":2,"
                        + "\"skill\":0.3142}");
        assertThat(rows.get(1)).contains("\"mean\":null", "\"upper_90\":null", "\"step_ahead\":2");
        assertThat(rows.get(3))
                .contains("\"target\":\"load.a\"", "\"step_ahead\":1", "\"lower_50\":null", "\"mean\":1.6777216E7");
    }

    @Test
    void shouldNameTheColumnsOfALevelByItsPercent() {
        assertThat(List.of(
                        ForecastRow.column("lower", 0.9),
                        ForecastRow.column("upper", 0.995),
                        ForecastRow.column("lower", 0.05),
                        ForecastRow.column("upper", 1e-4)))
                .containsExactly("lower_90", "upper_99_5", "lower_5", "upper_0_01");
    }

    /** What any reader of Avro reads, by the schema that the registry was given, is what is in the rows of JSON. */
    @Test
    void shouldReadBackByTheRegisteredSchemaWhenTheFormatIsAvro() throws Exception {
        List<String> asked = new ArrayList<>();
        List<byte[]> values = values(ForecastFormat.AVRO, (subject, type, schema) -> {
            asked.addAll(List.of(subject, type, schema));
            return 258;
        });
        assertThat(asked).hasSize(3).startsWith("forecasts-value", "AVRO");
        Schema schema = new Schema.Parser().parse(asked.get(2));
        List<byte[]> rows = values(ForecastFormat.FLAT_JSON, NONE);
        assertThat(values).hasSameSizeAs(rows);
        for (int i = 0; i < values.size(); i++) {
            byte[] value = values.get(i);
            assertThat(Arrays.copyOf(value, 5)).containsExactly(0, 0, 0, 1, 2);
            GenericRecord read = new GenericDatumReader<GenericRecord>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
            JsonNode row = JSON.readTree(rows.get(i));
            for (Schema.Field field : schema.getFields()) {
                JsonNode expected = row.path(field.name());
                Object is = read.get(field.pos());
                switch (field.name()) {
                    case "at", "origin" -> assertThat(IsoTime.of((long) is)).isEqualTo(expected.textValue());
                    case "device", "target", "model", "source", "status", "step", "timing" ->
                        assertThat(is.toString()).isEqualTo(expected.textValue());
                    default ->
                        assertThat(is == null ? null : ((Number) is).doubleValue())
                                .as(field.name())
                                .isEqualTo(expected.isNull() ? null : Double.valueOf(expected.asText()));
                }
            }
            assertThat(row.size()).isEqualTo(schema.getFields().size());
        }
    }

    @Test
    void shouldBeginWithTheIdOfItsSchemaWhenTheFormatIsJsonSchema() {
        List<String> asked = new ArrayList<>();
        List<byte[]> values = values(ForecastFormat.JSON_SCHEMA, (subject, type, schema) -> {
            asked.addAll(List.of(subject, type, schema));
            return 7;
        });
        assertThat(asked).containsExactly("forecasts-value", "JSON", FlatJson.schema(LEVELS));
        byte[] row = values(ForecastFormat.FLAT_JSON, NONE).get(0);
        assertThat(values.get(0))
                .isEqualTo(ByteBuffer.allocate(5 + row.length)
                        .put((byte) 0)
                        .putInt(7)
                        .put(row)
                        .array());
    }

    /** Levels may be changed under a registry's usual rule, and by both sides at any time. */
    @Test
    void shouldKeepTheSchemaReadableBothWaysWhenLevelsComeAndGo() {
        Schema few = FlatAvro.schema(List.of(0.9));
        Schema many = FlatAvro.schema(List.of(0.5, 0.8, 0.9));
        for (List<Schema> way : List.of(List.of(few, many), List.of(many, few))) {
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(way.get(0), way.get(1))
                            .getType())
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        }
    }

    @Test
    void shouldSayWhatItIsInHeadersWhenCloudEventsAreAskedFor() {
        Forecast forecast = RecordExamples.forecast();
        List<ForecastEncoder.Encoded> rows = new ForecastEncoder(
                        ForecastFormat.FLAT_JSON,
                        MethodNames.NEWEST,
                        LEVELS,
                        Optional.of("/tidecast/app"),
                        "forecasts",
                        NONE)
                .encode(forecast);
        TreeMap<String, String> headers = new TreeMap<>();
        rows.get(1).headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        assertThat(headers.toString())
                .isEqualTo("{ce_id=pump \"7\"/ü/1970-01-01T00:00:01Z/temp/2, ce_source=/tidecast/app,"
                        + " ce_specversion=1.0, ce_subject=pump \"7\"/ü, ce_time=1970-01-01T00:00:01Z,"
                        + " ce_type=io.tidecast.forecast.row, content-type=application/json}");
        assertThat(rows.stream()
                        .map(row -> new String(row.headers().lastHeader("ce_id").value(), UTF_8)))
                .doesNotHaveDuplicates();
        ForecastEncoder.Encoded whole = new ForecastEncoder(
                        ForecastFormat.JSON,
                        MethodNames.NEWEST,
                        LEVELS,
                        Optional.of("/tidecast/app"),
                        "forecasts",
                        NONE)
                .encode(forecast)
                .get(0);
        assertThat(new String(whole.headers().lastHeader("ce_type").value(), UTF_8))
                .isEqualTo("io.tidecast.forecast");
    }

    @Test
    void shouldAskAgainWhenTheRegistryDidNotAnswer() {
        List<Integer> calls = new ArrayList<>();
        ForecastEncoder encoder = new ForecastEncoder(
                ForecastFormat.AVRO,
                MethodNames.NEWEST,
                LEVELS,
                Optional.empty(),
                "forecasts",
                (subject, type, schema) -> {
                    calls.add(1);
                    if (calls.size() == 1) {
                        throw new RegistryUnavailableException("down");
                    }
                    return 3;
                });
        Forecast forecast = RecordExamples.forecast();
        assertThatThrownBy(() -> encoder.encode(forecast)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(encoder.encode(forecast).get(0).value()).startsWith(0, 0, 0, 0, 3);
        encoder.encode(forecast);
        assertThat(calls).hasSize(2);
    }
}
