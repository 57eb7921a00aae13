package io.tidecast.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidecast completion}: the script by which a shell completes commands and options. */
@Command(
        name = "completion",
        description = "Prints the script by which bash or zsh completes commands and options.",
        footer = {"", "Example:", "  source <(tidecast completion)"})
final class CompletionCommand implements Callable<Integer> {
    /** An option that may be given twice is held for one with a value, after which no command is completed. */
    private static final String REPEATED = "    '-v'|'--verbose')\n      return\n      ;;\n";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(script(spec.root().commandLine()));
        return 0;
    }

    static String script(CommandLine root) {
        return AutoComplete.bash(root.getCommandName(), root).replace(REPEATED, "");
    }
}
