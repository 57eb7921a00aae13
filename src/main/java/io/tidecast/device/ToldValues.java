package io.tidecast.device;

import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import io.tidecast.series.TimeStep;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Future covariates of the devices of one task, as a topic tells them of each by itself: one record per name, with the
 * steps that are still to come. Of a step the newest record counts, and one that leaves a value out takes it back.
 * Values are stored by name and steps by time, so that those that stay are known after a change of settings.
 *
 * <p>A name is no device's before a reading of it was seen, and may be a group's: what is stored of such a one goes a
 * day after all of it is past and nothing more was told, see {@link #over}.
 */
public final class ToldValues {
    /** Steps that are kept of a name; the oldest go first. The longest horizon is half as long. */
    public static final int MOST_STEPS = 1_024;

    private static final byte SINGLE = 1;
    private static final byte DOUBLE = 2;
    private static final int HEAD_BYTES = 1 + 3 * Integer.BYTES + 2 * Long.BYTES;
    private static final long KEPT_MS = 24 * 60 * 60 * 1_000L;

    private final BufferedStore<String> store;
    private final List<String> names;
    private final TimeStep step;

    /**
     * What is told of one device.
     *
     * @param steps [K] values by step, NaN where not known
     * @param partition of the newest record that told of it, in the topic
     * @param offset of that record
     * @param toldMs when it was received
     */
    public record Own(TreeMap<Long, double[]> steps, int partition, long offset, long toldMs) {}

    /** @param names of the values that are known ahead, in their order */
    ToldValues(BufferedStore<String> store, List<String> names, TimeStep step) {
        this.store = store;
        this.names = List.copyOf(names);
        this.step = step;
    }

    /** What is told of a device. */
    public Optional<Own> of(String device) {
        return Optional.ofNullable(store.get(device)).flatMap(this::read);
    }

    /**
     * Takes a value of each name of a step; those that are NaN are not known any more.
     *
     * @param partition of the record that tells it, in the topic
     * @param nowMs when it was received
     */
    public void tell(Reading told, int partition, long offset, long nowMs) {
        if (told.values().length != names.size()) {
            throw new IllegalArgumentException("a record must tell a value of each of " + names
                    + ", which were others when it was read, had " + told.values().length);
        }
        TreeMap<Long, double[]> steps = of(told.device()).map(Own::steps).orElseGet(TreeMap::new);
        double[] values = Arrays.stream(told.values()).map(Precision::read).toArray();
        if (isAny(values)) {
            steps.put(step.indexOf(told.timeMs()), values);
        } else {
            steps.remove(step.indexOf(told.timeMs()));
        }
        bound(steps, step.indexOf(nowMs));
        put(told.device(), new Own(steps, partition, offset, nowMs));
    }

    /**
     * Keeps at most {@value #MOST_STEPS} steps: of those that are past the oldest go, and where none is the farthest,
     * for the nearest are forecast next.
     *
     * @param now the step of the wall clock
     */
    public static void bound(NavigableMap<Long, double[]> steps, long now) {
        while (steps.size() > MOST_STEPS) {
            if (steps.firstKey() < now) {
                steps.pollFirstEntry();
            } else {
                steps.pollLastEntry();
            }
        }
    }

    /** Removes what is past of a device once a step has closed. */
    public void closed(String device, long index) {
        of(device).filter(own -> own.steps().firstKey() <= index).ifPresent(own -> {
            own.steps().headMap(index, true).clear();
            put(device, own);
        });
    }

    /** Removes all that is told of a name. */
    public void remove(String name) {
        if (store.get(name) != null) {
            store.delete(name);
        }
    }

    /**
     * Looks through some names, in their order, for those of which all is past.
     *
     * @param from the first; null to begin
     * @param most that are looked at
     * @param found gets those that were told of, and are past, for a day
     * @return where to go on; empty at the end
     */
    public Optional<String> over(String from, int most, long nowMs, List<String> found) {
        int seen = 0;
        try (KeyValueIterator<String, byte[]> all = store.range(from, null)) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                if (seen++ == most) {
                    return Optional.of(entry.key);
                }
                Optional<Own> own = read(entry.value);
                if (own.isEmpty() || nowMs - Math.max(own.get().toldMs(), lastMs(own.get())) > KEPT_MS) {
                    found.add(entry.key);
                }
            }
        }
        return Optional.empty();
    }

    private long lastMs(Own own) {
        return step.startOf(own.steps().lastKey());
    }

    /** The most bytes that one record takes. */
    static int mostBytes(List<String> names) {
        return bytes(names) + MOST_STEPS * (Long.BYTES + names.size() * Double.BYTES);
    }

    /** The bytes of a record of so many steps, of values of up to seven digits. */
    static int usualBytes(List<String> names, int steps) {
        return bytes(names) + steps * (Long.BYTES + names.size() * Float.BYTES);
    }

    private static int bytes(List<String> names) {
        return HEAD_BYTES
                + names.stream()
                        .mapToInt(name -> Integer.BYTES + name.getBytes(StandardCharsets.UTF_8).length)
                        .sum();
    }

    private void put(String name, Own own) {
        if (own.steps().isEmpty()) {
            remove(name);
        } else {
            store.put(name, write(own));
        }
    }

    private byte[] write(Own own) {
        boolean wide = !own.steps().values().stream().allMatch(Precision::areSingle);
        ByteBuffer to = ByteBuffer.allocate(
                bytes(names) + own.steps().size() * (Long.BYTES + names.size() * Precision.bytes(wide)));
        to.put(wide ? DOUBLE : SINGLE)
                .putInt(own.partition())
                .putLong(own.offset())
                .putLong(own.toldMs());
        to.putInt(names.size());
        for (String name : names) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            to.putInt(text.length).put(text);
        }
        to.putInt(own.steps().size());
        own.steps().forEach((index, values) -> {
            to.putLong(step.startOf(index));
            for (double value : values) {
                Precision.put(to, value, wide);
            }
        });
        return to.array();
    }

    /** What is stored, of the values that are known ahead now; empty where that is nothing, or of a later build. */
    private Optional<Own> read(byte[] stored) {
        ByteBuffer from = ByteBuffer.wrap(stored);
        byte version = from.get();
        if (version != SINGLE && version != DOUBLE) {
            return Optional.empty();
        }
        int partition = from.getInt();
        long offset = from.getLong();
        long toldMs = from.getLong();
        List<String> storedNames = new ArrayList<>();
        int count = from.getInt();
        for (int k = 0; k < count; k++) {
            byte[] text = new byte[from.getInt()];
            from.get(text);
            storedNames.add(new String(text, StandardCharsets.UTF_8));
        }
        TreeMap<Long, double[]> steps = new TreeMap<>();
        for (int left = from.getInt(); left > 0; left--) {
            long index = step.indexOf(from.getLong());
            double[] values = new double[names.size()];
            Arrays.fill(values, Double.NaN);
            for (String name : storedNames) {
                double value = Precision.get(from, version == DOUBLE);
                if (names.contains(name)) {
                    values[names.indexOf(name)] = value;
                }
            }
            if (isAny(values)) {
                steps.put(index, values);
            }
        }
        return steps.isEmpty() ? Optional.empty() : Optional.of(new Own(steps, partition, offset, toldMs));
    }

    private static boolean isAny(double[] values) {
        return !Arrays.stream(values).allMatch(Double::isNaN);
    }
}
