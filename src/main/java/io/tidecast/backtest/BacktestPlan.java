package io.tidecast.backtest;

import java.util.List;

/**
 * Evaluation plan of a backtest: what it judges.
 *
 * @param horizon steps ahead
 * @param window steps that the linear baseline looks back on
 * @param season of the seasonal naive forecast and of the scaled error, in steps
 * @param levels nominal coverages of the intervals
 * @param first grid index of the first step of the data, from which places are counted
 * @param training steps of the part that is trained on
 * @param regions stretches of origins that are judged
 */
public record BacktestPlan(
        int horizon, int window, int season, List<Double> levels, long first, long training, List<Region> regions) {
    public BacktestPlan {
        levels = List.copyOf(levels);
        regions = List.copyOf(regions);
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("a backtest must have at least one region");
        }
    }

    /** Whether the forecast from an origin may be drawn: every horizon'th is, so that they follow one another. */
    boolean isDrawn(long origin) {
        return origin % horizon == 0;
    }
}
