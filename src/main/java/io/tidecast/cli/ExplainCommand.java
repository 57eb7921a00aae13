package io.tidecast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.config.Printable;
import io.tidecast.http.InquirySource;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;

/** {@code tidecast explain}: what moved the forecast of a device. */
@Command(
        name = "explain",
        abbreviateSynopsis = true,
        description = {
            "Prints by how much each method, and each group of inputs, moved the forecast of a device, some steps ahead;"
                    + " the parts of each add up to the forecast.",
            "What methods have learnt of the device is no input: it is in the forecast without any of these.",
            "A running application is asked, by its API, and answers an address 60 times a minute."
        },
        footer = {"", "Example:", "  tidecast explain --device pump-7"})
final class ExplainCommand extends InquiryCommand {
    private static final int NAME = 30;

    ExplainCommand(CommandContext context) {
        super(context);
    }

    @Override
    InquirySource.Inquiry inquiry(String device) {
        return new InquirySource.Inquiry(InquirySource.Kind.EXPLANATION, device, "");
    }

    @Override
    void print(JsonNode answer, PrintWriter to) {
        int last = answer.path("times").size() - 1;
        Set<Integer> steps = new TreeSet<>(List.of(0, last / 2, last));
        to.printf(
                "%s from %s, by %s%n",
                Printable.value(answer.path("device").asText()),
                answer.path("origin").asText(),
                answer.path("source").asText());
        for (JsonNode target : answer.path("targets")) {
            to.println();
            StringBuilder head =
                    new StringBuilder(name(target.path("name").asText().toUpperCase(Locale.ROOT)));
            steps.forEach(h -> head.append(column("+" + (h + 1))));
            to.println(head);
            StringBuilder newest = new StringBuilder(name("newest value"));
            steps.forEach(h -> newest.append(column(number(target.path("newest")))));
            to.println(newest);
            parts(target.path("methods"), steps, to);
            row("forecast", target.path("mean"), steps, to);
            to.println();
            row("without any of these", target.path("flat"), steps, to);
            parts(target.path("inputs"), steps, to);
            row("forecast", target.path("mean"), steps, to);
        }
    }

    private static void parts(JsonNode parts, Set<Integer> steps, PrintWriter to) {
        for (JsonNode part : parts) {
            StringBuilder row = new StringBuilder(name("  " + part.path("name").asText()));
            steps.forEach(
                    h -> row.append(column(moved(part.path("moved").path(h).asDouble()))));
            to.println(row);
        }
    }

    private static void row(String name, JsonNode values, Set<Integer> steps, PrintWriter to) {
        StringBuilder row = new StringBuilder(name(name));
        steps.forEach(h -> row.append(column(number(values.path(h)))));
        to.println(row);
    }

    private static String name(String name) {
        return String.format("%-" + NAME + "s", Printable.value(name));
    }

    private static String column(String text) {
        return String.format("  %10s", text);
    }
}
