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
import java.util.Optional;
import java.util.TreeMap;

/** History of one device, as far as it is kept: its closed steps, and the forecasts that were made of them. */
public final class DeviceTrack {
    /** A device has fewer; more than these are of somebody else's making. */
    static final int MOST_TARGETS = 64;

    private final int most;
    private final Map<String, Deque<Closed>> closed = new TreeMap<>();
    private final Deque<Kept> past = new ArrayDeque<>();

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
     * Newest steps of a target, and the forecast from the last of them.
     *
     * @param actual oldest first
     * @param mean [horizon]
     */
    public record Recent(String target, double[] actual, double[] mean) {}

    /**
     * Weights of the methods of one target, one step ahead.
     *
     * @param methods their names, which one forecast has from the one before
     * @param values [methods]
     */
    public record Weights(List<String> methods, float[] values) {}

    /**
     * Past forecast as it is kept: there are so many of them that each object counts.
     *
     * @param targets their names, which one forecast has from the one before, as it has the step
     * @param means of each target, [horizon]
     * @param weights of each target; null where it has none
     */
    private record Kept(
            long originMs, TimeStep step, List<String> targets, List<Packed> means, Weights[] weights, int filled) {
        Past past() {
            Map<String, double[]> byTarget = new LinkedHashMap<>();
            Map<String, Weights> weighted = new LinkedHashMap<>();
            for (int t = 0; t < targets.size(); t++) {
                byTarget.put(targets.get(t), means.get(t).values());
                if (weights[t] != null) {
                    weighted.put(targets.get(t), weights[t]);
                }
            }
            return new Past(originMs, step, byTarget, weighted, filled);
        }

        private static <T> T same(T before, T now) {
            return now.equals(before) ? before : now;
        }
    }

    /** @param most steps, and forecasts, that are kept */
    DeviceTrack(int most) {
        this.most = most;
    }

    private DeviceTrack(DeviceTrack other) {
        this(other.most);
        other.closed.forEach((target, steps) -> closed.put(target, new ArrayDeque<>(steps)));
        past.addAll(other.past);
    }

    void add(ScoreRecord.Outcome score) {
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
        Kept before = past.peekLast();
        List<String> names =
                forecast.targets().stream().map(target -> target.name()).toList();
        List<String> targets = before == null ? names : Kept.same(before.targets(), names);
        List<Packed> means = forecast.targets().stream()
                .map(target -> Packed.of(target.mean()))
                .toList();
        Weights[] weights = new Weights[targets.size()];
        for (int t = 0; t < weights.length; t++) {
            var blocks = forecast.weights().getOrDefault(targets.get(t), Map.of());
            if (!blocks.isEmpty()) {
                Weights last = before == null || t >= before.weights().length ? null : before.weights()[t];
                weights[t] = weights(last, blocks.values().iterator().next());
            }
        }
        TimeStep step = before == null ? forecast.step() : Kept.same(before.step(), forecast.step());
        keep(past, new Kept(forecast.originMs(), step, targets, means, weights, forecast.filled()));
    }

    private static Weights weights(Weights before, Map<String, Double> byMethod) {
        List<String> methods = List.copyOf(byMethod.keySet());
        float[] values = new float[methods.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = byMethod.get(methods.get(i)).floatValue();
        }
        return new Weights(before == null ? methods : Kept.same(before.methods(), methods), values);
    }

    private <T> void keep(Deque<T> all, T newest) {
        all.addLast(newest);
        if (all.size() > most) {
            all.removeFirst();
        }
    }

    /**
     * The last steps of the first target, oldest first, and what is forecast for the next; empty without a forecast.
     */
    Optional<Recent> recent(int steps) {
        Kept last = past.peekLast();
        if (last == null) {
            return Optional.empty();
        }
        String target = last.targets().get(0);
        Deque<Closed> all = closed.getOrDefault(target, new ArrayDeque<>());
        double[] actual = all.stream()
                .skip(Math.max(0, all.size() - steps))
                .mapToDouble(Closed::actual)
                .toArray();
        return Optional.of(new Recent(target, actual, last.means().get(0).values()));
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
        return past.stream().map(Kept::past).toList();
    }
}
