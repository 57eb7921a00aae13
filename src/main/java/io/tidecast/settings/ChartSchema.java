package io.tidecast.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * JSON Schema of the Helm chart's values, made of the catalogue of settings, so that Helm refuses what {@code run}
 * would: a name that is none, a word that is not one of the choices, a number that is none.
 */
public final class ChartSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUANTITY = "^[0-9]+(Mi|Gi|Ti)$";

    private ChartSchema() {}

    /** The text of {@code values.schema.json}. */
    public static String json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "Values of the chart; made by `tidecast settings --values-schema`");
        ObjectNode values = closed(root);
        ObjectNode image = closed(values.putObject("image"));
        type(image.putObject("repository"), "string").put("minLength", 1);
        type(image.putObject("tag"), "string");
        choice(image.putObject("pullPolicy"), List.of("", "Always", "IfNotPresent", "Never"));
        ObjectNode pull = type(values.putObject("imagePullSecrets"), "array").putObject("items");
        type(closed(pull).putObject("name"), "string");
        settings(values.putObject("settings"));
        ObjectNode secret = closed(values.putObject("secret"));
        type(secret.putObject("name"), "string").put("minLength", 1);
        type(secret.putObject("required"), "boolean");
        ObjectNode signed = closed(values.putObject("signedModels"));
        type(signed.putObject("enabled"), "boolean");
        type(signed.putObject("trustedKeys"), "string");
        type(signed.putObject("signingKey"), "string");
        role(values.putObject("forecaster"));
        role(values.putObject("trainer"));
        type(closed(values.putObject("networkPolicy")).putObject("enabled"), "boolean");
        type(closed(values.putObject("monitoring")).putObject("enabled"), "boolean");
        // What Helm itself hands on to each chart.
        type(values.putObject("global"), "object");
        return written(root);
    }

    private static void settings(ObjectNode of) {
        ObjectNode properties = closed(of);
        Catalogue.ALL.forEach(setting -> setting(properties.putObject(setting.key()), setting));
        any(of.putObject("patternProperties").putObject("^kafka\\.[a-z.]+$"));
        of.putArray("required").add("kafka.bootstrap.servers");
    }

    private static void setting(ObjectNode of, Setting<?> setting) {
        Optional<?> usual = setting.usual();
        if (setting.isSwitch()) {
            type(of, "boolean");
        } else if (usual.filter(Integer.class::isInstance).isPresent()
                || usual.filter(Long.class::isInstance).isPresent()) {
            type(of, "integer");
        } else if (usual.filter(Double.class::isInstance).isPresent()) {
            type(of, "number");
        } else if (usual.filter(Enum.class::isInstance).isPresent()) {
            choice(of, List.of(setting.label().split("\\|")));
        } else {
            any(of);
        }
        of.put("description", setting.description());
    }

    /** A text, or what YAML makes of one: a number, a list. */
    private static void any(ObjectNode of) {
        of.putArray("type").add("string").add("number").add("boolean").add("array");
    }

    private static void role(ObjectNode of) {
        ObjectNode properties = closed(of);
        ObjectNode replicas = properties.putObject("replicas");
        replicas.putArray("type").add("integer").add("null");
        replicas.put("minimum", 0);
        type(properties.putObject("storage"), "string").put("pattern", QUANTITY);
        type(properties.putObject("storageClass"), "string");
        ObjectNode environment = type(properties.putObject("env"), "object");
        ObjectNode names = environment.putObject("patternProperties");
        Catalogue.ALL.forEach(setting -> any(names.putObject("^" + setting.environment() + "$")));
        any(names.putObject("^TIDECAST_(KAFKA|JAVA_OPTS|LOG)(_[A-Z_]+)?$"));
        environment.put("additionalProperties", false);
        type(properties.putObject("resources"), "object");
    }

    private static ObjectNode closed(ObjectNode of) {
        type(of, "object");
        of.put("additionalProperties", false);
        return of.putObject("properties");
    }

    private static ObjectNode type(ObjectNode of, String name) {
        return of.put("type", name);
    }

    private static void choice(ObjectNode of, List<String> words) {
        words.forEach(of.putArray("enum")::add);
    }

    private static String written(ObjectNode root) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return JSON.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
