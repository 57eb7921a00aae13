package io.tidecast.cli;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidecast doctor}: checks that the application can work, and says what to do. */
@Command(
        name = "doctor",
        abbreviateSynopsis = true,
        description = "Checks settings, broker, topics, permissions and what exactly-once needs, and says what to do."
                + " Takes the settings of `run`; changes nothing; exit code 1 if anything is in the way.")
final class DoctorCommand implements Callable<Integer>, SettingsCommand {
    private final Surroundings surroundings;

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public SettingOptions options() {
        return options;
    }

    @Override
    public List<Setting<?>> offered() {
        return Catalogue.ALL;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Map<Finding.Level, Integer> counts = new EnumMap<>(Finding.Level.class);
        new Doctor(options.settings(surroundings), finding -> {
                    out.println(finding);
                    out.flush();
                    counts.merge(finding.level(), 1, Integer::sum);
                })
                .examine();
        return counts.containsKey(Finding.Level.FAIL) ? 1 : 0;
    }
}
