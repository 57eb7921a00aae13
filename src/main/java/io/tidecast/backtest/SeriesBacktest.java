package io.tidecast.backtest;

import io.tidecast.forecast.ForecastMethod;
import io.tidecast.forecast.ForecastMethods;
import io.tidecast.forecast.MethodContext;
import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.series.RecentSteps;
import io.tidecast.series.Sampling;
import io.tidecast.series.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prequential evaluation of one series: judges the forecasts of one target of one device as its steps become known.
 * Published forecasts and the network's errors are told beforehand and kept until then; the other methods forecast
 * here. A pair of origin and horizon step counts where its actual was observed and every forecast was made but that of
 * a method that waits for the end of the training part, or for seasons to learn from, so that all others are judged on
 * the same pairs.
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
    private final RecentSteps past;
    private final List<Judged> simple = new ArrayList<>();
    private final Map<Long, ForecastTrail.Published> published = new HashMap<>();
    private final Map<Long, float[]> network = new HashMap<>();
    private final List<Map<String, HorizonErrors>> errors = new ArrayList<>(); // [regions], by method
    private final Deque<ForecastTrail.Actual> plotted = new ArrayDeque<>();
    private final Deque<ForecastTrail.Published> plottedForecasts = new ArrayDeque<>();
    private final Deque<ForecastTrail.Baseline> plottedBaseline = new ArrayDeque<>();
    private double naiveSum;
    private long naiveCount;
    private long runStart;

    /** Forecasting method that is judged, and what it has forecast. */
    private static final class Judged {
        private final MethodKind kind;
        private final ForecastMethod method;
        private final double[][] made; // [origin modulo horizon][horizon]
        private final long[] madeAt; // [origin modulo horizon], -1: asleep

        Judged(MethodKind kind, MethodContext context) {
            this.kind = kind;
            method = kind.make().apply(context);
            made = new double[context.horizon()][context.horizon()];
            madeAt = new long[context.horizon()];
        }

        /** Whether a pair is judged without it where it is asleep. */
        boolean mayMiss() {
            return kind.family() == MethodKind.Family.FITTED || kind.family() == MethodKind.Family.ONLINE;
        }

        void forecast(Window window, long step, boolean asked) {
            int slot = (int) (step % made.length);
            boolean can = asked && method.forecast(window, made[slot]) && Double.isFinite(made[slot][0]);
            madeAt[slot] = can ? step : -1;
        }

        boolean madeAt(long origin) {
            return madeAt[(int) (origin % made.length)] == origin;
        }

        ForecastTrail.Baseline baseline(long origin) {
            return new ForecastTrail.Baseline(origin, made[(int) (origin % made.length)].clone());
        }

        double forecast(long origin, int h) {
            return made[(int) (origin % made.length)][h - 1];
        }
    }

    /** Sink that takes a published forecast of a step, and what came. */
    interface Sink {
        void judged(long origin, int h, ForecastTrail.Published forecast, double actual);
    }

    SeriesBacktest(BacktestPlan plan, Sink sink) {
        this.plan = plan;
        this.sink = sink;
        horizon = plan.horizon();
        levels = plan.levels().stream().mapToDouble(Double::doubleValue).toArray();
        MethodContext context =
                new MethodContext(new int[] {0}, horizon, plan.season(), plan.window(), plan.training() - 1);
        for (MethodKind kind : ForecastMethods.ALL) {
            if (kind.family() != MethodKind.Family.NETWORK) {
                simple.add(new Judged(kind, context));
            }
        }
        past = new RecentSteps(ForecastMethods.lookback(ForecastMethods.ALL, context) + 1, 1, Sampling.GRID);
        for (int r = 0; r < plan.regions().size(); r++) {
            Map<String, HorizonErrors> own = new HashMap<>();
            for (String method : Backtest.METHODS) {
                own.put(method, new HorizonErrors(horizon, levels.length));
            }
            errors.add(own);
        }
    }

    void begin(long step) {
        published.keySet().removeIf(origin -> origin < step);
        network.keySet().removeIf(at -> at < step);
        simple.forEach(judged -> judged.method.begin());
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
    void step(long step, double value, boolean observed) {
        past.append(step, 0, new double[] {value}, new boolean[] {observed});
        Window window = Window.upTo(past.since(runStart));
        if (observed) {
            judge(step, value);
        }
        network.remove(step);
        ForecastTrail.Published oldest = published.remove(step - horizon);
        plot(step, observed ? value : Double.NaN, oldest);
        long left = plan.training() - 1 - step;
        if (left >= 0 && observed && window.observed(plan.season(), 0)) {
            naiveSum += (float) Math.abs(value - window.value(plan.season(), 0));
            naiveCount++;
        }
        boolean asked = plan.regions().stream().anyMatch(region -> region.holds(step));
        for (Judged judged : simple) {
            judged.method.learn(window);
            judged.forecast(window, step, asked);
        }
    }

    private void judge(long step, double actual) {
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
        return simple.stream().allMatch(judged -> judged.mayMiss() || judged.madeAt(origin));
    }

    private void judge(
            Map<String, HorizonErrors> to,
            int h,
            long origin,
            ForecastTrail.Published answer,
            float own,
            double actual) {
        to.get(Backtest.PUBLISHED).add(h, answer.mean()[h - 1], actual);
        if (answer.lower().length == levels.length) { // There are none as long as they are not known.
            double[] lower = new double[levels.length];
            double[] upper = new double[levels.length];
            for (int l = 0; l < levels.length; l++) {
                lower[l] = answer.lower()[l][h - 1];
                upper[l] = answer.upper()[l][h - 1];
            }
            to.get(Backtest.PUBLISHED).intervals().add(h, levels, answer.mean()[h - 1], lower, upper, actual);
        }
        to.get(NetworkMethod.NAME).add(h, own);
        for (Judged judged : simple) {
            if (judged.madeAt(origin)) {
                to.get(judged.kind.name()).add(h, judged.forecast(origin, h), actual);
            }
        }
    }

    private void plot(long step, double actual, ForecastTrail.Published forecast) {
        plotted.add(new ForecastTrail.Actual(step, actual));
        if (forecast != null && plan.isDrawn(forecast.origin())) {
            plottedForecasts.add(forecast);
            simple.stream()
                    .filter(judged -> judged.kind.name().equals(SeasonalNaive.NAME) && judged.madeAt(forecast.origin()))
                    .forEach(judged -> plottedBaseline.add(judged.baseline(forecast.origin())));
        }
        long oldest = step - (long) PLOTTED_HORIZONS * horizon;
        while (plotted.getFirst().step() < oldest) {
            plotted.removeFirst();
        }
        while (!plottedForecasts.isEmpty() && plottedForecasts.getFirst().origin() < oldest) {
            plottedForecasts.removeFirst();
        }
        while (!plottedBaseline.isEmpty() && plottedBaseline.getFirst().origin() < oldest) {
            plottedBaseline.removeFirst();
        }
    }

    HorizonErrors errors(int region, String method) {
        return errors.get(region).get(method);
    }

    /** Mean absolute error of the seasonal naive forecast within the training part; NaN where there is none. */
    double naiveError() {
        return naiveCount == 0 || naiveSum == 0 ? Double.NaN : naiveSum / naiveCount;
    }

    ForecastTrail trail() {
        return new ForecastTrail(plotted, plottedForecasts, plottedBaseline);
    }
}
