package io.tidecast.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import io.tidecast.config.Setting;
import io.tidecast.config.SettingException;
import io.tidecast.config.Values;
import io.tidecast.http.HttpSettings;
import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.KernelProvider.Choice;
import io.tidecast.model.ModelKeys;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Configuration of one process, read from its sources; the records of the packages compose themselves of it. Everything
 * a source holds is read at once, so that a bad value is refused whatever command it is given to; what must be set is
 * asked for only by what needs it.
 */
public final class Settings implements Values {
    /** Here, since the kernels themselves know of no other package. */
    public static final Setting<Choice> KERNELS = Setting.choice(
            "kernels",
            Choice.AUTO,
            "what computes the network: vector is the fastest and needs the JVM's module jdk.incubator.vector, which the"
                    + " launcher switches on; auto takes it where it is there, else plain");

    private final Map<Setting<?>, Object> given = new HashMap<>();
    private final Map<String, String> kafka = new TreeMap<>();

    private Settings(SmallRyeConfig config) {
        for (Setting<?> setting : Catalogue.ALL) {
            ConfigValue value = config.getConfigValue(setting.property());
            if (value.getValue() != null) {
                given.put(setting, setting.parse(value.getValue(), value.getConfigSourceName()));
            }
        }
        String prefix = Setting.ROOT + "." + KafkaClients.PREFIX;
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(prefix)) {
                kafka.put(
                        name.substring(prefix.length()),
                        config.getConfigValue(name).getValue());
            }
        }
    }

    /**
     * Reads all sources.
     *
     * @throws SettingException with name, rule, value and source
     */
    public static Settings of(SettingSources sources) {
        return new Settings(sources.config());
    }

    @Override
    @SuppressWarnings("unchecked") // Each was put under the setting that parsed it.
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) given.get(setting)).or(setting::usual);
    }

    /** What is passed through to the Kafka clients; holds {@code bootstrap.servers}. */
    public Map<String, String> kafka() {
        if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new SettingException(
                    KafkaClients.BOOTSTRAP + " must be set: the address of a broker (--bootstrap HOST:PORT)");
        }
        return Map.copyOf(kafka);
    }

    public Set<Role> roles() {
        return checked(() -> StreamSettings.roles(this));
    }

    public TopicNames topics() {
        return checked(() -> TopicNames.from(this));
    }

    /**
     * Everything the application needs.
     *
     * @throws SettingException with name, rule and value
     */
    public StreamSettings stream() {
        Map<String, String> clients = kafka();
        return checked(() -> StreamSettings.from(this, clients));
    }

    /** The same for what needs no broker; nothing is passed through to the Kafka clients. */
    public StreamSettings withoutBroker() {
        return checked(() -> StreamSettings.from(this, Map.of()));
    }

    /** Where probes and metrics are served; reads the file of the token. */
    public HttpSettings http() {
        return checked(() -> HttpSettings.from(this));
    }

    /** What the models topic is signed with; reads the files of keys. */
    public ModelKeys modelKeys() {
        return checked(() -> ModelKeys.from(this, get(StreamSettings.APPLICATION_ID)));
    }

    /**
     * From here on, networks compute with the kernels that are set.
     *
     * @return which these are, and why
     */
    public String useKernels() {
        return checked(() -> KernelProvider.use(get(KERNELS)).reason());
    }

    /** The records' own rules name the setting and the value. */
    private static <T> T checked(Supplier<T> composed) {
        try {
            return composed.get();
        } catch (IllegalArgumentException e) {
            throw new SettingException(e.getMessage(), e);
        }
    }
}
