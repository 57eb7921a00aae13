package io.tidecast.cli;

import io.tidecast.config.Nearest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidecast help}: what {@code --help} of a command says. */
@Command(
        name = "help",
        description = "Explains a command, as --help after it does.",
        footer = {"", "Example:", "  tidecast help models list"})
final class HelpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command; without one, all of them.")
    private List<String> names = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String name : names) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                throw new WrongUsage(unknown(name, command));
            }
            command = next;
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }

    /** What is said of a command that is none, with the nearest that is one. */
    static String unknown(String name, CommandLine of) {
        List<String> known = of.getSubcommands().entrySet().stream()
                .filter(sub -> !sub.getValue().getCommandSpec().usageMessage().hidden())
                .map(sub -> sub.getKey())
                .toList();
        return known.isEmpty()
                ? of.getCommandName() + " has no command " + name
                : "unknown command " + name + "; did you mean " + Nearest.to(name, known) + "?";
    }
}
