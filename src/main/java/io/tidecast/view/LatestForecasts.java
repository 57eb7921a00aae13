package io.tidecast.view;

import io.tidecast.forecast.Forecast;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.ScoreRecord;
import io.tidecast.record.UnreadableRecordException;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Materialised view of the forecasts and scores topics: of each device the last forecast, and the last score of each
 * target, as they are on the topic. Last is what came last, not what is of the latest event time, so that a device
 * whose clock was wrong once is not stuck in its future. How many devices there may be is decided here for what else is
 * kept of them, too. Fed by one thread and asked by others.
 */
public final class LatestForecasts {
    private final int mostDevices;
    private final Consumer<String> onForget;
    /** The device that was told of longest ago comes first. */
    private final Map<String, Latest> byDevice = new LinkedHashMap<>();

    private long forgotten;
    private long unreadable;

    /** Latest records of one device. */
    private static final class Latest {
        private Optional<byte[]> forecast = Optional.empty();
        private final Map<String, byte[]> scores = new TreeMap<>();

        private void keep(String target, byte[] score) {
            if (scores.size() < DeviceTrack.MOST_TARGETS || scores.containsKey(target)) {
                scores.put(target, score);
            }
        }
    }

    /**
     * A view of nothing yet.
     *
     * @param mostDevices beyond these the device that was told of longest ago is forgotten
     * @param onForget is told of such a device, and of one that a record without a value says is gone
     */
    public LatestForecasts(int mostDevices, Consumer<String> onForget) {
        if (mostDevices < 1) {
            throw new IllegalArgumentException("mostDevices must be at least 1, was " + mostDevices);
        }
        this.mostDevices = mostDevices;
        this.onForget = onForget;
    }

    /**
     * Takes a record of the forecasts topic in.
     *
     * @param value not copied; null says that the device of the key is gone
     * @return what was read of it, without intervals; empty where there is nothing to be read
     */
    public Optional<Forecast> forecast(String key, byte[] value) {
        return take(
                key,
                value,
                ForecastRecord::withoutIntervals,
                forecast -> told(forecast.device()).forecast = Optional.of(value));
    }

    /**
     * Takes a record of the scores topic in; nobody is forgotten for a device that has a score alone.
     *
     * @param value not copied; null says that the device of the key is gone
     * @return what was read of it; empty where there is nothing to be read
     */
    public Optional<ScoreRecord.Outcome> score(String key, byte[] value) {
        return take(key, value, ScoreRecord::outcome, score -> {
            if (byDevice.containsKey(score.device()) || byDevice.size() < mostDevices) {
                told(score.device()).keep(score.target(), value);
            }
        });
    }

    private <R> Optional<R> take(String key, byte[] value, Function<byte[], R> reader, Consumer<R> change) {
        if (value == null) {
            forget(key);
            return Optional.empty();
        }
        try {
            R read = reader.apply(value);
            synchronized (this) {
                change.accept(read);
            }
            return Optional.of(read);
        } catch (UnreadableRecordException e) {
            synchronized (this) {
                unreadable++;
            }
            return Optional.empty();
        }
    }

    private synchronized void forget(String device) {
        byDevice.remove(device);
        onForget.accept(device);
    }

    private Latest told(String device) {
        Latest latest = byDevice.remove(device);
        byDevice.put(device, latest == null ? new Latest() : latest);
        if (byDevice.size() > mostDevices) {
            Iterator<String> longestAgo = byDevice.keySet().iterator();
            onForget.accept(longestAgo.next());
            longestAgo.remove();
            forgotten++;
        }
        return byDevice.get(device);
    }

    /** The last forecast of a device as it is on the topic; empty if none is known. Not to be changed. */
    public synchronized Optional<byte[]> forecastOf(String device) {
        return Optional.ofNullable(byDevice.get(device)).flatMap(latest -> latest.forecast);
    }

    /** The last score of each target of a device, by the targets' names; empty if none is known. Not to be changed. */
    public synchronized Collection<byte[]> scoresOf(String device) {
        Latest latest = byDevice.get(device);
        return latest == null ? List.of() : List.copyOf(latest.scores.values());
    }

    public synchronized int devices() {
        return byDevice.size();
    }

    /** How often a device was forgotten for another. */
    public synchronized long forgotten() {
        return forgotten;
    }

    /** Records that are neither a forecast nor a score. */
    public synchronized long unreadable() {
        return unreadable;
    }
}
