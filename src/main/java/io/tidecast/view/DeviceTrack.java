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
    /** A device has fewer; more than these are of somebody else's making. */
    static final int MOST_TARGETS = 64;

    private final int most;
    private final Map<String, Deque<Closed>> closed = new TreeMap<>();
    private final Deque<Past> past = new ArrayDeque<>();

    /**
     * Closed step of a target.
     *
     * @param atMs its start
     * @param anomaly see {@link DeviceRow}; NaN where it is not known
     */
    public record Closed(long atMs, double actual, double anomaly) {}

    /**
     * Past forecast, without its intervals.
     *
     * @param means by target, [horizon]
     * @param weights by target, of a combination; empty without one
     * @param filled steps of the window that nothing was heard of
     */
    public record Past(
            long originMs, TimeStep step, Map<String, double[]> means, Map<String, Weights> weights, int filled) {}

    /**
     * Weights of the methods of one target, one step ahead.
     *
     * @param methods their names, which one forecast has from the one before
     * @param values [methods]
     */
    public record Weights(List<String> methods, float[] values) {}

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
        Map<String, double[]> means = new LinkedHashMap<>();
        forecast.targets().forEach(target -> means.put(target.name(), target.mean()));
        keep(past, new Past(forecast.originMs(), forecast.step(), means, weights(forecast), forecast.filled()));
    }

    private Map<String, Weights> weights(Forecast forecast) {
        Map<String, Weights> all = new LinkedHashMap<>();
        forecast.weights().forEach((target, blocks) -> {
            if (!blocks.isEmpty()) {
                Map<String, Double> first = blocks.values().iterator().next();
                all.put(target, weights(target, first));
            }
        });
        return all.isEmpty() ? Map.of() : all;
    }

    private Weights weights(String target, Map<String, Double> byMethod) {
        List<String> methods = List.copyOf(byMethod.keySet());
        Weights before = past.isEmpty() ? null : past.getLast().weights().get(target);
        float[] values = new float[methods.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = byMethod.get(methods.get(i)).floatValue();
        }
        return new Weights(before != null && before.methods().equals(methods) ? before.methods() : methods, values);
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
