package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.SchemaIds;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Schema registry client of a writer, of Confluent's API. A schema is looked up before it is registered, so that where
 * somebody has registered it beforehand no more than reading has to be allowed. A schema that the registry refuses is
 * waited for like a registry that is down: somebody can change its rules, and no forecast is lost meanwhile.
 */
public final class SchemaRegistrar implements SchemaIds {
    private static final RegistryKeys KEYS = RegistryKeys.of(
            "forecasts.registry",
            "root of a schema registry with Confluent's API, which the schema of the forecasts is registered with, as"
                    + " the value of their topic");
    public static final Setting<URI> URL = KEYS.url();
    static final Setting<Path> LOGIN_FILE = KEYS.loginFile();
    static final Setting<Path> TOKEN_FILE = KEYS.tokenFile();
    static final Setting<Path> CA_FILE = KEYS.caFile();
    static final Setting<Duration> PATIENCE = KEYS.patience();

    /** All of the forecasts' registry, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = KEYS.settings();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryHttp http;
    private final Duration patience;
    private final Map<Schema, Integer> known = new ConcurrentHashMap<>();

    /** A schema and where it is filed. */
    private record Schema(String subject, String type, String text) {}

    SchemaRegistrar(RegistrySettings settings) {
        http = new RegistryHttp(settings, KEYS.prefix());
        patience = settings.patience();
    }

    /** Empty if there is no registry. */
    public static Optional<SchemaIds> from(Values values) {
        return KEYS.read(values).map(SchemaRegistrar::new);
    }

    @Override
    public int idOf(String subject, String type, String schema) {
        return known.computeIfAbsent(new Schema(subject, type, schema), this::told);
    }

    private int told(Schema schema) {
        String subject = "/subjects/"
                + URLEncoder.encode(schema.subject(), StandardCharsets.UTF_8).replace("+", "%20");
        ObjectNode body =
                JSON.createObjectNode().put("schemaType", schema.type()).put("schema", schema.text());
        JsonNode answer = http.post(subject, body, patience)
                .or(() -> http.post(subject + "/versions", body, patience))
                .orElseThrow(() -> new RegistryUnavailableException("schema registry must take a schema of "
                        + schema.subject() + " (" + KEYS.prefix() + ".*), answered that there is none"));
        return answer.path("id").asInt();
    }
}
