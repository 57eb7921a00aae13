package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.tidecast.http.ResourceEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Lint of the API's document: the schema of OpenAPI 3.1 (kept with the tests as OAI publishes it), what that cannot
 * say, and the parameters that the endpoints' sources read.
 */
class OpenApiLintTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SOURCES = Path.of("src/main/java/io/tidecast/http");
    private static final Pattern NAMED = Pattern.compile("\\{([a-z]+)}");
    /** {@code Query.number(request, "limit", …)}, {@code request.query().get("status")}, and with a default. */
    private static final Pattern READ =
            Pattern.compile("Query\\.\\w+\\(\\s*request,\\s*\"(\\w+)\"|\\.query\\(\\)\\s*\\.\\w+\\(\\s*\"(\\w+)\"");

    private final JsonNode document;

    OpenApiLintTest() throws IOException {
        document = JSON.readTree(ResourceEndpoint.all().stream()
                .map(ResourceEndpoint.class::cast)
                .filter(resource -> resource.path().endsWith("openapi.json"))
                .findFirst()
                .orElseThrow()
                .body());
    }

    /** Operation of the document with where it is. */
    private record Operation(String path, String method, JsonNode is) {
        Set<String> parameters(String in) {
            return StreamSupport.stream(is.path("parameters").spliterator(), false)
                    .filter(parameter -> parameter.path("in").asText().equals(in))
                    .map(parameter -> parameter.path("name").asText())
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fields()
                .forEachRemaining(method -> all.add(new Operation(path.getKey(), method.getKey(), method.getValue()))));
        assertThat(all).hasSizeGreaterThan(10);
        return all;
    }

    @Test
    void shouldHoldToTheSchemaOfOpenApi() throws IOException {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        JsonNode schema = JSON.readTree(getClass().getResource("/openapi/openapi-3.1.schema.json"));
        assertThat(factory.getSchema(schema).validate(document)).isEmpty();
        JsonNode schemas = document.at("/components/schemas");
        assertThat(schemas).isNotEmpty().allSatisfy(one -> assertThat(
                        factory.getSchema(SchemaLocation.of(SpecVersion.VersionFlag.V202012.getId()))
                                .validate(one))
                .isEmpty());
    }

    @Test
    void shouldResolveEveryReferenceAndUseEveryComponent() {
        Set<String> referred = new TreeSet<>();
        document.findValues("$ref").forEach(reference -> {
            String to = reference.asText();
            assertThat(to).startsWith("#/components/");
            assertThat(document.at(to.substring(1)).isMissingNode()).as(to).isFalse();
            referred.add(to);
        });
        for (String kind : List.of("schemas", "responses")) {
            document.at("/components/" + kind).fieldNames().forEachRemaining(name -> assertThat(referred)
                    .contains("#/components/" + kind + "/" + name));
        }
    }

    @Test
    void shouldNameEachOperationOnceAndSayWhatItDoes() {
        assertThat(operations())
                .extracting(operation -> operation.is().path("operationId").asText())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z][A-Za-z]+"));
        assertThat(operations())
                .allMatch(operation -> operation.is().path("summary").asText().endsWith("."));
    }

    @Test
    void shouldDeclareJustThePathParametersThatStandInThePath() {
        for (Operation operation : operations()) {
            Set<String> standing = NAMED.matcher(operation.path())
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(operation.parameters("path")).as("%s", operation).isEqualTo(standing);
            operation.is().path("parameters").forEach(parameter -> {
                String as = operation + " " + parameter.path("name").asText();
                assertThat(parameter.has("schema")).as(as).isTrue();
                boolean required = parameter.path("required").asBoolean();
                assertThat(required || parameter.has("description")).as(as).isTrue();
                assertThat(parameter.path("in").asText().equals("path") && !required)
                        .as(as)
                        .isFalse();
                JsonNode values = parameter.at("/schema/enum");
                assertThat(values.isMissingNode()
                                || values.get(0).equals(parameter.path("schema").path("default")))
                        .as("%s: the first value is the default", as)
                        .isTrue();
            });
        }
    }

    @Test
    void shouldHaveASchemaOfEveryResponseWithABody() {
        for (Operation operation : operations()) {
            operation.is().path("responses").fields().forEachRemaining(response -> {
                String as = operation + " " + response.getKey();
                JsonNode is = response.getValue().has("$ref")
                        ? document.at(response.getValue().path("$ref").asText().substring(1))
                        : response.getValue();
                assertThat(is.path("description").asText()).as(as).endsWith(".");
                assertThat(response.getKey().equals("200") && !is.has("content"))
                        .as(as)
                        .isFalse();
                is.path("content")
                        .forEach(content ->
                                assertThat(content.path("schema")).as(as).isNotEmpty());
            });
            assertThat(operation.is().path("responses").has("200"))
                    .as("%s", operation)
                    .isTrue();
        }
    }

    @Test
    void shouldDeclareJustTheParametersThatTheEndpointsRead() throws IOException {
        Map<String, Set<String>> read = new TreeMap<>();
        try (var files = Files.list(SOURCES)) {
            for (Path file : files.filter(file -> file.toString().endsWith("Endpoint.java"))
                    .toList()) {
                String source = Files.readString(file, UTF_8);
                Matcher path = Pattern.compile("\"(/api/v1/[^\"]*)\"").matcher(source);
                if (path.find() && !source.contains("class ResourceEndpoint")) {
                    read.put(path.group(1), parametersOf(source));
                }
            }
        }
        assertThat(read).containsEntry("/api/v1/events", Set.of("devices", "since", "summary"));
        read.forEach((path, parameters) -> {
            Set<String> declared = new TreeSet<>();
            operations().stream()
                    // A change's path ends with its name.
                    .filter(operation -> path.endsWith("/")
                            ? operation.path().startsWith(path)
                            : operation.path().equals(path))
                    .forEach(operation -> declared.addAll(operation.parameters("query")));
            assertThat(declared).as(path).isEqualTo(parameters);
        });
    }

    private static Set<String> parametersOf(String source) {
        return READ.matcher(source)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
