package io.tidecast.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Manual pages of the commands in roff, a page each: what {@code --help} says, under the headings that {@code man(7)}
 * knows.
 */
final class ManPages {
    private static final int WIDTH = 90;

    private ManPages() {}

    /** The text of each page by the name of its file, {@code tidecast-models-list.1}. */
    static Map<String, String> of(CommandLine root) {
        Map<String, String> pages = new TreeMap<>();
        add(root, pages);
        return pages;
    }

    private static void add(CommandLine command, Map<String, String> pages) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        command.setUsageHelpAutoWidth(false);
        command.setUsageHelpWidth(WIDTH);
        String name = spec.qualifiedName("-");
        pages.put(name + ".1", page(name, command.getHelp()));
        command.getSubcommands().values().forEach(sub -> add(sub, pages));
    }

    private static String page(String name, Help help) {
        StringBuilder page = new StringBuilder();
        page.append(".TH ").append(name.toUpperCase(Locale.ROOT)).append(" 1\n");
        String about = help.description().strip();
        section(
                page,
                "NAME",
                name + " - " + about.lines().findFirst().orElse("forecasts per device from a Kafka topic"));
        section(page, "SYNOPSIS", help.fullSynopsis());
        section(page, "DESCRIPTION", about);
        section(page, "ARGUMENTS", help.parameterList());
        section(page, "OPTIONS", help.optionList());
        section(page, "COMMANDS", help.commandList());
        section(page, "EXIT STATUS", help.exitCodeList());
        section(page, "EXAMPLES", help.footer());
        return page.toString();
    }

    /** As it stands, line by line; nothing where there is none. */
    private static void section(StringBuilder page, String heading, String text) {
        if (text.isBlank()) {
            return;
        }
        page.append(".SH ").append(heading).append("\n.nf\n");
        text.stripTrailing().lines().map(String::stripTrailing).forEach(line -> page.append(escaped(line))
                .append('\n'));
        page.append(".fi\n");
    }

    /** A dot or an apostrophe at the beginning would be a request, a backslash an escape, a hyphen a dash. */
    private static String escaped(String line) {
        String plain = line.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
