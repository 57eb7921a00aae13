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

    byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(size());
        to.put(VERSION);
        scale.write(to);
        skill.write(to);
        intervals.write(to);
        return to.array();
    }

    /** Reads what was stored; begins afresh where there is nothing, or what there is was stored with other settings. */
    static DeviceStatistics of(byte[] stored, ForecastSettings forecast) {
        int features = forecast.features().size();
        int targets = forecast.targets().size();
        double[] levels =
                forecast.levels().stream().mapToDouble(Double::doubleValue).toArray();
        DeviceStatistics fresh = new DeviceStatistics(
                new RunningScale(features, SCALE_WINDOWS * forecast.window()),
                new SkillTracker(SKILL_WINDOWS * forecast.window()),
                new IntervalTracker(targets, levels, forecast.horizon()));
        if (stored == null || stored.length != fresh.size() || stored[0] != VERSION) {
            return fresh;
        }
        ByteBuffer from = ByteBuffer.wrap(stored).position(1);
        return new DeviceStatistics(
                RunningScale.read(from, features, SCALE_WINDOWS * forecast.window()),
                SkillTracker.read(from, SKILL_WINDOWS * forecast.window()),
                IntervalTracker.read(from, targets, levels, forecast.horizon()));
    }

    private int size() {
        return 1 + scale.bytes() + SkillTracker.bytes() + intervals.bytes();
    }
}
