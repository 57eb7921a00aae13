package io.tidecast.device;

import io.tidecast.forecast.IntervalTracker;
import io.tidecast.forecast.RunningErrors;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.forecast.SkillTracker;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.MedianInterval;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is known of a device beyond its window; one compact value with a version byte.
 *
 * @param pace how fast its readings come, where every reading is a step
 */
public record DeviceStatistics(
        RunningScale scale,
        SkillTracker skill,
        RunningErrors errors,
        IntervalTracker intervals,
        Optional<MedianInterval> pace) {
    private static final byte VERSION = 3;
    /** Windows after which older values start to fade from the scale. */
    private static final int SCALE_WINDOWS = 20;

    byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(size());
        to.put(VERSION);
        scale.write(to);
        skill.write(to);
        errors.write(to);
        intervals.write(to);
        pace.ifPresent(own -> own.write(to));
        return to.array();
    }

    /** Reads what was stored; begins afresh where there is nothing, or what there is was stored with other settings. */
    static DeviceStatistics of(byte[] stored, ForecastSettings forecast, ScoreSettings scores) {
        int features = forecast.features().size();
        int targets = forecast.targets().size();
        int scaleMemory = SCALE_WINDOWS * forecast.window();
        boolean timed = forecast.steps() == Sampling.READINGS;
        Scaling.Measure measure = forecast.scaling().measure();
        double[] levels =
                forecast.levels().stream().mapToDouble(Double::doubleValue).toArray();
        DeviceStatistics fresh = new DeviceStatistics(
                new RunningScale(features, scaleMemory, measure),
                new SkillTracker(scores.trial(), forecast.horizon(), scores.margin()),
                new RunningErrors(targets, levels.length, scores.memory()),
                new IntervalTracker(targets, levels, forecast.horizon()),
                timed ? Optional.of(new MedianInterval(scaleMemory)) : Optional.empty());
        if (stored == null || stored.length != fresh.size() || stored[0] != VERSION) {
            return fresh;
        }
        ByteBuffer from = ByteBuffer.wrap(stored).position(1);
        return new DeviceStatistics(
                RunningScale.read(from, features, scaleMemory, measure),
                SkillTracker.read(from, scores.trial(), forecast.horizon(), scores.margin()),
                RunningErrors.read(from, targets, levels.length, scores.memory()),
                IntervalTracker.read(from, targets, levels, forecast.horizon()),
                timed ? Optional.of(MedianInterval.read(from, scaleMemory)) : Optional.empty());
    }

    private int size() {
        return 1
                + scale.bytes()
                + SkillTracker.bytes()
                + errors.bytes()
                + intervals.bytes()
                + pace.map(MedianInterval::bytes).orElse(0);
    }
}
