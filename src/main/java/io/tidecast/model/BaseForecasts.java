package io.tidecast.model;

import io.tidecast.base.BaseNetwork;
import io.tidecast.base.BaseSeries;
import io.tidecast.base.SeriesValues;
import io.tidecast.series.GivenForecasts;
import io.tidecast.series.Segment;
import java.util.HashMap;
import java.util.Map;

/**
 * Forecasts of the base network from each step of a segment, as it would have made them there: what a version that is
 * given them is trained with. They are made when one is first asked for, and kept, to a 30,000th of the furthest way
 * that one of them goes. One thread at a time.
 */
public final class BaseForecasts {
    private final Segment segment;
    private BaseNetwork network; // null before any was asked for
    private int season;
    private int horizon;
    private final Map<Integer, Ways> byFeature = new HashMap<>();

    /**
     * Ways from each step's own value to its forecasts: a history has many.
     *
     * @param units [steps], NaN where nothing was forecast
     * @param ways [steps, horizon] in units of the step
     */
    private record Ways(float[] units, short[] ways) {}

    /** Of a segment, of which nothing is known before its first step. */
    public BaseForecasts(Segment segment) {
        this.segment = segment;
    }

    /** About the bytes of those from so many steps. */
    public static long bytes(long steps, int targets, int horizon) {
        return steps * targets * (Float.BYTES + (long) horizon * Short.BYTES);
    }

    /** Those that a version is given; none where it is given none. */
    public GivenForecasts of(Forecaster model) {
        if (model.base().isEmpty()) {
            return GivenForecasts.NONE;
        }
        BaseNetwork own = model.base().get();
        int steps = model.manifest().season();
        if (own != network || steps != season || model.manifest().horizon() != horizon) {
            network = own;
            season = steps;
            horizon = model.manifest().horizon();
            byFeature.clear();
        }
        return this::value;
    }

    private double value(int step, int h, int feature) {
        Ways own = byFeature.computeIfAbsent(feature, this::made);
        return segment.value(step, feature) + own.units[step] * own.ways[step * horizon + h - 1];
    }

    private Ways made(int feature) {
        BaseSeries series = network.series(season);
        double[][] quantiles = new double[BaseNetwork.quantiles().size()][horizon];
        float[] units = new float[segment.steps()];
        short[] ways = new short[units.length * horizon];
        for (int step = 0; step < segment.steps(); step++) {
            boolean made =
                    series.forecast(segment.firstIndex() + step, values(segment, step, feature), quantiles, horizon);
            double last = segment.value(step, feature);
            double furthest = 0;
            for (double median : quantiles[BaseNetwork.median()]) {
                furthest = Math.max(furthest, Math.abs(median - last));
            }
            units[step] = made ? (float) (furthest / Short.MAX_VALUE) : Float.NaN;
            for (int h = 0; h < horizon && units[step] > 0; h++) {
                double way = quantiles[BaseNetwork.median()][h] - last;
                ways[step * horizon + h] = (short) Math.round(way / units[step]);
            }
        }
        return new Ways(units, ways);
    }

    /** What was observed of a feature up to an origin. */
    static SeriesValues values(Segment segment, int origin, int feature) {
        long begin = segment.firstIndex();
        return place -> {
            int step = (int) (place - begin);
            return step >= 0 && step <= origin && segment.observed(step, feature)
                    ? segment.value(step, feature)
                    : Double.NaN;
        };
    }
}
