package io.tidecast.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.tidecast.record.RecordExamples.Codec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/schemas against what the codecs write. */
class RecordSchemasTest {
    static final Path FOLDER = Path.of("docs/schemas");
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Codec> codecs() {
        return RecordExamples.codecs();
    }

    private static JsonNode file(String name) throws IOException {
        return JSON.readTree(FOLDER.resolve(name + ".json").toFile());
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(file(name));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldBeASchemaOfTheYear(Codec codec) throws IOException {
        JsonNode file = file(codec.name());
        assertThat(file.path("$schema").textValue()).isEqualTo(SpecVersion.VersionFlag.V202012.getId());
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(SchemaLocation.of(SpecVersion.VersionFlag.V202012.getId()))
                        .validate(file))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldHoldWhenTheCodecHasWritten(Codec codec) throws IOException {
        JsonSchema schema = schema(codec.name());
        for (byte[] example : codec.examples()) {
            assertThat(schema.validate(JSON.readTree(example))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void shouldNotHoldWhenAFieldIsMissingOrOneTooMany(Codec codec) throws IOException {
        JsonSchema schema = schema(codec.name());
        for (byte[] example : codec.examples()) {
            JsonNode required = file(codec.name()).path("required");
            assertThat(required).isNotEmpty();
            for (JsonNode field : required) {
                ObjectNode without = (ObjectNode) JSON.readTree(example);
                assertThat(without.remove(field.textValue())).isNotNull();
                assertThat(schema.validate(without)).as(field.textValue()).isNotEmpty();
            }
            ObjectNode more = (ObjectNode) JSON.readTree(example);
            assertThat(schema.validate(more.put("later", 1))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            forecast | "source":"network"                | "source":1
            forecast | "timing":"median-interval"        | "timing":"grid"
            forecast | "level":0.9                       | "level":9
            forecast | "origin":"1970-01-01T00:00:01Z"   | "origin":1000
            forecast | "direction":"below"               | "direction":"down"
            forecast | "lower":[                         | "lower":["NaN",
            forecast | "intervals":[]                    | "intervals":[{}]
            score    | "errors":{"network":[0.1,         | "errors":{"network":["0.1",
            score    | "seasonal-naive":null             | "seasonal-naive":"none"
            score    | "0.9":0.91                        | "0.9":91
            score    | "versions":[43,                   | "versions":[4.5,
            chunk    | "observed":[[1,0],                | "observed":[[true,0],
            chunk    | "kind":"chunk"                    | "kind":"piece"
            chunk    | "scaling":"robust"                | "scaling":"rugged"
            summary  | "n":250                           | "n":0
            summary  | "coverage":{"0.5"                 | "coverage":{"half"
            request  | "model":"default"                 | "model":"a/b"
            pointer  | "serving":0                       | "serving":-1
            """)
    void shouldNotHoldWhenAValueIsOfNoSuchKind(String name, String good, String bad) throws IOException {
        String text = codecs().stream()
                .filter(codec -> codec.name().equals(name))
                .map(codec -> new String(codec.examples().get(0), UTF_8))
                .findFirst()
                .orElseThrow();
        assertThat(text).contains(good);
        assertThat(schema(name).validate(JSON.readTree(text.replace(good, bad))))
                .isNotEmpty();
    }
}
