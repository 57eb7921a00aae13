package io.tidecast.cli;

import io.tidecast.config.Setting;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StateFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * Command-line options by which a command takes settings: a file, the Kafka clients' own, and one flag for each of the
 * catalogue.
 */
final class SettingOptions {
    @Option(
            names = {"-c", "--config"},
            order = 1, // After those of the command itself, before the settings.
            paramLabel = "FILE",
            description = "Settings as YAML, under `tidecast:`.")
    private Path file;

    @Option(
            names = "--bootstrap",
            order = 2,
            paramLabel = "HOST:PORT",
            description = "Address of a broker; short for --kafka bootstrap.servers=HOST:PORT.")
    private String bootstrap;

    @Option(
            names = "--kafka",
            order = 3,
            paramLabel = "NAME=VALUE",
            description =
                    "A setting passed through to the Kafka clients; may be given several times. state.dir is where"
                            + " the application keeps its state: by default " + StateFolder.DEFAULT + ".")
    private List<String> kafka = new ArrayList<>();

    private final Map<String, String> flags = new LinkedHashMap<>();

    /** Adds a flag for each of the settings, grouped as in the catalogue. */
    void addFlags(CommandSpec command, List<Setting<?>> settings) {
        int order = 100;
        for (String group : Catalogue.groups()) {
            List<Setting<?>> ofGroup =
                    settings.stream().filter(s -> s.group().equals(group)).toList();
            if (!ofGroup.isEmpty()) {
                ArgGroupSpec.Builder flagsOfGroup = ArgGroupSpec.builder()
                        .heading("%nSettings: " + group + "%n")
                        .validate(false)
                        .order(order++);
                ofGroup.forEach(setting -> flagsOfGroup.addArg(flag(setting)));
                command.addArgGroup(flagsOfGroup.build());
            }
        }
    }

    private OptionSpec flag(Setting<?> setting) {
        String description = Character.toUpperCase(setting.description().charAt(0))
                + setting.description().substring(1) + ". "
                + (setting.defaultText().equals("must be set")
                        ? "Must be set."
                        : "Default: " + setting.defaultText() + ".");
        OptionSpec.Builder option = OptionSpec.builder(setting.flag())
                .type(String.class)
                .paramLabel(setting.label())
                .description(description.replace("%", "%%"))
                .setter(new FlagSetter(setting.key(), flags));
        return setting.isSwitch()
                ? option.arity("0..1").fallbackValue("true").build()
                : option.arity("1").build();
    }

    /** What the flags say, strongest source of all, over what the context and the file say. */
    Settings settings(CommandContext context) {
        return Settings.of(sources(context));
    }

    /** The flags as a shell takes them, for a hint; of the clients' settings, which may be secrets, the names alone. */
    List<String> given() {
        List<String> given = new ArrayList<>();
        if (file != null) {
            given.add("-c " + ShellWord.quoted(file.toString()));
        }
        if (bootstrap != null) {
            given.add("--bootstrap=" + ShellWord.quoted(bootstrap));
        }
        kafka.forEach(pair -> given.add("--kafka=" + ShellWord.quoted(pair.replaceFirst("(?s)=.*", "")) + "=…"));
        flags.forEach((key, value) -> given.add("--" + key.replace('.', '-') + "=" + ShellWord.quoted(value)));
        return given;
    }

    /** The same, for a command that adds sources of its own. */
    SettingSources sources(CommandContext context) {
        Map<String, String> given = new LinkedHashMap<>(flags);
        for (String pair : kafka) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                // The value may be a secret and is not repeated.
                throw new WrongUsage("--kafka must be NAME=VALUE, had no " + (equals == 0 ? "name" : "="));
            }
            given.put(KafkaClients.PREFIX + pair.substring(0, equals), pair.substring(equals + 1));
        }
        if (bootstrap != null) {
            given.put(KafkaClients.BOOTSTRAP, bootstrap);
        }
        SettingSources sources =
                new SettingSources().flags(given).system(context.properties()).environment(context.environment());
        if (file != null) {
            sources.file(file);
        }
        return sources;
    }

    private record FlagSetter(String key, Map<String, String> flags) implements ISetter {
        @Override
        @SuppressWarnings("unchecked")
        public <T> T set(T value) {
            return (T) (value == null ? flags.remove(key) : flags.put(key, value.toString()));
        }
    }
}
