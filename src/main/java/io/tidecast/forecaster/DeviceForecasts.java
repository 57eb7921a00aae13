package io.tidecast.forecaster;

import io.tidecast.device.DeviceStatistics;
import io.tidecast.device.OpenForecasts;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastSource;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.Limits;
import io.tidecast.forecast.Naive;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.Threshold;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Makes the forecast that is published when a step has closed: the network's where it can be run and has not proved worse
 * than naive on this device, else the better naive one. The network is run and remembered in any case, so that it is scored
 * and gets its chance again.
 */
final class DeviceForecasts {
    /** Share 0.9 of a normal distribution is within so many standard deviations. */
    private static final double NORMAL_90 = 1.645;

    private final ForecastSettings settings;
    private final long stepMs;
    private final int[] targetFeatures;
    private final PublishSettings publish;
    private final Limits[] limits;
    private final UnaryOperator<Segment> windows;
    private final Map<String, Forecaster.Session> sessions = new HashMap<>(); // by model

    /** A forecast to publish, and what is needed to score it later. */
    record Made(Forecast forecast, OpenForecasts.Entry entry) {}

    /** @param windows what the network is to see of a segment */
    DeviceForecasts(ForecastSettings settings, PublishSettings publish, UnaryOperator<Segment> windows) {
        this.settings = settings;
        this.publish = publish;
        this.windows = windows;
        limits = publish.limits(settings.targets());
        stepMs = settings.step().toMillis();
        targetFeatures = settings.targetFeatures();
    }

    /**
     * Forecasts from the end of a segment.
     *
     * @param segment the run up to the origin
     * @param belongsTo id of the device's model
     * @param serving the version that serves it, its own or the default model's, if there is one
     * @return empty as long as no target was ever observed
     */
    Optional<Made> make(
            String device,
            Segment segment,
            DeviceStatistics statistics,
            String belongsTo,
            Optional<Forecaster> serving) {
        int last = segment.steps() - 1;
        boolean answerable = false;
        for (int feature : targetFeatures) {
            answerable |= !Float.isNaN(segment.value(last, feature));
        }
        if (!answerable) {
            return Optional.empty();
        }
        float[] means = new float[targetFeatures.length * settings.horizon()];
        Scale scale = statistics.scale().scale();
        boolean run = segment.steps() >= settings.window() && serving.isPresent();
        int version = 0;
        String model = serving.map(own -> own.manifest().model()).orElse(belongsTo);
        if (run) {
            session(serving.get()).forecast(windows.apply(segment), scale, means);
            clip(means);
            version = serving.get().manifest().version();
        } else {
            Arrays.fill(means, Float.NaN);
        }
        boolean usable = run && finiteWhereKnown(means, segment);
        boolean worse = statistics.skill().worse();
        ForecastSource source = usable && !worse ? ForecastSource.MODEL : naive(segment, run, statistics);
        long originMs = segment.timeMs(last, stepMs);
        long intervalMs = statistics.pace().map(pace -> pace.medianMs(stepMs)).orElse(stepMs);
        boolean stale = usable && isStale(serving.get(), originMs);
        ForecastStatus status = status(segment, usable, worse, stale);
        float[] widths = new float[targetFeatures.length * settings.levels().size() * settings.horizon()];
        List<Forecast.Target> targets = targets(segment, source, means, scale, statistics, widths);
        int observed = segment.observedSteps(settings.window());
        Forecast forecast = new Forecast(
                device,
                model,
                version,
                source,
                status,
                originMs,
                intervalMs,
                timing(statistics),
                targets,
                observed,
                Math.min(settings.window(), segment.steps()) - observed,
                statistics.skill().skill(),
                crossings(segment, targets, originMs, intervalMs));
        return Optional.of(new Made(
                forecast, new OpenForecasts.Entry(segment.lastIndex(), model, version, source, means, widths)));
    }

    private Forecaster.Session session(Forecaster serving) {
        String model = serving.manifest().model();
        Forecaster.Session session = sessions.get(model);
        if (session == null || session.forecaster() != serving) {
            session = serving.session();
            sessions.put(model, session);
        }
        return session;
    }

    private boolean finiteWhereKnown(float[] means, Segment segment) {
        for (int j = 0; j < targetFeatures.length; j++) {
            if (!Float.isNaN(segment.value(segment.steps() - 1, targetFeatures[j]))) {
                for (int h = 0; h < settings.horizon(); h++) {
                    if (!Float.isFinite(means[j * settings.horizon() + h])) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private ForecastSource naive(Segment segment, boolean run, DeviceStatistics statistics) {
        boolean seasonal = Naive.seasonalPossible(segment.steps(), settings.seasonSteps());
        for (int feature : targetFeatures) {
            int season = segment.steps() - settings.seasonSteps();
            boolean known = !Float.isNaN(segment.value(segment.steps() - 1, feature));
            seasonal &= !known || (season >= 0 && !Float.isNaN(segment.value(season, feature)));
        }
        if (!seasonal) {
            return ForecastSource.PERSISTENCE;
        }
        return run ? statistics.skill().betterNaive() : ForecastSource.SEASONAL_NAIVE;
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

    private List<Forecast.Crossing> crossings(
            Segment segment, List<Forecast.Target> targets, long originMs, long intervalMs) {
        List<Forecast.Crossing> crossings = new ArrayList<>();
        for (Threshold threshold : publish.thresholds()) {
            for (Forecast.Target target : targets) {
                if (target.name().equals(threshold.target())) {
                    int feature = settings.features().indexOf(target.name());
                    threshold
                            .crossedAt(segment.value(segment.steps() - 1, feature), target.mean())
                            .ifPresent(h -> crossings.add(new Forecast.Crossing(threshold, originMs + h * intervalMs)));
                }
            }
        }
        return crossings;
    }

    private void clip(float[] means) {
        for (int i = 0; i < means.length; i++) {
            means[i] = limits[i / settings.horizon()].clip(means[i]);
        }
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
            ForecastSource source,
            float[] means,
            Scale scale,
            DeviceStatistics statistics,
            float[] widths) {
        int horizon = settings.horizon();
        int levels = settings.levels().size();
        List<Forecast.Target> targets = new ArrayList<>();
        for (int j = 0; j < targetFeatures.length; j++) {
            int feature = targetFeatures[j];
            float last = segment.value(segment.steps() - 1, feature);
            if (Float.isNaN(last)) {
                continue;
            }
            float[] mean = new float[horizon];
            switch (source) {
                case MODEL -> System.arraycopy(means, j * horizon, mean, 0, horizon);
                case PERSISTENCE -> Naive.persistence(last, mean);
                case SEASONAL_NAIVE -> Naive.seasonal(segment, feature, settings.seasonSteps(), mean);
            }
            for (int h = 0; h < horizon; h++) {
                mean[h] = limits[j].clip(mean[h]);
            }
            List<Forecast.Interval> intervals = new ArrayList<>();
            for (int l = 0; l < levels; l++) {
                float[] width = new float[horizon];
                for (int h = 1; h <= horizon; h++) {
                    width[h - 1] = statistics.intervals().width(j, l, h, firstWidth(scale, feature, h));
                }
                System.arraycopy(width, 0, widths, (j * levels + l) * horizon, horizon);
                intervals.add(Forecast.Interval.around(mean, settings.levels().get(l), width, limits[j]));
            }
            targets.add(new Forecast.Target(settings.targets().get(j), mean, intervals));
        }
        return targets;
    }

    /**
     * Half-width at level 0.9 before anything is known of the errors: normal changes of the device's size that add up over h
     * steps, but lead no farther than two independent levels are apart.
     */
    private static float firstWidth(Scale scale, int feature, int h) {
        double spread = Math.min(scale.diff()[feature] * Math.sqrt(h), Math.sqrt(2) * scale.std()[feature]);
        return (float) (NORMAL_90 * Math.max(scale.diff()[feature], spread));
    }
}
