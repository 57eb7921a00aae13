package io.tidecast.forecaster;

import io.tidecast.device.DeviceState;
import io.tidecast.forecast.Combination;
import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastMethod;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.Limits;
import io.tidecast.forecast.MethodContext;
import io.tidecast.forecast.MethodForecasts;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Serving;
import io.tidecast.forecast.Threshold;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Precision;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.series.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Inference on one device: makes the forecast that is published when a step has closed: what the {@link Combination}
 * makes of the forecasts of all methods, with intervals, status and crossings. The network is run and remembered in any
 * case, so that it is scored and gets its chance again.
 */
final class DeviceForecasts {
    /** Share 0.9 of a normal distribution is within so many standard deviations. */
    private static final double NORMAL_90 = 1.645;

    private final ScoredMethods scored;
    private final ForecastSettings settings;
    private final MethodContext methods;
    private final List<String> kept; // names of those whose forecasts are
    private final int[] keptSteps;
    private final TimeStep step;
    private final int[] targetFeatures;
    private final PublishSettings publish;
    private final Limits[] limits;
    private final ModelRegistry registry;
    private final Optional<KnownValues> ahead;
    private final UnaryOperator<Segment> filled;

    /** A forecast to publish, and what is needed to score it later. */
    record Made(Forecast forecast, OpenForecast open) {}

    /** @param filled what the network is to see of a segment with gaps */
    DeviceForecasts(
            ScoredMethods scored,
            PublishSettings publish,
            ModelRegistry registry,
            Optional<KnownValues> ahead,
            UnaryOperator<Segment> filled) {
        this.scored = scored;
        settings = scored.forecast();
        methods = scored.context();
        kept = scored.keptNames();
        keptSteps = scored.keptSteps();
        this.publish = publish;
        this.registry = registry;
        this.ahead = ahead;
        this.filled = filled;
        limits = publish.limits(settings.targets());
        step = settings.timeStep();
        targetFeatures = settings.targetFeatures();
    }

    /**
     * Forecasts a device from the end of a segment.
     *
     * @param segment the stretch up to the origin
     * @return empty as long as no target was ever observed
     */
    Optional<Made> make(DeviceState device, Segment segment) {
        int last = segment.steps() - 1;
        if (!isAnswerable(segment)) {
            return Optional.empty();
        }
        DeviceStatistics statistics = device.statistics();
        Optional<Forecaster> serving = serving(device.position().model());
        Scale scale = statistics.scale().scale();
        Optional<KnownAheadTable.Told> told = told(device, segment);
        MethodForecasts made = forecasts(statistics.methods(), serving, window(segment, told), scale);
        Combination.Published published = statistics.combination().combine(made);
        boolean usable =
                made.isFinite(NetworkMethod.NAME) && statistics.combination().counts(made);
        int version = made.speaks(NetworkMethod.NAME)
                ? serving.orElseThrow().manifest().version()
                : 0;
        String model = serving.map(own -> own.manifest().model())
                .orElse(device.position().model());
        long originMs = segment.timeMs(last, step);
        TimeStep interval = interval(statistics);
        boolean stale = usable && isStale(serving.orElseThrow(), originMs);
        ForecastStatus status = status(segment, usable, statistics.combination().worse(), stale);
        float[] widths = new float[targetFeatures.length * settings.levels().size() * settings.horizon()];
        List<Forecast.Target> targets = targets(segment, published.means(), made, scale, statistics, widths);
        int observed = segment.observedSteps(settings.window());
        Forecast forecast = new Forecast(
                device.device(),
                model,
                version,
                published.source(),
                status,
                originMs,
                interval,
                timing(statistics),
                targets,
                observed,
                Math.min(settings.window(), segment.steps()) - observed,
                statistics.combination().skill(),
                crossings(segment, targets, originMs, interval),
                weights(published, targets),
                told.map(DeviceForecasts::ahead));
        OpenForecast open = new OpenForecast(
                segment.lastIndex(),
                model,
                version,
                made.isUntrained(NetworkMethod.NAME),
                published.source(),
                made.kept(kept, keptSteps, published),
                widths);
        return Optional.of(new Made(forecast, open));
    }

    /** How far apart the steps are that are forecast: where every reading is one, at the device's usual pace. */
    TimeStep interval(DeviceStatistics statistics) {
        return statistics
                .pace()
                .map(pace -> TimeStep.ofMillis(pace.medianMs(step.lengthMs())))
                .orElse(step);
    }

    /** Whether any target was ever observed. */
    boolean isAnswerable(Segment segment) {
        for (int feature : targetFeatures) {
            if (!Double.isNaN(segment.value(segment.steps() - 1, feature))) {
                return true;
            }
        }
        return false;
    }

    private Optional<KnownAheadTable.Told> told(DeviceState device, Segment segment) {
        return ahead.map(known -> known.ahead(device.device(), device.position().model(), segment.lastIndex()));
    }

    private static Forecast.Ahead ahead(KnownAheadTable.Told told) {
        return new Forecast.Ahead(
                told.share(), told.offsets(), told.own().map(own -> new Forecast.Own(own.partition(), own.offset())));
    }

    private Window window(Segment segment, Optional<KnownAheadTable.Told> told) {
        KnownAhead known = told.map(KnownAheadTable.Told::values).orElse(KnownAhead.NOTHING);
        return scored.window(segment, segment.steps() - 1, known);
    }

    /** The window that a device is forecast from, with what is known ahead now. */
    Window window(DeviceState device, Segment segment) {
        return window(segment, told(device, segment));
    }

    /** What the methods forecast of a device from a window; nothing is published or remembered. */
    MethodForecasts made(DeviceState device, Window window) {
        Optional<Forecaster> serving = serving(device.position().model());
        DeviceStatistics statistics = device.statistics();
        return forecasts(
                statistics.methods(), serving, window, statistics.scale().scale());
    }

    /** The version that serves a model: its own, or the default model's as long as it has none. */
    private Optional<Forecaster> serving(String model) {
        return registry.serving(model).or(() -> registry.serving(settings.model()));
    }

    /** What the methods forecast; the network in a session that is this thread's for as long. */
    private MethodForecasts forecasts(
            List<ForecastMethod> known, Optional<Forecaster> serving, Window window, Scale scale) {
        if (serving.isEmpty()) {
            return new MethodForecasts(window, methods, limits, known);
        }
        return registry.memory()
                .with(
                        serving.get(),
                        session -> new MethodForecasts(
                                window, methods, limits, known, Optional.of(new Serving(session, scale, filled))));
    }

    private boolean isStale(Forecaster serving, long originMs) {
        Optional<Instant> learnt = serving.manifest().learntTo();
        return publish.staleAfter().isPresent()
                && learnt.isPresent()
                && originMs - learnt.get().toEpochMilli()
                        > publish.staleAfter().get().toMillis();
    }

    private static Forecast.Timing timing(DeviceStatistics statistics) {
        return statistics
                .pace()
                .map(pace -> pace.isKnown() ? Forecast.Timing.MEDIAN_INTERVAL : Forecast.Timing.USUAL_INTERVAL)
                .orElse(Forecast.Timing.GRID);
    }

    /** The weights of the targets that are forecast, by their names. */
    private Map<String, Map<String, Map<String, Double>>> weights(
            Combination.Published published, List<Forecast.Target> targets) {
        Map<String, Map<String, Map<String, Double>>> weights = new LinkedHashMap<>();
        for (Forecast.Target target : targets) {
            if (!published.weights().isEmpty()) {
                int at = settings.targets().indexOf(target.name());
                weights.put(target.name(), published.weights().get(at));
            }
        }
        return weights;
    }

    private List<Forecast.Crossing> crossings(
            Segment segment, List<Forecast.Target> targets, long originMs, TimeStep interval) {
        List<Forecast.Crossing> crossings = new ArrayList<>();
        for (Threshold threshold : publish.thresholds()) {
            for (Forecast.Target target : targets) {
                if (target.name().equals(threshold.target())) {
                    int feature = settings.features().indexOf(target.name());
                    threshold
                            .crossedAt(segment.value(segment.steps() - 1, feature), target.mean())
                            .ifPresent(
                                    h -> crossings.add(new Forecast.Crossing(threshold, interval.after(originMs, h))));
                }
            }
        }
        return crossings;
    }

    private ForecastStatus status(Segment segment, boolean usable, boolean worse, boolean stale) {
        if (segment.observedSteps(1) == 0) {
            return ForecastStatus.GAP;
        }
        if (!usable) {
            return ForecastStatus.WARMING_UP;
        }
        if (worse) {
            return ForecastStatus.WORSE_THAN_NAIVE;
        }
        return stale ? ForecastStatus.STALE_MODEL : ForecastStatus.OK;
    }

    private List<Forecast.Target> targets(
            Segment segment,
            double[] means,
            MethodForecasts made,
            Scale scale,
            DeviceStatistics statistics,
            float[] widths) {
        int horizon = settings.horizon();
        int levels = settings.levels().size();
        List<Forecast.Target> targets = new ArrayList<>();
        for (int j = 0; j < targetFeatures.length; j++) {
            if (Double.isNaN(segment.value(segment.steps() - 1, targetFeatures[j]))) {
                continue;
            }
            double[] mean = Arrays.copyOfRange(means, j * horizon, (j + 1) * horizon);
            int from = j * levels * horizon;
            boolean known = true;
            for (int i = 0; i < levels * horizon; i++) {
                int h = i % horizon + 1;
                boolean begun = statistics.intervals().isKnown(j, i / horizon, h);
                float first = begun ? Float.NaN : firstWidth(made, j, i / horizon, h, statistics.scale(), scale);
                float width = statistics.intervals().width(j, i / horizon, h, first);
                widths[from + i] = toldApart(width, mean[h - 1]);
                known &= !Float.isNaN(widths[from + i]);
            }
            List<Forecast.Interval> intervals = new ArrayList<>();
            if (known) {
                for (int l = 0; l < levels; l++) {
                    float[] width = Arrays.copyOfRange(widths, from + l * horizon, from + (l + 1) * horizon);
                    intervals.add(
                            Forecast.Interval.around(mean, settings.levels().get(l), width, limits[j]));
                }
            } else {
                Arrays.fill(widths, from, from + levels * horizon, Float.NaN); // None of them is published.
            }
            targets.add(new Forecast.Target(settings.targets().get(j), mean, intervals));
        }
        return targets;
    }

    /** Half-width before anything is known of the errors: what a method tells, else what follows from changes. */
    private float firstWidth(MethodForecasts made, int target, int l, int h, RunningScale seen, Scale scale) {
        double level = settings.levels().get(l);
        float said = made.halfWidth(target, level, h);
        return Float.isNaN(said) ? widthOfChanges(seen, scale, targetFeatures[target], level, h) : said;
    }

    /** A width that the bounds around a mean keep when they are rounded as it is; NaN stays. */
    private static float toldApart(float width, double mean) {
        float least = (float) Precision.unit(mean);
        return width < least ? least : width;
    }

    /**
     * Half-width before anything is known of the errors, and no method tells one: normal changes of the device's size
     * that add up over h steps, but lead no farther than two independent levels are apart. Where no change was seen, as
     * with readings of every second step, it is that distance; NaN as long as the levels were never apart. That is of
     * level 0.9; those of others follow from errors with Laplace's distribution.
     */
    private static float widthOfChanges(RunningScale seen, Scale scale, int feature, double level, int h) {
        if (!seen.varied(feature)) {
            return Float.NaN;
        }
        double apart = Math.sqrt(2) * scale.std()[feature];
        double change = scale.diff()[feature];
        double spread = seen.moved(feature) ? Math.max(change, Math.min(change * Math.sqrt(h), apart)) : apart;
        return (float) (NORMAL_90 * spread * Math.log(1 - level) / Math.log(0.1));
    }
}
