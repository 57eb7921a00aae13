package io.tidecast.cli;

import io.tidecast.app.StopSignal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import picocli.CommandLine;

/** One run of the command line: what came out of it. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(String... args) {
        return in(new CommandContext(Map.of(), new Properties(), new StopSignal()), args);
    }

    /** Run that is stopped, as by Ctrl-C, at the moment when it says something. */
    static CommandRun stoppedAt(String text, String... args) {
        StopSignal stop = new StopSignal();
        CommandContext context = new CommandContext(Map.of(), new Properties(), stop);
        return in(context, () -> new Watched(text, stop), args);
    }

    /** Text that requests a stop once it holds what is waited for. */
    private static final class Watched extends StringWriter {
        private final String text;
        private final StopSignal stop;

        Watched(String text, StopSignal stop) {
            this.text = text;
            this.stop = stop;
        }

        @Override
        public void flush() {
            if (toString().contains(text)) {
                stop.request();
            }
        }
    }

    static CommandRun in(CommandContext context, String... args) {
        return in(context, StringWriter::new, args);
    }

    private static CommandRun in(CommandContext context, Supplier<StringWriter> writers, String... args) {
        StringWriter out = writers.get();
        StringWriter err = writers.get();
        CommandLine commands = Main.commandLine(context);
        commands.setOut(new PrintWriter(out));
        commands.setErr(new PrintWriter(err));
        int exitCode = commands.execute(args);
        commands.getOut().flush();
        commands.getErr().flush();
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
