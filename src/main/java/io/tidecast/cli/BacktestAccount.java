package io.tidecast.cli;

import io.tidecast.csv.CsvSpan;
import io.tidecast.replay.BacktestReplay;
import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Account of a backtest: what was done, and what was left out. */
final class BacktestAccount {
    private BacktestAccount() {}

    /** The first line where not all was replayed. */
    static String partial(BacktestReplay.Outcome outcome, CsvSpan span) {
        return String.format(
                Locale.ROOT,
                "PARTIAL: stopped after %,d of %,d readings; what follows is of these alone",
                outcome.readings(),
                span.readings());
    }

    /**
     * What was known ahead of it, and since when.
     *
     * @param asOf column that says it, where there is one
     */
    static Optional<String> knownAhead(List<String> values, Optional<String> asOf) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String since = asOf.map(column -> ", each row from its time in column " + column + " on")
                .orElse(", as it came to be: perfect foresight, which nobody has of what is a forecast itself");
        return Optional.of("known ahead: " + String.join(", ", values) + since);
    }

    /**
     * How a result came about, in lines.
     *
     * @param mode how the model that serves came to be
     * @param online whether the trainer learnt along
     */
    static List<String> of(
            BacktestReplay.Outcome outcome, String mode, long seed, double seconds, boolean online, TimeStep step) {
        List<String> account = new ArrayList<>();
        account.add(String.format(
                Locale.ROOT,
                "%s, seed %d: %,d readings of %,d devices on a grid of %s in %.1f s",
                mode,
                seed,
                outcome.readings(),
                outcome.result().devices().size(),
                step.typed(),
                seconds));
        outcome.trained()
                .ifPresent(trained -> account.add(String.format(
                        Locale.ROOT,
                        "trained on the first %,d steps: best of %d epochs was %d",
                        outcome.result().plan().training(),
                        trained.fit().history().size(),
                        trained.fit().bestEpoch().number() + 1)));
        if (online) {
            account.add(String.format(
                    Locale.ROOT, "fine-tunes judged: %,d, promoted: %,d", outcome.fineTunes(), outcome.promoted()));
        }
        if (outcome.duplicates() > 0) {
            boolean one = outcome.result().devices().size() == 1;
            account.add(String.format(
                            Locale.ROOT,
                            "readings that repeat a value of their device and time, of which the first counts: %,d",
                            outcome.duplicates())
                    + (one ? "; --device-column tells several devices of a file apart" : ""));
        }
        if (outcome.refused() > 0) {
            account.add(String.format(
                    Locale.ROOT, "readings refused: %,d; the first: %s", outcome.refused(), outcome.refusal()));
        }
        return account;
    }
}
