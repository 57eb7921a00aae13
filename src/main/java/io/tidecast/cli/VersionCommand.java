package io.tidecast.cli;

import io.tidecast.app.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidecast version}: what {@code --version} says. */
@Command(name = "version", description = "Says which version this is, and of what libraries and Java.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Version.lines().forEach(spec.commandLine().getOut()::println);
        return 0;
    }
}
