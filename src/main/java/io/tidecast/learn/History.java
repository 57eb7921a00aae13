package io.tidecast.learn;

import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The history of many devices, put together from chunks in whatever order they came.
 *
 * @param runs contiguous stretches, in the order of device and time
 */
public record History(List<Run> runs) {
    /**
     * A contiguous stretch of one device.
     *
     * @param scale the device's newest scale
     * @param trainable steps from the run's first that may be trained on; the rest is held out
     */
    public record Run(String device, Segment segment, Scale scale, int trainable) {}

    public History {
        runs = List.copyOf(runs);
    }

    /**
     * Joins chunks. Of a step that several chunks hold, the first one counts. The newest steps of each device are held out:
     * the {@code holdout} share of its steps, at least {@code leastHeldOut}.
     */
    public static History of(List<RetrainingRecord.Chunk> chunks, double holdout, int leastHeldOut) {
        Map<String, List<RetrainingRecord.Chunk>> byDevice = new TreeMap<>();
        chunks.forEach(c ->
                byDevice.computeIfAbsent(c.device(), d -> new ArrayList<>()).add(c));
        List<Run> runs = new ArrayList<>();
        byDevice.forEach((device, own) -> {
            Scale newest = own.get(own.size() - 1).scale();
            List<Segment> segments = join(own);
            int steps = segments.stream().mapToInt(Segment::steps).sum();
            int remaining = trainable(steps, holdout, leastHeldOut);
            for (Segment segment : segments) {
                int trainable = Math.min(remaining, segment.steps());
                runs.add(new Run(device, segment, newest, trainable));
                remaining -= trainable;
            }
        });
        return new History(runs);
    }

    private static int trainable(int steps, double holdout, int leastHeldOut) {
        return Math.max(0, steps - Math.max((int) Math.ceil(holdout * steps), leastHeldOut));
    }

    /**
     * The same chunks, each with the scale its device had when the last chunk before the held-out steps was cut, so that
     * nothing of what judges is known in training. The chunks of a device come in the order of time and hold each step once.
     */
    static List<RetrainingRecord.Chunk> scaledBeforeHoldout(
            List<RetrainingRecord.Chunk> chunks, double holdout, int leastHeldOut) {
        Map<String, Integer> steps = new HashMap<>();
        chunks.forEach(c -> steps.merge(c.device(), c.segment().steps(), Integer::sum));
        Map<String, Integer> passed = new HashMap<>();
        Map<String, Scale> scales = new HashMap<>();
        for (RetrainingRecord.Chunk chunk : chunks) {
            int end = passed.merge(chunk.device(), chunk.segment().steps(), Integer::sum);
            if (end <= trainable(steps.get(chunk.device()), holdout, leastHeldOut)) {
                scales.put(chunk.device(), chunk.scale());
            } else {
                scales.putIfAbsent(chunk.device(), chunk.scale());
            }
        }
        return chunks.stream()
                .map(c -> new RetrainingRecord.Chunk(
                        c.model(), c.device(), c.stepMs(), c.segment(), scales.get(c.device())))
                .toList();
    }

    private static List<Segment> join(List<RetrainingRecord.Chunk> chunks) {
        List<Segment> sorted = new ArrayList<>();
        chunks.forEach(c -> sorted.add(c.segment()));
        sorted.sort(Comparator.comparingLong(Segment::firstIndex));
        List<Segment> joined = new ArrayList<>();
        List<Segment> parts = new ArrayList<>();
        long next = Long.MIN_VALUE;
        for (Segment segment : sorted) {
            if (segment.lastIndex() < next) {
                continue;
            }
            if (segment.firstIndex() > next && !parts.isEmpty()) {
                joined.add(concat(parts));
                parts.clear();
            }
            int known = parts.isEmpty() ? 0 : (int) (next - segment.firstIndex());
            parts.add(segment.slice(known, segment.steps()));
            next = segment.lastIndex() + 1;
        }
        if (!parts.isEmpty()) {
            joined.add(concat(parts));
        }
        return joined;
    }

    private static Segment concat(List<Segment> parts) {
        int features = parts.get(0).features();
        int cells = parts.stream().mapToInt(p -> p.values().length).sum();
        float[] values = new float[cells];
        boolean[] observed = new boolean[cells];
        int at = 0;
        for (Segment part : parts) {
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            System.arraycopy(part.observed(), 0, observed, at, part.values().length);
            at += part.values().length;
        }
        return new Segment(parts.get(0).firstIndex(), features, values, observed);
    }

    /** The end of the newest step that may be trained on, on a grid of such steps; the epoch if there is none. */
    public Instant trainableTo(Duration step) {
        long end = runs.stream()
                .filter(run -> run.trainable() > 0)
                .mapToLong(run -> run.segment().firstIndex() + run.trainable())
                .max()
                .orElse(0);
        return Instant.ofEpochMilli(end * step.toMillis());
    }

    /** Steps in all. */
    public long steps() {
        return runs.stream().mapToLong(r -> r.segment().steps()).sum();
    }
}
