package io.tidecast.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tidecast.model.ForecastSettings;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Holds the schemas of a forecast's rows against what is registered and written with the usual levels. */
class FlatSchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Double> LEVELS = ForecastSettings.LEVELS.usual().orElseThrow();

    private static String page(String name) throws Exception {
        return Files.readString(RecordSchemasTest.FOLDER.resolve(name), UTF_8);
    }

    @Test
    void shouldBeTheSchemasThatAreRegistered() throws Exception {
        assertThat(new Schema.Parser().parse(page("forecast-row.avsc")).toString())
                .isEqualTo(FlatAvro.schema(LEVELS).toString());
        assertThat(JSON.readTree(page("forecast-row.json"))).isEqualTo(JSON.readTree(FlatJson.schema(LEVELS)));
    }

    @Test
    void shouldBeTheSchemaOfTheConverterInTheJdbcSinksProperties() throws Exception {
        Properties sink = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("docs/examples/consumers/jdbc-sink.properties"), UTF_8)) {
            sink.load(in);
        }
        JsonNode schema = JSON.readTree(sink.getProperty("value.converter.schema.content"));
        ArrayNode columns = JSON.createArrayNode();
        for (FlatColumn column : FlatColumn.of(LEVELS)) {
            ObjectNode field = columns.addObject().put("field", column.name());
            switch (column.kind()) {
                case TEXT -> field.put("type", "string");
                case TIME -> field.put("type", "string").put("name", "io.debezium.time.ZonedTimestamp");
                case COUNT -> field.put("type", "int32");
                case NUMBER -> field.put("type", "double");
                case BOUND -> field.put("type", "double").put("optional", true);
            }
        }
        assertThat(schema.path("fields")).isEqualTo(columns);
    }

    @Test
    void shouldHoldForRowsAndNotWithoutAColumnThatIsRequired() throws Exception {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(page("forecast-row.json"));
        for (ForecastRow row : ForecastRow.of(RecordExamples.forecast())) {
            JsonNode written = JSON.readTree(FlatJson.bytes(row, LEVELS, 2));
            assertThat(schema.validate(written)).isEmpty();
            JsonNode required = JSON.readTree(page("forecast-row.json")).path("required");
            assertThat(required).hasSizeGreaterThan(10);
            for (JsonNode column : required) {
                ObjectNode without = written.deepCopy();
                without.remove(column.textValue());
                assertThat(schema.validate(without)).as(column.textValue()).isNotEmpty();
            }
            ObjectNode worded = written.deepCopy();
            assertThat(schema.validate(worded.put("mean", "NaN"))).isNotEmpty();
        }
    }

    @Test
    void shouldHaveAnExampleOnThePageThatTheSchemaHoldsFor() throws Exception {
        String page = Files.readString(Path.of("docs/forecasts.md"), UTF_8);
        JsonNode example = JSON.readTree(page.replaceAll("(?s).*```json\n(.*?)\n```.*", "$1"));
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                        .getSchema(page("forecast-row.json"))
                        .validate(example))
                .isEmpty();
        List<String> columns =
                FlatColumn.of(LEVELS).stream().map(FlatColumn::name).toList();
        assertThat(example.fieldNames()).toIterable().containsExactlyElementsOf(columns);
        assertThat(columns).allSatisfy(column -> assertThat(page).contains("`" + column + "`"));
    }
}
