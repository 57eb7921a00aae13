package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the README is held to: it is short, has one picture, and its table has every command. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final int WORDS = 1200;
    private static final Pattern NAME = Pattern.compile("`([a-z -]+)`");

    @Test
    void shouldBeShortAndHaveOnePicture() throws IOException {
        String text = Files.readString(README);
        assertThat(text.strip().split("\\s+", -1)).hasSizeLessThanOrEqualTo(WORDS);
        List<String> pictures = Pattern.compile("!\\[[^]]*]\\(([^)]*)\\)|<img\\b")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(pictures).containsExactly("docs/pictures/fleet.png");
    }

    @Test
    void shouldHaveEachCommandOnceInItsTable() throws IOException {
        String table = Files.readString(README)
                .replaceFirst("(?s).*\\| command \\|[^\n]*\n", "")
                .replaceFirst("(?s)\n\n.*", "");
        Set<String> told = new TreeSet<>();
        for (String row : table.lines().skip(1).toList()) {
            String before = "";
            Matcher name = NAME.matcher(row.split("\\|", -1)[1]);
            while (name.find()) {
                String words = name.group(1);
                // `models pin`, `unpin`: the second is of models, too.
                String command = words.contains(" ") ? words : before + words;
                before = words.contains(" ") ? words.substring(0, words.indexOf(' ') + 1) : before;
                assertThat(told.add(command)).as("%s, twice", command).isTrue();
            }
        }
        CommandLine commands = Main.commandLine(new CommandContext(Map.of(), new Properties(), new StopSignal()));
        assertThat(told).isEqualTo(leaves(commands, ""));
    }

    private static Set<String> leaves(CommandLine commands, String before) {
        Set<String> leaves = new TreeSet<>();
        commands.getSubcommands().forEach((name, command) -> {
            if (!command.getSubcommands().isEmpty()) {
                leaves.addAll(leaves(command, before + name + " "));
            } else if (!command.getCommandSpec().usageMessage().hidden()) {
                leaves.add(before + name);
            }
        });
        return leaves;
    }
}
