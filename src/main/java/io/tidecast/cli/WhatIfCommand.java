package io.tidecast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.config.Printable;
import io.tidecast.http.InquirySource;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast what-if}: the forecast of a device with other values known ahead, beside the present one. */
@Command(
        name = "what-if",
        abbreviateSynopsis = true,
        description = {
            "Prints what would be forecast of a device with other values of covariates.values, beside what is forecast"
                    + " now.",
            "A running application is asked, by its API; it publishes and changes nothing, and answers an address"
                    + " 60 times a minute."
        },
        footer = {"", "Example:", "  tidecast what-if --device pump-7 --set plan=0@2026-12-01T06:00..14:00"})
final class WhatIfCommand extends InquiryCommand {
    private static final String ROW = "%-12s  %-20s  %10s  %10s  %11s%n";

    @Option(
            names = "--set",
            required = true,
            paramLabel = "NAME=VALUE@FROM..TO",
            description =
                    "Another value in the steps that begin from FROM until before TO; VALUE may be `unknown`, TO a"
                            + " time of FROM's day. Times are in network.zone unless they say another. May be given several"
                            + " times; the last counts.")
    private List<String> set;

    WhatIfCommand(CommandContext context) {
        super(context);
    }

    @Override
    InquirySource.Inquiry inquiry(String device) {
        return new InquirySource.Inquiry(InquirySource.Kind.WHAT_IF, device, String.join(";", set));
    }

    @Override
    void print(JsonNode answer, PrintWriter to) {
        JsonNode times = answer.path("times");
        to.printf(
                "%s from %s: other values in %d of %d steps%n",
                Printable.value(answer.path("device").asText()),
                answer.path("origin").asText(),
                answer.path("steps").asInt(),
                times.size());
        to.printf(ROW, "TARGET", "AT", "NOW", "THEN", "DIFFERENCE");
        for (JsonNode target : answer.path("targets")) {
            for (int h = 0; h < times.size(); h++) {
                JsonNode now = target.path("present").path(h);
                JsonNode then = target.path("changed").path(h);
                to.printf(
                        ROW,
                        Printable.value(target.path("name").asText()),
                        times.path(h).asText(),
                        number(now),
                        number(then),
                        moved(then.asDouble() - now.asDouble()));
            }
        }
    }
}
