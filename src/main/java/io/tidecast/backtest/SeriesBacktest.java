package io.tidecast.backtest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges the forecasts of one target of one device as its steps become known. Published forecasts and the network's errors are
 * told beforehand and kept until then; the simple forecasts are made here. A pair of origin and horizon step counts where its
 * actual was observed and every forecast but the linear one was made, so that all of them are judged on the same pairs.
 *
 * <p>It needs memory for a horizon of forecasts, a chunk of history and what is plotted, however long the series is.
 */
final class SeriesBacktest {
    /** Of the past in a plot, in horizons. */
    private static final int PLOTTED_HORIZONS = 8;

    private final BacktestPlan plan;
    private final Sink sink;
    private final int horizon;
    private final double[] levels;
    private final Past past;
    private final Map<Method, SimpleForecast> simple = new EnumMap<>(Method.class);
    private final Map<Method, float[][]> made = new EnumMap<>(Method.class); // [origin modulo horizon][horizon]
    private final Map<Method, long[]> madeAt = new EnumMap<>(Method.class); // [origin modulo horizon]
    private final Map<Long, ForecastTrail.Published> published = new HashMap<>();
    private final Map<Long, float[]> network = new HashMap<>();
    private final List<Map<Method, HorizonErrors>> errors = new ArrayList<>(); // [regions]
    private final Deque<ForecastTrail.Actual> plotted = new ArrayDeque<>();
    private final Deque<ForecastTrail.Published> plottedForecasts = new ArrayDeque<>();
    private double naiveSum;
    private long naiveCount;
    private long runStart;

    /** Takes a published forecast of a step, and what came. */
    interface Sink {
        void judged(long origin, int h, ForecastTrail.Published forecast, float actual);
    }

    SeriesBacktest(BacktestPlan plan, Sink sink) {
        this.plan = plan;
        this.sink = sink;
        horizon = plan.horizon();
        levels = plan.levels().stream().mapToDouble(Double::doubleValue).toArray();
        int seasons = plan.season() * ((horizon + plan.season() - 1) / plan.season());
        past = new Past(Math.max(plan.window(), seasons) + horizon + 1);
        simple.put(Method.PERSISTENCE, new SimpleForecast.Persistence());
        simple.put(Method.SEASONAL_NAIVE, new SimpleForecast.SeasonalNaive(plan.season()));
        simple.put(Method.DRIFT, new SimpleForecast.Drift());
        simple.put(Method.DAMPED_TREND, new DampedTrend());
        simple.put(Method.LINEAR, new LinearForecast(plan.window(), horizon));
        for (Method method : simple.keySet()) {
            made.put(method, new float[horizon][horizon]);
            madeAt.put(method, new long[horizon]);
        }
        for (int r = 0; r < plan.regions().size(); r++) {
            Map<Method, HorizonErrors> own = new EnumMap<>(Method.class);
            for (Method method : Method.values()) {
                own.put(method, new HorizonErrors(horizon, levels.length));
            }
            errors.add(own);
        }
    }

    void begin(long step) {
        past.begin();
        published.keySet().removeIf(origin -> origin < step);
        network.keySet().removeIf(at -> at < step);
        simple.values().forEach(SimpleForecast::begin);
        runStart = step;
    }

    void published(ForecastTrail.Published forecast) {
        published.put(forecast.origin(), forecast);
    }

    /** The network's absolute errors of the forecasts about a step, by how many steps before it they were made. */
    void network(long at, float[] errorsByStep) {
        network.put(at, errorsByStep);
    }

    /** Takes the next step of the run. */
    void step(long step, float value, boolean observed) {
        past.add(value, observed);
        if (observed) {
            judge(step, value);
        }
        network.remove(step);
        ForecastTrail.Published oldest = published.remove(step - horizon);
        plot(step, observed ? value : Float.NaN, oldest);
        long left = plan.training() - 1 - step;
        if (left >= 0 && observed && past.reaches(plan.season()) && past.observed(plan.season())) {
            naiveSum += Math.abs(value - past.value(plan.season()));
            naiveCount++;
        }
        boolean asked = plan.regions().stream().anyMatch(region -> region.holds(step));
        int slot = (int) (step % horizon);
        simple.forEach((method, forecast) -> {
            forecast.add(past, left);
            boolean can = asked && forecast.forecast(past, made.get(method)[slot]);
            madeAt.get(method)[slot] = can ? step : -1;
        });
    }

    private void judge(long step, float actual) {
        float[] own = network.get(step);
        if (own == null) {
            return;
        }
        for (int h = 1; h <= horizon && step - h >= runStart; h++) {
            long origin = step - h;
            ForecastTrail.Published answer = published.get(origin);
            if (answer == null || Float.isNaN(own[h - 1]) || !canAll(origin)) {
                continue;
            }
            boolean judged = false;
            for (int r = 0; r < errors.size(); r++) {
                if (plan.regions().get(r).holds(origin)) {
                    judge(errors.get(r), h, origin, answer, own[h - 1], actual);
                    judged = true;
                }
            }
            if (judged) {
                sink.judged(origin, h, answer, actual);
            }
        }
    }

    private boolean canAll(long origin) {
        int slot = (int) (origin % horizon);
        for (Method method : simple.keySet()) {
            if (method != Method.LINEAR && madeAt.get(method)[slot] != origin) {
                return false;
            }
        }
        return true;
    }

    private void judge(
            Map<Method, HorizonErrors> to,
            int h,
            long origin,
            ForecastTrail.Published answer,
            float own,
            float actual) {
        int slot = (int) (origin % horizon);
        to.get(Method.PUBLISHED).add(h, answer.mean()[h - 1], actual);
        float[] lower = new float[levels.length];
        float[] upper = new float[levels.length];
        for (int l = 0; l < levels.length; l++) {
            lower[l] = answer.lower()[l][h - 1];
            upper[l] = answer.upper()[l][h - 1];
        }
        to.get(Method.PUBLISHED).addBounds(h, levels, lower, upper, actual);
        to.get(Method.NETWORK).add(h, own);
        for (Method method : simple.keySet()) {
            if (madeAt.get(method)[slot] == origin) {
                to.get(method).add(h, made.get(method)[slot][h - 1], actual);
            }
        }
    }

    /** Keeps every horizon'th forecast, so that they follow one another. */
    private void plot(long step, float actual, ForecastTrail.Published forecast) {
        plotted.add(new ForecastTrail.Actual(step, actual));
        if (forecast != null && forecast.origin() % horizon == 0) {
            plottedForecasts.add(forecast);
        }
        long oldest = step - (long) PLOTTED_HORIZONS * horizon;
        while (plotted.getFirst().step() < oldest) {
            plotted.removeFirst();
        }
        while (!plottedForecasts.isEmpty() && plottedForecasts.getFirst().origin() < oldest) {
            plottedForecasts.removeFirst();
        }
    }

    HorizonErrors errors(int region, Method method) {
        return errors.get(region).get(method);
    }

    /** Mean absolute error of the seasonal naive forecast within the training part; NaN where there is none. */
    double naiveError() {
        return naiveCount == 0 || naiveSum == 0 ? Double.NaN : naiveSum / naiveCount;
    }

    ForecastTrail trail() {
        return new ForecastTrail(plotted, plottedForecasts);
    }
}
