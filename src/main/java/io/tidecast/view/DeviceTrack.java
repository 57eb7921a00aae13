package io.tidecast.view;

import io.tidecast.forecast.Forecast;
import io.tidecast.record.ScoreRecord;
import io.tidecast.series.TimeStep;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** History of one device, as far as it is kept: its closed steps, and the forecasts that were made of them. */
public final class DeviceTrack {
    private static final int MOST_TARGETS = 64;

    private final int most;
    private final Map<String, Deque<Closed>> closed = new TreeMap<>();
    private final Deque<Past> past = new ArrayDeque<>();

    /**
     * Closed step of a target.
     *
     * @param atMs its start
     * @param anomaly see {@link DeviceRow}; NaN where it is not known
     */
    public record Closed(long atMs, float actual, double anomaly) {}

    /**
     * Past forecast, without its intervals.
     *
     * @param means by target, [horizon]
     */
    public record Past(long originMs, TimeStep step, Map<String, float[]> means) {}

    /** @param most steps, and forecasts, that are kept */
    DeviceTrack(int most) {
        this.most = most;
    }

    private DeviceTrack(DeviceTrack other) {
        this(other.most);
        other.closed.forEach((target, steps) -> closed.put(target, new ArrayDeque<>(steps)));
        past.addAll(other.past);
    }

    void add(ScoreRecord score) {
        if (!closed.containsKey(score.target()) && closed.size() >= MOST_TARGETS) {
            return;
        }
        keep(
                closed.computeIfAbsent(score.target(), target -> new ArrayDeque<>()),
                new Closed(score.atMs(), score.actual(), score.anomaly()));
    }

    void add(Forecast forecast) {
        if (forecast.targets().isEmpty()) {
            return; // Nothing is forecast in it.
        }
        Map<String, float[]> means = new LinkedHashMap<>();
        forecast.targets().forEach(target -> means.put(target.name(), target.mean()));
        keep(past, new Past(forecast.originMs(), forecast.step(), means));
    }

    private <T> void keep(Deque<T> all, T newest) {
        all.addLast(newest);
        if (all.size() > most) {
            all.removeFirst();
        }
    }

    DeviceTrack copy() {
        return new DeviceTrack(this);
    }

    /** By target, oldest first. */
    public Map<String, List<Closed>> closed() {
        Map<String, List<Closed>> all = new TreeMap<>();
        closed.forEach((target, steps) -> all.put(target, new ArrayList<>(steps)));
        return all;
    }

    /** Oldest first. */
    public List<Past> past() {
        return new ArrayList<>(past);
    }
}
