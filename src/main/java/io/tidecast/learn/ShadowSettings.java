package io.tidecast.learn;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import java.time.Duration;

/**
 * Shadow deployment: how long a challenger that passed the gate stands in the shadow of the version that serves.
 *
 * @param steps new steps of all devices whose windows it is judged on; 0: it serves at once
 * @param longest wall-clock time after which it is judged on what has come
 */
public record ShadowSettings(int steps, Duration longest) {
    private static final Duration LEAST = Duration.ofDays(1);

    static final Setting<Integer> STEPS = Setting.count(
                    "learning.shadow-steps",
                    "STEPS",
                    0,
                    "new steps of all devices for which a challenger that passed the gate forecasts beside the version that"
                            + " serves, unpublished, before the better of the two serves; 0: it serves at once")
            .must(Rule.notNegative());
    static final Setting<Duration> LONGEST = Setting.derived(
                    "learning.shadow-for",
                    "DURATION",
                    "twice what a single device needs for so many steps, at least P" + LEAST.toDays() + "D",
                    "longest time that takes; then it is judged on what has come. Fine-tunes wait meanwhile, except for a"
                            + " drift",
                    Parsers::duration)
            .must(Rule.positive());

    public ShadowSettings {
        STEPS.check(steps);
        LONGEST.check(longest);
    }

    public static ShadowSettings from(Values values) {
        int steps = values.get(STEPS);
        return new ShadowSettings(
                steps, values.find(LONGEST).orElseGet(() -> steps > 0 ? longest(steps, values) : LEAST));
    }

    public static ShadowSettings defaults() {
        return from(Values.DEFAULTS);
    }

    /**
     * Twice the time in which a single device alone makes so many windows, or a day: traffic that goes on at all is
     * always waited for. Until the last window is known, a horizon and a chunk must have come, too.
     */
    private static Duration longest(int steps, Values values) {
        int beyond = values.get(ForecastSettings.HORIZON) + values.get(HistorySettings.CHUNK_STEPS);
        Duration alone = values.get(GridSettings.STEP).length().multipliedBy(2L * (steps + beyond));
        return alone.compareTo(LEAST) > 0 ? alone : LEAST;
    }

    public boolean isOn() {
        return steps > 0;
    }
}
