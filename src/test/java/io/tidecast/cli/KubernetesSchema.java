package io.tidecast.cli;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON Schema of the kinds that the manifests have, as one version of Kubernetes knows them, made from the Java client
 * that its makers generate from the OpenAPI document of that version. It has the fields, their types and, from client
 * 20 on, which must be there; unknown fields are refused.
 */
final class KubernetesSchema {
    /** The kinds of k8s/, by the client's name for them. */
    static final Map<String, String> KINDS = new TreeMap<>(Map.of(
            "ConfigMap", "V1ConfigMap",
            "Job", "V1Job",
            "Namespace", "V1Namespace",
            "NetworkPolicy", "V1NetworkPolicy",
            "PodDisruptionBudget", "V1PodDisruptionBudget",
            "Service", "V1Service",
            "ServiceAccount", "V1ServiceAccount",
            "StatefulSet", "V1StatefulSet"));

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String PACKAGE = "io.kubernetes.client.openapi.models.";

    private final ObjectNode definitions = JSON.createObjectNode();
    private final ClassLoader client;

    private KubernetesSchema(ClassLoader client) {
        this.client = client;
    }

    /**
     * Prints the schema: {@code java … io.tidecast.cli.KubernetesSchema 1.34 client-java-api-25.0.0.jar}.
     *
     * @param args the version of Kubernetes, and the jar of the client for it
     */
    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[1]);
        URL gson = SerializedName.class.getProtectionDomain().getCodeSource().getLocation();
        URL[] classes = {jar.toUri().toURL(), gson};
        // Not below this program's own class path, which has a client of another version.
        try (URLClassLoader client = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            KubernetesSchema schema = new KubernetesSchema(client);
            ObjectNode root = JSON.createObjectNode();
            root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
            root.put("title", "Kubernetes " + args[0]);
            root.put("$comment", "Made from Maven Central's io.kubernetes:" + name(jar) + ", SHA-256 " + digest(jar));
            var kinds = root.putArray("oneOf");
            for (Map.Entry<String, String> kind : KINDS.entrySet()) {
                ObjectNode one = kinds.addObject();
                one.putObject("properties").putObject("kind").put("const", kind.getKey());
                one.put("$ref", schema.define(client.loadClass(PACKAGE + kind.getValue())));
            }
            root.set("$defs", schema.definitions);
            System.out.println(JSON.writer(new DefaultPrettyPrinter()).writeValueAsString(root));
        }
    }

    private static String name(Path jar) {
        return jar.getFileName().toString().replaceAll("-([0-9.]+)\\.jar", ":$1");
    }

    private static String digest(Path jar) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    }

    private String define(Class<?> model) throws ReflectiveOperationException {
        String name = model.getSimpleName();
        if (!definitions.has(name)) {
            ObjectNode definition = definitions.putObject(name);
            definition.put("type", "object");
            definition.put("additionalProperties", false);
            required(model).forEach(definition.putArray("required")::add);
            ObjectNode properties = definition.putObject("properties");
            for (Field field : model.getDeclaredFields()) {
                Class<?> annotation = client.loadClass(SerializedName.class.getName());
                Object named = field.getAnnotation(annotation.asSubclass(java.lang.annotation.Annotation.class));
                if (named != null) {
                    String property = (String) annotation.getMethod("value").invoke(named);
                    properties.set(property, schema(field.getGenericType()));
                }
            }
        }
        return "#/$defs/" + name;
    }

    /** Clients of before 20 do not say. */
    private static List<String> required(Class<?> model) throws IllegalAccessException {
        for (Field field : model.getFields()) {
            if (field.getName().equals("openapiRequiredFields")) {
                return ((Collection<?>) field.get(null))
                        .stream().map(String::valueOf).sorted().toList();
            }
        }
        return List.of();
    }

    private ObjectNode schema(Type type) throws ReflectiveOperationException {
        ObjectNode schema = JSON.createObjectNode();
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Map.class) {
                schema.put("type", "object").set("additionalProperties", schema(arguments[1]));
            } else {
                schema.put("type", "array").set("items", schema(arguments[0]));
            }
            return schema;
        }
        Class<?> model = (Class<?>) type;
        List<String> types =
                switch (model.getSimpleName()) {
                    case "String", "OffsetDateTime", "byte[]" -> List.of("string");
                    case "Integer", "Long" -> List.of("integer");
                    case "Double" -> List.of("number");
                    case "Boolean" -> List.of("boolean");
                    case "IntOrString" -> List.of("integer", "string");
                    case "Quantity" -> List.of("number", "string");
                    case "Object" -> List.of();
                    default -> null;
                };
        if (types == null) {
            return schema.put("$ref", define(model));
        }
        if (!types.isEmpty()) {
            var array = schema.putArray("type");
            types.forEach(array::add);
        }
        return schema;
    }
}
