package io.tidecast.cli;

import io.tidecast.app.StopSignal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;

/** One run of the command line: what came out of it. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(String... args) {
        return in(new CommandContext(Map.of(), new Properties(), new StopSignal()), args);
    }

    static CommandRun in(CommandContext context, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Main.commandLine(context);
        commands.setOut(new PrintWriter(out));
        commands.setErr(new PrintWriter(err));
        int exitCode = commands.execute(args);
        commands.getOut().flush();
        commands.getErr().flush();
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
