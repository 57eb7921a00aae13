package io.tidecast.experiment;

import io.tidecast.base.BaseNetwork;
import java.util.List;

/**
 * Base network's quantiles, as they come from it; those between are on the line through the two next to them.
 *
 * @param season steps of a season, which it is told
 * @param context newest values that it is given; of more than it reads it takes what it reads
 */
record BaseQuantiles(BaseNetwork network, int season, int context) implements QuantileMethod {
    private static final List<Float> SHARES = BaseNetwork.quantiles();

    @Override
    public Forecast forecast(double[] past, int horizon) {
        int known = Math.min(context, past.length);
        long origin = BaseNetwork.anchorAfter(past.length);
        double[][] quantiles = new double[SHARES.size()][horizon];
        boolean made = network.series(season)
                .forecast(
                        origin,
                        place -> origin - place < known ? past[past.length - 1 - (int) (origin - place)] : Double.NaN,
                        quantiles,
                        horizon);
        if (!made) {
            throw new IllegalArgumentException("past must have at least 3 values that are known, had " + known);
        }
        return (share, h) -> between(share, h, quantiles);
    }

    private static double between(double share, int h, double[][] quantiles) {
        int above = 1;
        while (above < SHARES.size() - 1 && SHARES.get(above) < share) {
            above++;
        }
        double from = SHARES.get(above - 1);
        double to = SHARES.get(above);
        double lower = quantiles[above - 1][h - 1];
        return lower + (share - from) / (to - from) * (quantiles[above][h - 1] - lower);
    }
}
