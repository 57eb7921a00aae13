package io.tidecast.cli;

import io.tidecast.forecast.MethodKind;
import io.tidecast.learn.HeldOutError;
import io.tidecast.learn.OfflineTrainer;
import io.tidecast.model.Manifest;
import io.tidecast.train.Fit;
import java.util.List;
import java.util.Locale;

/** Training report, as text. */
final class TrainingReport {
    private TrainingReport() {}

    /** How it ended, and the held-out errors of network and naive forecasts side by side. */
    static String of(OfflineTrainer.Outcome outcome) {
        Manifest manifest = outcome.model().manifest();
        Fit.Result fit = outcome.fit();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s after %d epochs, best was %d; held-out error of %,d windows over %d steps (mean absolute; overall in"
                        + " units of the usual change from step to step, each target in its own):%n",
                fit.stoppedEarly() ? "stopped early" : "ended",
                fit.history().size(),
                fit.bestEpoch().number() + 1,
                outcome.windows(),
                manifest.horizon()));
        text.append(String.format("%-16s %10s", "", "overall"));
        manifest.targets().forEach(target -> text.append(String.format(" %10s", target)));
        text.append(System.lineSeparator());
        row(text, "network", outcome.network());
        outcome.naive().forEach((name, error) -> row(text, MethodKind.title(name), error));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, HeldOutError error) {
        text.append(String.format(Locale.ROOT, "%-16s %10.4g", name, error.scaled()));
        List<Double> byTarget = error.byTarget();
        byTarget.forEach(value -> text.append(String.format(Locale.ROOT, " %10.4g", value)));
        text.append(System.lineSeparator());
    }
}
