package io.tidecast.cli;

import io.tidecast.train.Fit;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Progress log of training, one plain line per epoch. */
final class EpochLines implements Fit.Listener {
    private final PrintWriter out;
    private final int epochs;
    private final BooleanSupplier stopped;

    EpochLines(PrintWriter out, int epochs, BooleanSupplier stopped) {
        this.out = out;
        this.epochs = epochs;
        this.stopped = stopped;
    }

    @Override
    public void finished(Fit.Epoch epoch) {
        out.printf(
                Locale.ROOT,
                "epoch %d/%d  loss %.5f  held-out error %.5f%s  rate %.2g%n",
                epoch.number() + 1,
                epochs,
                epoch.loss(),
                epoch.validationLoss(),
                epoch.best() ? " (best)" : "",
                epoch.learningRate());
        out.flush();
    }

    @Override
    public boolean enough() {
        return stopped.getAsBoolean();
    }

    @Override
    public boolean stopped() {
        return stopped.getAsBoolean();
    }
}
