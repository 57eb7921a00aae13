package io.tidecast.view;

import io.tidecast.forecast.Forecast;
import io.tidecast.record.ScoreRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Materialised view of all devices: of each a row, and a history of so many steps. Fed by one thread, which is none of
 * Kafka Streams', and asked by others: what they get is a copy, so nobody waits for who sorts or writes it. How many
 * devices there are is bounded by {@link LatestForecasts}, which is fed with the same records.
 */
public final class Fleet {
    private final int steps;
    private final Changes changes;
    private final LongSupplier nowMs;
    private final Instant since;
    private final Map<String, Device> byDevice = new HashMap<>();

    private final MinuteRate forecastRate;
    private final MinuteRate scoreRate;
    private long forecasts;
    private long scores;
    private long anomalies;

    /**
     * Bounds of the views of devices.
     *
     * @param devices beyond these the device that was told of longest ago is forgotten
     * @param steps that are kept of each
     */
    public record Limits(int devices, int steps) {
        public Limits {
            if (devices < 1 || steps < 1) {
                throw new IllegalArgumentException(
                        "devices and steps must be at least 1, were " + devices + " and " + steps);
            }
        }
    }

    /**
     * Counters of what came since the view began.
     *
     * @param anomalies scores of an actual outside the widest interval
     * @param forecastsPerSecond of the last minute
     * @param scoresPerSecond of the last minute
     */
    public record Counts(
            Instant since,
            long forecasts,
            long scores,
            long anomalies,
            double forecastsPerSecond,
            double scoresPerSecond) {}

    /** Device with what is kept of it. */
    private static final class Device {
        private DeviceRow row;
        private final DeviceTrack track;

        private Device(DeviceRow row, DeviceTrack track) {
            this.row = row;
            this.track = track;
        }
    }

    /** @param steps that are kept of each device */
    public Fleet(int steps, Changes changes) {
        this(steps, changes, System::currentTimeMillis);
    }

    Fleet(int steps, Changes changes, LongSupplier nowMs) {
        this.steps = steps;
        this.changes = changes;
        this.nowMs = nowMs;
        since = Instant.ofEpochMilli(nowMs.getAsLong());
        forecastRate = new MinuteRate(since.toEpochMilli());
        scoreRate = new MinuteRate(since.toEpochMilli());
    }

    /** What was sent before the view began was waiting in the topic: how long says nothing of who forecast it. */
    private double latencyMs(OptionalLong sentMs) {
        return sentMs.isPresent() && sentMs.getAsLong() >= since.toEpochMilli()
                ? Math.max(0, nowMs.getAsLong() - sentMs.getAsLong())
                : Double.NaN;
    }

    /**
     * When a forecast was heard of: now, unless what it says of its time is before the view began. A device that fell
     * silent before that is not taken for alive since its last record is read again.
     */
    private long heardMs(long writtenMs, OptionalLong sentMs) {
        long said = Math.max(writtenMs, sentMs.orElse(writtenMs));
        return said < since.toEpochMilli() ? said : nowMs.getAsLong();
    }

    /** Takes a forecast in that was written now. */
    public void forecast(Forecast forecast, OptionalLong sentMs) {
        forecast(forecast, nowMs.getAsLong(), sentMs);
    }

    /**
     * Takes a forecast in, with or without its intervals.
     *
     * @param writtenMs timestamp of its record
     * @param sentMs when the reading was sent that it was made of
     */
    public synchronized void forecast(Forecast forecast, long writtenMs, OptionalLong sentMs) {
        long now = changes.next();
        long heardMs = heardMs(writtenMs, sentMs);
        double latencyMs = latencyMs(sentMs);
        forecasts++;
        forecastRate.count(nowMs.getAsLong());
        Device device = byDevice.get(forecast.device());
        if (device == null) {
            device = new Device(DeviceRow.of(forecast, now, heardMs, latencyMs), new DeviceTrack(steps));
            byDevice.put(forecast.device(), device);
        } else {
            device.row = device.row.with(forecast, now, heardMs, latencyMs);
        }
        device.track.add(forecast);
    }

    /** Takes a score in; of a device without a forecast there is nothing to judge. */
    public synchronized void score(ScoreRecord.Outcome score) {
        scores++;
        scoreRate.count(nowMs.getAsLong());
        anomalies += score.anomaly() > 1 ? 1 : 0;
        Device device = byDevice.get(score.device());
        if (device != null) {
            device.row = device.row.with(score, changes.next());
            device.track.add(score);
        }
    }

    /** A device is gone, or its place is another's. */
    public synchronized void forget(String device) {
        byDevice.remove(device);
    }

    /** A row of each device. */
    public synchronized List<DeviceRow> rows() {
        List<DeviceRow> rows = new ArrayList<>(byDevice.size());
        byDevice.values().forEach(device -> rows.add(device.row));
        return rows;
    }

    public synchronized Optional<DeviceRow> row(String device) {
        return Optional.ofNullable(byDevice.get(device)).map(known -> known.row);
    }

    /** The newest of a device's history, enough for a line as high as a word. */
    public synchronized Optional<DeviceTrack.Recent> recent(String device, int steps) {
        return Optional.ofNullable(byDevice.get(device)).flatMap(known -> known.track.recent(steps));
    }

    /** What is kept of a device's history, as it is now. */
    public synchronized Optional<DeviceTrack> track(String device) {
        return Optional.ofNullable(byDevice.get(device)).map(known -> known.track.copy());
    }

    public synchronized Counts counts() {
        long now = nowMs.getAsLong();
        return new Counts(since, forecasts, scores, anomalies, forecastRate.perSecond(now), scoreRate.perSecond(now));
    }
}
