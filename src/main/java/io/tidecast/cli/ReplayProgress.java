package io.tidecast.cli;

import io.tidecast.model.Verdict;
import io.tidecast.replay.BacktestReplay;
import io.tidecast.train.Fit;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress bar of a replay on a terminal, with what the trainer does meanwhile; nothing where there is no terminal. */
final class ReplayProgress implements BacktestReplay.Listener, AutoCloseable {
    private final Optional<ProgressBar> bar;
    private final BooleanSupplier stopped;
    private int judged;
    private int promoted;

    ReplayProgress(Optional<PrintStream> terminal, long readings, BooleanSupplier stopped) {
        this.stopped = stopped;
        bar = terminal.map(to -> new ProgressBarBuilder()
                .setTaskName("readings")
                .setInitialMax(readings)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(to))
                .build());
    }

    @Override
    public void replayed(long readings) {
        bar.ifPresent(to -> to.stepTo(readings));
    }

    @Override
    public void judged(Verdict verdict) {
        judged++;
        promoted += verdict.promoted() ? 1 : 0;
        say(String.format(Locale.ROOT, "fine-tunes %d, promoted %d", judged, promoted));
    }

    @Override
    public void finished(Fit.Epoch epoch) {
        say(String.format(
                Locale.ROOT, "training: epoch %d, held-out error %.4g", epoch.number() + 1, epoch.validationLoss()));
    }

    @Override
    public boolean enough() {
        return stopped.getAsBoolean();
    }

    @Override
    public boolean stopped() {
        return stopped.getAsBoolean();
    }

    private void say(String message) {
        bar.ifPresent(to -> to.setExtraMessage(message));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
