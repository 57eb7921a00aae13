package io.tidecast.settings;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import io.tidecast.config.Nearest;
import io.tidecast.config.Setting;
import io.tidecast.config.SettingException;
import io.tidecast.input.ReadingFormat;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Configuration sources, strongest first: flags, system properties ({@code -Dtidecast.…}), environment
 * ({@code TIDECAST_…}), file. A name that is not known is refused, whatever source it stands in. Nothing in a value is
 * expanded here: {@code ${…}} belongs to Kafka's own configuration providers.
 */
public final class SettingSources {
    private static final String ENVIRONMENT_ROOT = "TIDECAST_";
    private static final String ENVIRONMENT_KAFKA = "TIDECAST_KAFKA_";

    /** Variables of the launcher and of logback.xml, which are no settings. */
    private static final Set<String> NO_SETTINGS = Set.of(
            "TIDECAST_JAVA_OPTS",
            "TIDECAST_LOG_FORMAT",
            "TIDECAST_LOG_LEVEL",
            "TIDECAST_LOG_LEVEL_LIBRARIES",
            "TIDECAST_LOG_LEVEL_BROKER");

    /** What Kubernetes puts into a pod's environment for a service whose name starts with tidecast. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("TIDECAST_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_.+)?)?)");

    private final List<Source> sources = new ArrayList<>();

    /** Settings given as flags: keys without the root. */
    public SettingSources flags(Map<String, String> values) {
        return add(values, "command line", 500);
    }

    /** The settings among the system properties. */
    public SettingSources system(Properties properties) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(Setting.ROOT + ".")) {
                values.put(name.substring(Setting.ROOT.length() + 1), properties.getProperty(name));
            }
        }
        return add(values, "system property", 400);
    }

    /** The settings in the environment; a variable that is empty is not set. */
    public SettingSources environment(Map<String, String> variables) {
        Map<String, String> values = new LinkedHashMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_ROOT) && !value.isEmpty()) {
                key(name).ifPresent(key -> values.put(key, value));
            }
        });
        return add(values, "environment", 300);
    }

    public SettingSources file(Path path) {
        return add(YamlFile.read(path), path.toString(), 200);
    }

    /** The layers and the highway of a file that holds a network; stronger than all but flags. */
    public SettingSources network(Path path) {
        return add(NetworkFile.settings(path), path.toString(), 450);
    }

    /** The columns of data files as the readings' values, where no other source names these. */
    public SettingSources columns(List<String> names) {
        return add(
                Map.of(
                        ReadingFormat.VALUES.key(),
                        new ObjectMapper().valueToTree(names).toString()),
                "--values",
                100);
    }

    /** The sources in their order of precedence; no expression is expanded in a value. */
    SmallRyeConfig config() {
        return new SmallRyeConfigBuilder()
                .setAddDefaultInterceptors(false)
                .withSources(sources.toArray(Source[]::new))
                .build();
    }

    /** Those of the settings that a source has given, {@code name = value}, in the order of their names. */
    public List<String> given(List<Setting<?>> of) {
        SmallRyeConfig config = config();
        Set<String> names = new TreeSet<>();
        config.getPropertyNames().forEach(names::add);
        names.removeIf(name -> of.stream().noneMatch(setting -> isOf(name, setting.property())));
        return names.stream()
                .map(name -> name.substring(Setting.ROOT.length() + 1) + " = " + config.getRawValue(name))
                .toList();
    }

    private static boolean isOf(String name, String property) {
        return name.startsWith(property)
                && (name.length() == property.length() || ".[".indexOf(name.charAt(property.length())) >= 0);
    }

    /** The key that a variable sets; empty if it is none of ours. */
    private static Optional<String> key(String variable) {
        Optional<String> key = Catalogue.ALL.stream()
                .filter(setting -> setting.environment().equals(variable))
                .findFirst()
                .map(Setting::key);
        if (key.isPresent()) {
            return key;
        }
        if (NO_SETTINGS.contains(variable) || SERVICE_LINK.matcher(variable).matches()) {
            return Optional.empty();
        }
        if (variable.startsWith(ENVIRONMENT_KAFKA)) {
            String name = variable.substring(ENVIRONMENT_KAFKA.length());
            return Optional.of(KafkaClients.PREFIX + name.replace('_', '.').toLowerCase(Locale.ROOT));
        }
        String nearest = Nearest.to(
                variable, Catalogue.ALL.stream().map(Setting::environment).toList());
        throw new SettingException("unknown setting " + variable + " (environment); did you mean " + nearest + "?");
    }

    private SettingSources add(Map<String, String> values, String source, int ordinal) {
        Map<String, String> properties = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            requireKnown(key, source);
            properties.put(Setting.ROOT + "." + key, value);
        });
        sources.add(new Source(source, properties, ordinal));
        return this;
    }

    /** Configuration source; goes by the name that messages give it. */
    private static final class Source extends MapBackedConfigSource {
        private static final long serialVersionUID = 1;

        Source(String name, Map<String, String> properties, int ordinal) {
            super(name, properties, ordinal);
        }
    }

    private static void requireKnown(String key, String source) {
        if (key.startsWith(KafkaClients.PREFIX)) {
            if (key.equals(KafkaClients.PREFIX + "application.id")) {
                throw new SettingException("kafka.application.id must not be set; name the application with "
                        + StreamSettings.APPLICATION_ID.key() + " (" + source + ")");
            }
        } else if (Catalogue.find(key).isEmpty()) {
            List<String> known =
                    new ArrayList<>(Catalogue.ALL.stream().map(Setting::key).toList());
            known.add(KafkaClients.BOOTSTRAP);
            throw new SettingException("unknown setting " + Setting.ROOT + "." + key + " (" + source
                    + "); did you mean " + Setting.ROOT + "." + Nearest.to(key, known) + "?");
        }
    }
}
