package io.tidecast.learn;

import io.tidecast.config.ShortDuration;
import io.tidecast.kernel.SplitMix;
import java.time.Duration;
import java.util.Optional;

/** Retraining triggers: they decide when a model's next fine-tune is due, and say why. */
public final class Triggers {
    /** Beginning of a trigger that is a drift. */
    public static final String DRIFT = "drift: ";

    /** Share of the steps that start a fine-tune which must be new for time to start one. */
    private static final double TIMED = 0.2;

    private final TriggerSettings settings;
    private final long seed;

    /** @param seed of the jitter */
    public Triggers(TriggerSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    /** Why a fine-tune is due, or empty. Whatever has waited is answered by the one that begins. */
    public Optional<String> due(String model, Progress progress, long nowMs) {
        long restMs = nowMs - progress.restedMs();
        if (progress.runs() > 0 && restMs < settings.minInterval().toMillis()) {
            return Optional.empty();
        }
        if (progress.drift() != null) {
            return Optional.of(DRIFT + progress.drift());
        }
        double stretch = 1 + settings.jitter() * jitter(model, progress.runs());
        long steps = steps(progress);
        if (progress.newSteps() >= Math.ceil(stretch * steps)) {
            return Optional.of("steps: " + progress.newSteps() + " new");
        }
        boolean timed = !settings.every().isZero()
                && progress.newSteps() >= TIMED * steps
                && restMs >= stretch * settings.every().toMillis();
        return timed
                ? Optional.of("time: " + ShortDuration.of(Duration.ofMillis(restMs)) + " since the last")
                : Optional.empty();
    }

    /** New steps that start one: every so many, or fewer while history grows from nothing. */
    private long steps(Progress progress) {
        if (progress.growing() == null) {
            return settings.everySteps();
        }
        long least = progress.changedMs() == null ? settings.firstSteps() : 1;
        return Math.min(settings.everySteps(), Math.max(least, progress.growing()));
    }

    /** In [0, 1), the same for the same model, run and seed. */
    private double jitter(String model, int run) {
        return new SplitMix(SplitMix.mix(SplitMix.mix(seed, model.hashCode()), run)).nextDouble();
    }
}
