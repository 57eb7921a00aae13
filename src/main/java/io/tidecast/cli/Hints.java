package io.tidecast.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * Hints that can be pasted: commands in backticks, with those of the flags that were given which the command takes.
 *
 * <p>Worked example: of {@code doctor -c plant.yaml}, "run `tidecast topics create`" is "run `tidecast topics create -c
 * plant.yaml`".
 *
 * @param given flags, each whole: {@code --bootstrap=broker:9092}
 */
record Hints(CommandLine root, List<String> given) {
    /** What is said of `tidecast run` is what it does, not what to do. */
    private static final Pattern COMMAND =
            Pattern.compile("`tidecast (?!run`)([a-z][a-z-]*(?: [a-z][a-z-]*)*)([^`]*)`");

    String repeated(String text) {
        return COMMAND.matcher(text)
                .replaceAll(hint -> Matcher.quoteReplacement(
                        "`tidecast " + hint.group(1) + flags(hint.group(1)) + hint.group(2) + "`"));
    }

    private String flags(String words) {
        CommandLine command = root;
        for (String word : words.split(" ", -1)) {
            command = command == null ? null : command.getSubcommands().get(word);
        }
        if (command == null) {
            return "";
        }
        CommandLine hinted = command;
        return given.stream()
                .filter(flag -> hinted.getCommandSpec().optionsMap().containsKey(flag.split("[= ]", 2)[0]))
                .map(flag -> " " + flag)
                .collect(Collectors.joining());
    }
}
