package io.tidecast.backtest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reliability of intervals: each bound of a level is a quantile, and what share of the actuals came below it is held
 * against the share that it is for (Gneiting, Balabdaoui &amp; Raftery 2007).
 *
 * @param quantiles ascending by what they are for
 */
record Calibration(List<Quantile> quantiles) {
    /**
     * Quantile of the forecasts.
     *
     * @param nominal share of actuals that are to come below it
     * @param observed share that did; NaN of nothing
     */
    record Quantile(double nominal, double observed) {}

    /**
     * Bin of the probability integral transform between two quantiles that follow one another.
     *
     * @param density share of the actuals in it over the share that is to be: 1 where the forecasts are calibrated
     */
    record Bin(double from, double to, double density) {}

    Calibration {
        quantiles = List.copyOf(quantiles);
    }

    /** Of all steps together. */
    static Calibration of(HorizonErrors errors, List<Double> levels) {
        List<Quantile> all = new ArrayList<>();
        for (int l = 0; l < levels.size(); l++) {
            double tail = (1 - levels.get(l)) / 2;
            double below = errors.intervals().below(l, 0);
            all.add(new Quantile(tail, below));
            all.add(new Quantile(1 - tail, below + errors.intervals().coverage(l, 0)));
        }
        all.sort(Comparator.comparingDouble(Quantile::nominal));
        return new Calibration(all);
    }

    boolean isKnown() {
        return !quantiles.isEmpty() && Double.isFinite(quantiles.get(0).observed());
    }

    /** One more than there are quantiles. */
    List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        Quantile before = new Quantile(0, 0);
        for (int i = 0; i <= quantiles.size(); i++) {
            Quantile next = i < quantiles.size() ? quantiles.get(i) : new Quantile(1, 1);
            double width = next.nominal() - before.nominal();
            if (width > 0) { // Levels may be given twice.
                bins.add(new Bin(before.nominal(), next.nominal(), (next.observed() - before.observed()) / width));
            }
            before = next;
        }
        return bins;
    }
}
