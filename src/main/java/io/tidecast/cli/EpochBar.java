package io.tidecast.cli;

import io.tidecast.train.Fit;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress bar of training on a terminal: epoch, loss, held-out error, the best so far, and the time all epochs would
 * yet take.
 */
final class EpochBar implements Fit.Listener, AutoCloseable {
    private static final int TICKS = 1000; // Of an epoch.

    private final BooleanSupplier stopped;
    private final ProgressBar bar;
    private String validation = "";
    private double best = Double.POSITIVE_INFINITY;

    EpochBar(PrintStream terminal, int epochs, BooleanSupplier stopped) {
        this.stopped = stopped;
        bar = new ProgressBarBuilder()
                .setTaskName("epoch")
                .setInitialMax((long) epochs * TICKS)
                .setUnit("", TICKS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(terminal))
                .build();
    }

    @Override
    public void progressed(int epoch, double part, double loss) {
        bar.setExtraMessage(String.format(Locale.ROOT, "loss %.3g%s", loss, validation));
        bar.stepTo((long) ((epoch + part) * TICKS));
    }

    @Override
    public void finished(Fit.Epoch epoch) {
        best = epoch.best() ? epoch.validationLoss() : best;
        validation = String.format(Locale.ROOT, " held out %.3g best %.3g", epoch.validationLoss(), best);
        progressed(epoch.number(), 1, epoch.loss());
    }

    @Override
    public boolean enough() {
        return stopped.getAsBoolean();
    }

    @Override
    public boolean stopped() {
        return stopped.getAsBoolean();
    }

    @Override
    public void close() {
        bar.close();
    }
}
