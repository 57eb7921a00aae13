package io.tidecast.cli;

import io.tidecast.app.Departure;
import io.tidecast.config.Setting;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code tidecast leave}: tells the process beside it that its next stop is for good. */
@Command(
        name = "leave",
        abbreviateSynopsis = true,
        description =
                "Has the `tidecast run` that works on this state folder leave its consumer groups when it is next stopped,"
                        + " or takes one that has stopped out of them now, so that others take over its devices at once."
                        + " For scaling in; a process that is started again stays a member as before.",
        footer = {
            "",
            "Example:",
            "  kubectl -n tidecast exec tidecast-forecaster-2 -- \\",
            "    tidecast leave -c /etc/tidecast/tidecast.yaml",
            "  kubectl -n tidecast scale statefulset tidecast-forecaster --replicas=2"
        })
final class LeaveCommand extends SettingsCommand {
    LeaveCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(StreamSettings.APPLICATION_ID, StreamSettings.ROLES);
    }

    @Override
    public Integer call() {
        StreamSettings settings = settings().stream();
        for (Role role : settings.roles().stream().sorted().toList()) {
            Departure departure = Departure.of(settings, role);
            out().println(role.lowerCase() + " " + said(departure));
        }
        return 0;
    }

    private static String said(Departure departure) {
        return switch (departure.how()) {
            case WHEN_IT_STOPS -> "leaves group " + departure.group() + " when it stops";
            case NOW -> "has stopped, and has left group " + departure.group();
            case IS_NO_MEMBER -> "is no member of group " + departure.group();
        };
    }
}
