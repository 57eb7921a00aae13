package io.tidecast.forecast;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publication settings: what holds for every forecast that is published.
 *
 * @param limits by target; those of a target that is absent are {@link Limits#NONE}
 * @param thresholds whose first crossing a forecast names
 * @param staleAfter how far a forecast's origin may be past the newest step that the serving network learnt from,
 *     before the forecast's status says so; empty for any distance
 */
public record PublishSettings(Map<String, Limits> limits, List<Threshold> thresholds, Optional<Duration> staleAfter) {

    static final Setting<Map<String, Limits>> LIMITS = Setting.derived(
            "forecast.limits",
            "NAME=MIN..MAX,…",
            "none",
            "what a target can physically be, e.g. temp=-40..125,load=0..; forecasts and bounds are clipped to it",
            Limits::parseNamed);
    static final Setting<List<Threshold>> THRESHOLDS = Setting.derived(
            "forecast.thresholds",
            "NAME>VALUE,…",
            "none",
            "levels whose first crossing a forecast names, e.g. temp>80,load<0.1",
            Parsers.listOf(Threshold::parse));
    static final Setting<Duration> STALE_AFTER = Setting.derived(
                    "forecast.stale-after",
                    "DURATION",
                    "never",
                    "how far a forecast may be past the newest step its network learnt from before its status is stale-model",
                    Parsers::duration)
            .must(Rule.positive());

    /** All of publishing, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(LIMITS, THRESHOLDS, STALE_AFTER);

    public PublishSettings {
        staleAfter.ifPresent(STALE_AFTER::check);
        limits = Map.copyOf(limits);
        thresholds = List.copyOf(thresholds);
    }

    public static PublishSettings from(Values values) {
        return new PublishSettings(
                values.find(LIMITS).orElse(Map.of()),
                values.find(THRESHOLDS).orElse(List.of()),
                values.find(STALE_AFTER));
    }

    public static PublishSettings none() {
        return from(Values.DEFAULTS);
    }

    /** The limits of each target. */
    public Limits[] limits(List<String> targets) {
        return targets.stream()
                .map(target -> limits.getOrDefault(target, Limits.NONE))
                .toArray(Limits[]::new);
    }

    /** Throws if one of the names is not a target. */
    public void requireAmong(List<String> targets) {
        limits.keySet().forEach(target -> requireAmong(targets, LIMITS, target));
        thresholds.forEach(threshold -> requireAmong(targets, THRESHOLDS, threshold.target()));
    }

    private static void requireAmong(List<String> targets, Setting<?> setting, String target) {
        setting.require(targets.contains(target), "name targets among " + targets, target);
    }
}
