package io.tidecast.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.stream.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Lints docs/schemas/asyncapi.yaml, and holds it against the topics there are and what is written to them. */
class AsyncApiTest {
    private static final Path FOLDER = RecordSchemasTest.FOLDER;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static String text() throws IOException {
        return Files.readString(FOLDER.resolve("asyncapi.yaml"));
    }

    private static JsonNode document(String text) {
        return JSON.valueToTree(new Yaml().<Object>load(text));
    }

    @Test
    void shouldHaveNoFaults() throws IOException {
        assertThat(AsyncApiLint.faults(document(text()), FOLDER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            asyncapi: 3.0.0             | asyncapi: 2.6.0        | asyncapi must be 3
            title: Tidecast             | titel: Tidecast        | info/title must be a text
            protocol: kafka             | protocoll: kafka       | servers/kafka/protocol must be a text
            address: scores             | adress: scores         | channels/scores/address must be a text
            messages/score'             | messages/scores'       | must lead somewhere
            ./score.json                | ./scores.json          | must lead somewhere
            action: receive             | action: get            | operations/receiveReadings/action must be one
            retraining/messages/chunk'  | scores/messages/score' | operations/sendHistory/messages must be of its channel
            title: Chunk of history     | name: Chunk            | components/messages/chunk/title must be a text
            title: Chunk of history     | tittle: Chunk          | components/messages/chunk/tittle must be a field of AsyncAPI
            """)
    void shouldFindAFaultWhenThereIsOne(String good, String bad, String fault) throws IOException {
        assertThat(text()).contains(good);
        assertThat(AsyncApiLint.faults(document(text().replace(good, bad)), FOLDER))
                .anySatisfy(found -> assertThat(found).contains(fault));
    }

    @Test
    void shouldHaveAChannelOfEachTopicAndAnOperationOfEachChannel() throws IOException {
        JsonNode document = document(text());
        assertThat(document.path("channels").findValuesAsText("address"))
                .containsExactlyInAnyOrderElementsOf(TopicNames.defaults().all());
        List<String> operations = new ArrayList<>();
        document.path("operations")
                .forEach(operation -> operations.add(operation.path("action").asText() + " "
                        + operation.path("channel").path("$ref").asText().replace("#/channels/", "")));
        assertThat(operations)
                .containsExactlyInAnyOrder(
                        "receive readings",
                        "send forecasts",
                        "send scores",
                        "send retraining",
                        "receive retraining",
                        "send models",
                        "receive models",
                        "send deadLetters");
    }

    @Test
    void shouldReferToEverySchemaThereIs() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            String text = text();
            List<String> schemas = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".yaml"))
                    .toList();
            assertThat(schemas).hasSizeGreaterThan(7).allSatisfy(name -> assertThat(text)
                    .contains("$ref: ./" + name + "\n"));
        }
    }

    @Test
    void shouldHaveTheHeadersThatAreWritten() throws IOException {
        JsonNode components = document(text()).path("components");
        JsonNode letter = components.path("messages").path("deadLetter").path("headers");
        Record<byte[], byte[]> dead = DeadLetters.of(
                UnreadableRecordException.of("x", "be y", "z"),
                new OriginalRecord(
                        DeadLetters.Origin.unsent("forecasts"), new byte[0], new byte[0], new RecordHeaders(), 1),
                1);
        assertThat(names(dead.headers())).isEqualTo(fields(letter.path("required")));
        assertThat(fieldNames(letter.path("properties")))
                .containsAll(names(dead.headers()))
                .contains(DeadLetters.CUT_FROM, DeadLetters.KEY_CUT_FROM, DeadLetters.HEADERS_CUT_FROM);
        JsonNode event = components.path("schemas").path("cloudEvent").path("properties");
        Headers written = new CloudEvent("i", "/s", "io.tidecast.forecast", "d", 0, "application/json").headers();
        assertThat(fieldNames(event)).isEqualTo(names(written));
        written.forEach(
                header -> assertThat(event.path(header.key()).path("const").asText())
                        .isIn("", new String(header.value(), UTF_8)));
    }

    private static Set<String> names(Headers headers) {
        Set<String> names = new TreeSet<>();
        for (Header header : headers) {
            names.add(header.key());
        }
        return names;
    }

    private static Set<String> fields(JsonNode array) {
        Set<String> names = new TreeSet<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static Set<String> fieldNames(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
