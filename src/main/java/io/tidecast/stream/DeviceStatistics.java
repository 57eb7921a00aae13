package io.tidecast.stream;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.IntervalTracker;
import io.tidecast.series.RunningScale;
import io.tidecast.series.SkillTracker;
import java.nio.ByteBuffer;

/** What is known of a device beyond its window: scale, live errors, interval widths; one compact value with a version byte. */
record DeviceStatistics(RunningScale scale, SkillTracker skill, IntervalTracker intervals) {
    private static final byte VERSION = 1;
    /** Windows after which older values start to fade from the scale. */
    private static final int SCALE_WINDOWS = 20;
    /** Windows after which older errors start to fade. */
    private static final int SKILL_WINDOWS = 2;

    static DeviceStatistics empty(ForecastSettings forecast) {
        return new DeviceStatistics(
                new RunningScale(forecast.features().size(), SCALE_WINDOWS * forecast.window()),
                new SkillTracker(SKILL_WINDOWS * forecast.window()),
                new IntervalTracker(forecast.targets().size(), levels(forecast), forecast.horizon()));
    }

    byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(1 + scale.bytes() + SkillTracker.bytes() + intervals.bytes());
        to.put(VERSION);
        scale.write(to);
        skill.write(to);
        intervals.write(to);
        return to.array();
    }

    static DeviceStatistics of(byte[] bytes, ForecastSettings forecast) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        byte version = from.get();
        if (version != VERSION) {
            throw new IllegalStateException("version of device statistics must be " + VERSION + ", was " + version);
        }
        return new DeviceStatistics(
                RunningScale.read(from, forecast.features().size(), SCALE_WINDOWS * forecast.window()),
                SkillTracker.read(from, SKILL_WINDOWS * forecast.window()),
                IntervalTracker.read(from, forecast.targets().size(), levels(forecast), forecast.horizon()));
    }

    private static double[] levels(ForecastSettings forecast) {
        return forecast.levels().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
