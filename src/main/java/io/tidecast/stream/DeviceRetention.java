package io.tidecast.stream;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.ShortDuration;
import io.tidecast.config.Values;
import io.tidecast.series.GridSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Retention of devices: how long one that is silent is kept, and how many there may be.
 *
 * @param forgetAfter silence after which all that is stored of a device is removed; 0 for never. Worked example, a year
 *     with steps of a minute: a pump last heard of on 1 March 2026 is removed by the middle of April 2027, and begins
 *     as a new device when it comes back. Silence counts as far as the application has received what was sent, so none
 *     of its own outages is one
 * @param maxDevices most devices of one partition of the state, 0 for any number; a reading of one more is refused. Per
 *     partition, since that is what moves between instances as a whole and is counted without asking others
 */
public record DeviceRetention(Duration forgetAfter, int maxDevices) {
    private static final Duration LEAST = Duration.ofDays(365);
    private static final int IDLE_TIMES = 10;
    private static final int GAP_TIMES = 2;

    static final Setting<Duration> FORGET_AFTER = Setting.derived(
                    "state.forget-after",
                    "DURATION",
                    "365d, or more where gaps are long",
                    "when nothing was received from a device for so long, all that is stored of it is removed; when it comes"
                            + " back it is a new one. 0s for never. Unless set, at least " + IDLE_TIMES
                            + " times series.idle-close and " + GAP_TIMES + " times series.max-gap",
                    Parsers::duration)
            .must(Rule.notNegative());
    static final Setting<Integer> MAX_DEVICES = Setting.count(
                    "state.max-devices",
                    "N",
                    0,
                    "most devices of one partition of the state; a reading of one more is dead-lettered. 0 for any number")
            .must(Rule.atLeast(0));

    /** All of retention, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(FORGET_AFTER, MAX_DEVICES);

    public DeviceRetention {
        FORGET_AFTER.check(forgetAfter);
        MAX_DEVICES.check(maxDevices);
    }

    public static DeviceRetention from(Values values) {
        return new DeviceRetention(
                values.find(FORGET_AFTER).orElseGet(() -> usual(GridSettings.from(values))), values.get(MAX_DEVICES));
    }

    /** The defaults on a grid. */
    static DeviceRetention of(GridSettings grid) {
        return new DeviceRetention(usual(grid), Values.DEFAULTS.get(MAX_DEVICES));
    }

    /** By then the stretch of any device has ended, and its window begins afresh in any case. */
    private static Duration usual(GridSettings grid) {
        return Stream.of(
                        LEAST,
                        grid.idleClose().multipliedBy(IDLE_TIMES),
                        grid.maxGap().multipliedBy(GAP_TIMES))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Holds it to what depends on how readings become steps. */
    void require(GridSettings grid) {
        FORGET_AFTER.require(
                forgetAfter.isZero() || forgetAfter.compareTo(grid.idleClose()) >= 0,
                "be 0s, or at least series.idle-close " + ShortDuration.of(grid.idleClose()),
                forgetAfter);
    }
}
