package io.tidecast.cli;

import io.tidecast.app.Doctor;
import io.tidecast.app.Finding;
import io.tidecast.config.Setting;
import io.tidecast.settings.Catalogue;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code tidecast doctor}: checks that the application can work, and says what to do. */
@Command(
        name = "doctor",
        abbreviateSynopsis = true,
        description = "Checks settings, broker, topics, permissions and what exactly-once needs, and says what to do."
                + " Takes the settings of `run`; changes nothing; exit code 1 if anything is in the way.")
final class DoctorCommand extends SettingsCommand {
    DoctorCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return Catalogue.ALL;
    }

    @Override
    public Integer call() {
        PrintWriter out = out();
        Map<Finding.Level, Integer> counts = new EnumMap<>(Finding.Level.class);
        Hints hints = new Hints(spec().root().commandLine(), options().given());
        new Doctor(settings(), finding -> {
                    out.println(new Finding(
                            finding.level(), hints.repeated(finding.message()), hints.repeated(finding.remedy())));
                    out.flush();
                    counts.merge(finding.level(), 1, Integer::sum);
                })
                .examine();
        return counts.containsKey(Finding.Level.FAIL) ? 1 : 0;
    }
}
