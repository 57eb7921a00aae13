package io.tidecast.experiment;

import io.tidecast.forecast.SeasonalNaive;

/**
 * Seasonal naive forecast with normal quantiles: the same step of the last whole season, with a variance that is the
 * mean of its squared errors in the past times the seasons ahead (Hyndman &amp; Athanasopoulos, Forecasting: Principles
 * and Practice, 5.5), as StatsForecast has it, by which GIFT-Eval's reference is made. A season of 1 is persistence.
 *
 * @param season in steps
 */
record NaiveQuantiles(int season) implements QuantileMethod {
    /** The standard normal distribution's quantiles of 0.5, 0.6, 0.7, 0.8 and 0.9. */
    private static final double[] NORMAL = {
        0, 0.2533471031357997, 0.5244005127080409, 0.8416212335729143, 1.2815515655446004
    };

    @Override
    public Forecast forecast(double[] past, int horizon) {
        double squares = 0;
        for (int t = season; t < past.length; t++) {
            squares += (past[t] - past[t - season]) * (past[t] - past[t - season]);
        }
        double deviation = Math.sqrt(squares / (past.length - season));
        return (share, h) -> {
            int seasons = (h - 1) / season + 1;
            double point = past[past.length - 1 - SeasonalNaive.lag(h, season)];
            return point + normal(share) * deviation * Math.sqrt(seasons);
        };
    }

    private static double normal(double share) {
        int tenths = (int) Math.round(10 * share) - 5;
        return Math.signum(tenths) * NORMAL[Math.abs(tenths)];
    }
}
