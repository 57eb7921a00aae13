package io.tidecast.cli;

import io.tidecast.settings.ChartSchema;
import io.tidecast.settings.SettingsPage;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidecast settings}: prints the reference of all settings. */
@Command(name = "settings", description = "Prints the reference of all settings as Markdown.")
final class SettingsPageCommand implements Runnable {
    @Option(
            names = "--values-schema",
            description =
                    "Prints the JSON Schema of the Helm chart's values instead, k8s/helm/tidecast/values.schema.json.")
    private boolean valuesSchema;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(valuesSchema ? ChartSchema.json() : SettingsPage.markdown());
        out.flush();
    }
}
