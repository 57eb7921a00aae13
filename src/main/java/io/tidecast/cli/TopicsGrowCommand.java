package io.tidecast.cli;

import io.tidecast.app.StateGrowth;
import io.tidecast.config.Setting;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast topics grow}: more partitions for the state, and every device's goes to its own. */
@Command(
        name = "grow",
        abbreviateSynopsis = true,
        description =
                "Gives the application's state more partitions, so that more tasks forecast. Every instance must be"
                        + " stopped. What is cut off is gone on with by the same command; until then no instance starts.")
final class TopicsGrowCommand extends SettingsCommand {
    @Option(
            names = "--partitions",
            paramLabel = "N",
            required = true,
            description = "Partitions of the state, and with readings.keyed-by-device of the readings topic too.")
    private int partitions;

    TopicsGrowCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        List<Setting<?>> offered = new ArrayList<>(
                List.of(StreamSettings.APPLICATION_ID, StreamSettings.ROLES, StreamSettings.KEYED_BY_DEVICE));
        offered.addAll(Catalogue.group("topics"));
        return offered;
    }

    @Override
    public Integer call() {
        if (partitions < 1) {
            throw new WrongUsage("--partitions must be at least 1, was " + partitions);
        }
        Settings settings = settings();
        PrintWriter out = out();
        Map<Role, String> ids = new EnumMap<>(Role.class);
        settings.roles()
                .forEach(role -> ids.put(role, settings.get(StreamSettings.APPLICATION_ID) + "-" + role.lowerCase()));
        try {
            new StateGrowth(
                            new KafkaClients(settings.kafka()),
                            ids,
                            settings.topics(),
                            settings.get(StreamSettings.KEYED_BY_DEVICE),
                            line -> {
                                out.println(line);
                                out.flush();
                            })
                    .grow(partitions);
        } catch (IllegalStateException e) {
            throw new CommandFailed(e.getMessage());
        }
        return 0;
    }
}
