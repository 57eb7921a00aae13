package io.tidecast.cli;

import io.tidecast.experiment.GiftEval;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code tidecast reproduce gift-eval}: the base network alone by GIFT-Eval's protocol. */
final class GiftEvalReproduction {
    private final PrintWriter out;
    private final Path data;
    private final Optional<Path> report;

    GiftEvalReproduction(PrintWriter out, Path data, Optional<Path> report) {
        this.out = out;
        this.data = data;
        this.report = report;
    }

    /** Carries it out; returns the exit code. */
    int run() throws IOException {
        ReproduceCommand.requireMarkdown(GiftEval.NAME, report);
        report.ifPresent(Places::requireFile);
        String made = "Made by `./tidecast reproduce " + GiftEval.NAME
                + report.map(file -> " --report " + file).orElse("") + "`.";
        String text;
        try {
            text = GiftEval.shipped().report(data, made);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
        out.print(text);
        if (report.isPresent()) {
            Files.writeString(report.get(), text);
            out.println("wrote " + report.get());
        }
        out.flush();
        return 0;
    }
}
