package io.tidecast.cli;

import io.tidecast.settings.SettingsPage;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidecast settings}: prints the reference of all settings. */
@Command(name = "settings", description = "Prints the reference of all settings as Markdown.")
final class SettingsPageCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(SettingsPage.markdown());
        out.flush();
    }
}
