package io.tidecast.forecast;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for every forecast that is published.
 *
 * @param limits by target; those of a target that is absent are {@link Limits#NONE}
 * @param thresholds whose first crossing a forecast names
 * @param staleAfter how far a forecast's origin may be past the newest step that the serving network learnt from, before the
 *     forecast's status says so; empty for any distance
 */
public record PublishSettings(Map<String, Limits> limits, List<Threshold> thresholds, Optional<Duration> staleAfter) {
    public PublishSettings {
        staleAfter.ifPresent(duration -> {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("forecast.stale-after must be positive, was " + duration);
            }
        });
        limits = Map.copyOf(limits);
        thresholds = List.copyOf(thresholds);
    }

    public static PublishSettings none() {
        return new PublishSettings(Map.of(), List.of(), Optional.empty());
    }

    /** The limits of each target. */
    public Limits[] limits(List<String> targets) {
        return targets.stream()
                .map(target -> limits.getOrDefault(target, Limits.NONE))
                .toArray(Limits[]::new);
    }

    /** Throws if one of the names is not a target. */
    public void requireAmong(List<String> targets) {
        limits.keySet().forEach(target -> require(targets, "forecast.limits", target));
        thresholds.forEach(threshold -> require(targets, "forecast.thresholds", threshold.target()));
    }

    private static void require(List<String> targets, String setting, String target) {
        if (!targets.contains(target)) {
            throw new IllegalArgumentException(setting + " must name targets among " + targets + ", was " + target);
        }
    }
}
