package io.tidecast.cli;

import io.tidecast.app.StopSignal;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;

/** What is run by a class loader that has no demo. */
final class WithoutDemoRun {
    private WithoutDemoRun() {}

    static int run(PrintWriter err) {
        CommandLine commands = Main.commandLine(new CommandContext(Map.of(), new Properties(), new StopSignal()));
        commands.setErr(err);
        return commands.execute("demo");
    }
}
