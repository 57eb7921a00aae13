package io.tidecast.cli;

import io.tidecast.config.Setting;
import io.tidecast.settings.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command that takes settings, some of them as flags; a file, the environment and system properties may set any. */
abstract class SettingsCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    SettingsCommand(CommandContext context) {
        this.context = context;
    }

    /** The settings that stand as flags in this command's help. */
    abstract List<Setting<?>> offered();

    final SettingOptions options() {
        return options;
    }

    final CommandContext context() {
        return context;
    }

    /** The command as it was parsed. */
    final CommandSpec spec() {
        return spec;
    }

    /** What the sources say, flags before all. */
    final Settings settings() {
        return options.settings(context);
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /**
     * Whether who read this output, such as head, has gone. A writer on the standard output's stream does not tell:
     * that stream keeps its errors to itself.
     */
    final boolean isOutputGone() {
        return out().checkError() || System.out.checkError();
    }
}
