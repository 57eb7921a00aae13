package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.config.Printable;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Schema registry client of Confluent's API. What an id stands for never changes, so it is asked once; what is unknown
 * is asked again after a while, for a schema may reach a registry after the first record that has it.
 */
final class HttpSchemaRegistry implements SchemaRegistry {
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);
    private static final int MOST_UNKNOWN = 1000;
    private static final int MOST_NESTED = 20;

    private final RegistryHttp http;
    private final Duration patience;
    private final Map<Integer, RegisteredSchema> known;
    private final Map<Integer, Long> unknown;

    HttpSchemaRegistry(RegistrySettings settings) {
        this(
                new RegistryHttp(settings, RegistrySettings.prefix()),
                settings.patience(),
                new ConcurrentHashMap<>(),
                bounded());
    }

    private HttpSchemaRegistry(
            RegistryHttp http, Duration patience, Map<Integer, RegisteredSchema> known, Map<Integer, Long> unknown) {
        this.http = http;
        this.patience = patience;
        this.known = known;
        this.unknown = unknown;
    }

    private static Map<Integer, Long> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
                return size() > MOST_UNKNOWN;
            }
        };
    }

    @Override
    public SchemaRegistry within(Duration other) {
        return new HttpSchemaRegistry(http, other, known, unknown);
    }

    @Override
    public RegisteredSchema byId(int id) {
        RegisteredSchema schema = known.get(id);
        if (schema != null) {
            return schema;
        }
        if (isUnknown(id)) {
            throw unknownId(id);
        }
        Optional<JsonNode> answer = http.get("/schemas/ids/" + id, patience);
        if (answer.isEmpty()) {
            synchronized (unknown) {
                unknown.put(id, System.nanoTime());
            }
            throw unknownId(id);
        }
        RegisteredSchema told = schema(answer.get(), 0);
        known.put(id, told);
        return told;
    }

    private boolean isUnknown(int id) {
        synchronized (unknown) {
            Long at = unknown.get(id);
            if (at != null && System.nanoTime() - at > UNKNOWN_FOR.toNanos()) {
                unknown.remove(id);
                return false;
            }
            return at != null;
        }
    }

    private static UnreadableRecordException unknownId(int id) {
        return UnreadableRecordException.of(
                Reason.UNREADABLE, "schema id", "be one that the registry has (readings.registry.url)", id);
    }

    private RegisteredSchema schema(JsonNode answer, int depth) {
        if (depth > MOST_NESTED) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE, "schema", "refer to others at most " + MOST_NESTED + " deep", depth);
        }
        List<RegisteredSchema.Reference> references = new ArrayList<>();
        for (JsonNode reference : answer.path("references")) {
            String subject = reference.path("subject").asText();
            String path = "/subjects/"
                    + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20") + "/versions/"
                    + reference.path("version").asInt();
            JsonNode referred = http.get(path, patience)
                    .orElseThrow(() -> UnreadableRecordException.of(
                            Reason.UNREADABLE, "schema", "refer to what the registry has", Printable.value(subject)));
            references.add(
                    new RegisteredSchema.Reference(reference.path("name").asText(), schema(referred, depth + 1)));
        }
        return new RegisteredSchema(
                answer.path("schemaType").asText("AVRO"), answer.path("schema").asText(), references);
    }
}
