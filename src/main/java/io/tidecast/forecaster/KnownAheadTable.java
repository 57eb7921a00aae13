package io.tidecast.forecaster;

import io.tidecast.device.ToldValues;
import io.tidecast.input.GroupSource;
import io.tidecast.input.ReadingDecoder;
import io.tidecast.record.Names;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.GlobalTable;
import io.tidecast.stream.StreamSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Table of values known ahead, as a topic tells them of a group, or of all. Of a step the newest record counts, and one
 * that leaves a value out, or has null for it, takes it back. It is a {@link GlobalTable}, since a value of all devices
 * is wanted by every task.
 *
 * <p>A table is not of the task's transaction, so a forecast says up to which offsets it was read: with the topic, that
 * tells what the forecast knew.
 *
 * <p>The topic's other names are devices, whose values the task keeps ({@link io.tidecast.device.ToldValues}) and which
 * must not fill the heap. A name is a group's if a model has it, or the groups topic, or if a device of this process
 * was forecast as its. Of all others the last that were told are kept, so that a group that is told of before anything
 * else is known of it is not lost.
 */
final class KnownAheadTable {
    /** The device whose values are of all devices. */
    static final String ALL = "*";
    /** Names that are kept although nothing says that they are groups; at most 20 MB with one value. */
    static final int MOST_OTHERS = 200;

    private final TimeStep step;
    private final int horizon;
    private final int[] features; // [K] index among all features of each value
    private final ReadingDecoder decoder;
    private final Predicate<String> isGroup;
    private final Set<String> asked = new HashSet<>(Set.of(ALL)); // groups that a device belongs to
    private final Map<String, NavigableMap<Long, double[]>> groups =
            new HashMap<>(); // [K] by step, NaN where not known
    private final Map<String, NavigableMap<Long, double[]>> others =
            new LinkedHashMap<>(); // the last that was told behind
    private final TreeMap<Integer, Long> offsets = new TreeMap<>(); // next to be read, by partition

    /**
     * What a forecast knows ahead.
     *
     * @param share of the values of its horizon, 0..1
     * @param offsets up to which each partition of the topic was read, those of partitions without records 0
     * @param own the device's own values, if there are any
     */
    record Told(KnownAhead values, double share, List<Long> offsets, Optional<ToldValues.Own> own) {}

    /** @param isGroup whether a name is known to be a group's */
    KnownAheadTable(StreamSettings settings, Predicate<String> isGroup) {
        this.isGroup = isGroup;
        step = settings.forecast().timeStep();
        horizon = settings.forecast().horizon();
        features = features(settings);
        decoder = decoder(settings);
    }

    private static int[] features(StreamSettings settings) {
        return settings.network()
                .covariates()
                .known(settings.forecast().features(), settings.forecast().targets());
    }

    /** A decoder of the topic's records, whose readings have the values known ahead alone. */
    static ReadingDecoder decoder(StreamSettings settings) {
        return settings.readings()
                .only(features(settings))
                .decoder(settings.network().covariates().values(), new GroupSource.None());
    }

    /** Takes a value of each of a step; those that are NaN are not known any more. */
    synchronized void accept(Reading reading, long nowMs) {
        String name = reading.device();
        NavigableMap<Long, double[]> steps = taken(name);
        double[] values = new double[features.length];
        boolean any = false;
        for (int k = 0; k < values.length; k++) {
            values[k] = Precision.read(reading.values()[k]);
            any |= !Double.isNaN(values[k]);
        }
        if (any) {
            steps.put(step.indexOf(reading.timeMs()), values);
        } else {
            steps.remove(step.indexOf(reading.timeMs()));
        }
        ToldValues.bound(steps, step.indexOf(nowMs));
        if (!steps.isEmpty()) {
            (asked.contains(name) || isGroup.test(name) ? groups : others).put(name, steps);
        }
        if (others.size() > MOST_OTHERS) {
            others.remove(others.keySet().iterator().next());
        }
    }

    /** Takes away what is kept of a name. */
    private NavigableMap<Long, double[]> taken(String name) {
        NavigableMap<Long, double[]> group = groups.remove(name);
        NavigableMap<Long, double[]> other = others.remove(name);
        return group != null ? group : other != null ? other : new TreeMap<>();
    }

    /** What is told of a group that a device belongs to. */
    private NavigableMap<Long, double[]> group(String name) {
        if (asked.add(name)) {
            groups.computeIfAbsent(name, others::remove);
        }
        return groups.getOrDefault(name, new TreeMap<>());
    }

    private synchronized void read(int partition, long offset) {
        offsets.put(partition, offset + 1);
    }

    /**
     * What is known of the steps after an origin: what is told of the device, else of its group, else of all.
     *
     * @param own what is told of the device
     * @param model id of the model that the device belongs to, which is its group
     * @param origin index of the newest step
     */
    synchronized Told ahead(Optional<ToldValues.Own> own, String model, long origin) {
        double[] known = new double[horizon * features.length];
        Arrays.fill(known, Double.NaN);
        int there = 0;
        NavigableMap<Long, double[]> device = own.map(ToldValues.Own::steps).orElseGet(TreeMap::new);
        for (NavigableMap<Long, double[]> steps : List.of(device, group(model), group(ALL))) {
            for (Map.Entry<Long, double[]> told :
                    steps.subMap(origin, false, origin + horizon, true).entrySet()) {
                int at = (int) (told.getKey() - origin - 1) * features.length;
                for (int k = 0; k < features.length; k++) {
                    if (Double.isNaN(known[at + k]) && !Double.isNaN(told.getValue()[k])) {
                        known[at + k] = told.getValue()[k];
                        there++;
                    }
                }
            }
        }
        List<Long> read = new ArrayList<>();
        for (int p = 0; !offsets.isEmpty() && p <= offsets.lastKey(); p++) {
            read.add(offsets.getOrDefault(p, 0L));
        }
        return new Told((h, feature) -> value(known, h, feature), (double) there / known.length, read, own);
    }

    private double value(double[] known, int h, int feature) {
        for (int k = 0; k < features.length; k++) {
            if (features[k] == feature) {
                return known[(h - 1) * features.length + k];
            }
        }
        return Double.NaN;
    }

    /** What a topic feeds. */
    GlobalTable table() {
        return new GlobalTable(
                Names.GLOBAL_COVARIATES,
                Names.COVARIATES_SOURCE,
                "values known ahead are not used",
                (told, objections) -> accept(told));
    }

    private void accept(GlobalTable.Told told) {
        Record<byte[], byte[]> record = told.record();
        try {
            decoder.decode(told.topic(), record.headers(), record.key(), record.value(), record.timestamp())
                    .forEach(decoded -> accept(decoded.reading(), told.nowMs()));
        } finally {
            read(told.at().partition(), told.at().offset());
        }
    }
}
