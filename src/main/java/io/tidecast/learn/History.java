package io.tidecast.learn;

import io.tidecast.model.BaseForecasts;
import io.tidecast.model.Forecaster;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.Statics;
import io.tidecast.series.TimeStep;
import io.tidecast.series.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Training history of many devices, put together from chunks in whatever order they came.
 *
 * @param stretches contiguous stretches, in the order of device and time
 * @param freshOutliers share of outliers among what was observed in the new steps, those held out among them
 */
public record History(List<Stretch> stretches, double freshOutliers) {
    /**
     * Segment of one device's history, without a gap.
     *
     * @param scale the device's newest scale
     * @param trainable steps from the stretch's first that may be trained on; the rest is held out
     * @param fresh the first trainable step that is new; {@code trainable} if none is
     * @param scales the device's scale at each step, as it was when the step's chunk was cut
     * @param outliers [steps, F], true where a step is no target and no origin: its value is a jump that says nothing
     *     of the rest
     * @param forecasts of the base network along the segment, as far as anybody asks
     */
    public record Stretch(
            String device,
            Segment segment,
            Scale scale,
            int trainable,
            int fresh,
            List<Scale> scales,
            boolean[] outliers,
            BaseForecasts forecasts) {
        /** All of it new, of one scale and without outliers. */
        static Stretch of(String device, Segment segment, Scale scale, int trainable) {
            return new Stretch(
                    device,
                    segment,
                    scale,
                    trainable,
                    0,
                    Collections.nCopies(segment.steps(), scale),
                    new boolean[segment.values().length],
                    new BaseForecasts(segment));
        }

        private Stretch withSplit(int trainableSteps, int firstFresh) {
            return new Stretch(device, segment, scale, trainableSteps, firstFresh, scales, outliers, forecasts);
        }

        /** The window that a version learns from at a step, with what it is given there. */
        Window window(Forecaster model, int origin) {
            return model.window(segment, origin).given(forecasts.of(model));
        }

        /** The first step at or after a time; one past the last if there is none. */
        private int stepAt(long timeMs, TimeStep grid) {
            int from = 0;
            int to = segment.steps();
            while (from < to) {
                int middle = (from + to) / 2;
                if (segment.timeMs(middle, grid) < timeMs) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }

        /** Whether a step's value was observed and is no outlier. */
        boolean teaches(int step, int feature) {
            return segment.observed(step, feature) && !outliers[step * segment.features() + feature];
        }

        /** Whether there is no outlier among the steps from one to another, this one included. */
        boolean isUsual(int from, int to) {
            int features = segment.features();
            for (int i = from * features; i < (to + 1) * features; i++) {
                if (outliers[i]) {
                    return false;
                }
            }
            return true;
        }

        /** Whether a forecast can begin at a step: there is a last value, and it is no outlier. */
        boolean isOrigin(int step, int feature) {
            return !Double.isNaN(segment.value(step, feature)) && !outliers[step * segment.features() + feature];
        }
    }

    public History {
        stretches = List.copyOf(stretches);
    }

    /**
     * Joins chunks. Of a step that several chunks hold, the first one counts. The newest steps of each device are held
     * out.
     *
     * @param outlier a change from step to step of more change scales makes the step an outlier
     */
    static History of(List<RetrainingRecord.Chunk> chunks, Holdout holdout, double outlier, NewSteps fresh) {
        Map<String, List<RetrainingRecord.Chunk>> byDevice = new TreeMap<>();
        chunks.forEach(c ->
                byDevice.computeIfAbsent(c.device(), d -> new ArrayList<>()).add(c));
        List<Stretch> stretches = new ArrayList<>();
        long[] observed = {0, 0}; // new values, and outliers among them
        byDevice.forEach((device, own) -> {
            Scale newest = own.get(own.size() - 1).scale();
            List<Segment> segments = join(own);
            int steps = segments.stream().mapToInt(Segment::steps).sum();
            long from = fresh.from(device, segments);
            TreeMap<Long, Scale> scales = new TreeMap<>();
            own.forEach(chunk -> scales.putIfAbsent(chunk.segment().firstIndex(), chunk.scale()));
            int remaining = holdout.trainable(steps);
            for (Segment segment : segments) {
                int trainable = Math.min(remaining, segment.steps());
                long first =
                        Math.max(0, Math.min(trainable, Math.max(from, segment.firstIndex()) - segment.firstIndex()));
                boolean[] outliers = outliers(segment, scales, outlier);
                long firstNew = Math.max(from, segment.firstIndex()) - segment.firstIndex();
                count(segment, outliers, (int) Math.min(firstNew, segment.steps()), observed);
                stretches.add(new Stretch(
                        device,
                        segment,
                        newest,
                        trainable,
                        (int) first,
                        scales(segment, scales),
                        outliers,
                        new BaseForecasts(segment)));
                remaining -= trainable;
            }
        });
        return new History(stretches, observed[0] == 0 ? 0 : (double) observed[1] / observed[0]);
    }

    private static void count(Segment segment, boolean[] outliers, int from, long[] observed) {
        for (int i = from * segment.features(); i < outliers.length; i++) {
            observed[0] += segment.observed()[i] ? 1 : 0;
            observed[1] += segment.observed()[i] && outliers[i] ? 1 : 0;
        }
    }

    private static List<Scale> scales(Segment segment, TreeMap<Long, Scale> byFirstIndex) {
        List<Scale> scales = new ArrayList<>(segment.steps());
        for (int step = 0; step < segment.steps(); step++) {
            scales.add(byFirstIndex.floorEntry(segment.firstIndex() + step).getValue());
        }
        return scales;
    }

    /**
     * A change is measured in the scale of the chunk before its own: what jumps must not say itself how large a jump
     * is.
     */
    private static boolean[] outliers(Segment segment, TreeMap<Long, Scale> byFirstIndex, double outlier) {
        boolean[] outliers = new boolean[segment.values().length];
        int features = segment.features();
        for (int step = 1; step < segment.steps(); step++) {
            Map.Entry<Long, Scale> own = byFirstIndex.floorEntry(segment.firstIndex() + step);
            Map.Entry<Long, Scale> before = byFirstIndex.lowerEntry(own.getKey());
            float[] usual = (before == null ? own : before).getValue().diff();
            for (int j = 0; j < features; j++) {
                int i = step * features + j;
                double change = Math.abs(segment.values()[i] - segment.values()[i - features]);
                outliers[i] = change > outlier * usual[j];
            }
        }
        return outliers;
    }

    /**
     * The chunks that are of a time or later, those of a window before it among them.
     *
     * @param sinceMs event time
     */
    static List<RetrainingRecord.Chunk> since(long sinceMs, int window, List<RetrainingRecord.Chunk> chunks) {
        return chunks.stream()
                .filter(chunk -> chunk.segment().timeMs(chunk.segment().steps() - 1, chunk.step())
                        >= chunk.step().after(sinceMs, -window))
                .toList();
    }

    /**
     * The same steps, otherwise told apart.
     *
     * @param freshMs event time of the first that are fresh
     * @param heldOutMs event time of the first that are held out
     */
    History split(long freshMs, long heldOutMs, TimeStep grid) {
        return new History(
                stretches.stream()
                        .map(stretch -> {
                            int trainable = stretch.stepAt(heldOutMs, grid);
                            return stretch.withSplit(trainable, Math.min(trainable, stretch.stepAt(freshMs, grid)));
                        })
                        .toList(),
                freshOutliers);
    }

    /** Event time of the oldest step. */
    long beginMs(TimeStep grid) {
        return stretches.stream()
                .mapToLong(stretch -> stretch.segment().timeMs(0, grid))
                .min()
                .orElseThrow();
    }

    /** Event time at which the newest step ends. */
    long endMs(TimeStep grid) {
        return grid.after(
                stretches.stream()
                        .mapToLong(stretch ->
                                stretch.segment().timeMs(stretch.segment().steps() - 1, grid))
                        .max()
                        .orElseThrow(),
                1);
    }

    /**
     * The same chunks, each with the scale its device had when the last chunk before the held-out steps was cut, so
     * that nothing of what judges is known in training. The chunks of a device come in the order of time and hold each
     * step once.
     */
    static List<RetrainingRecord.Chunk> scaledBeforeHoldout(List<RetrainingRecord.Chunk> chunks, Holdout holdout) {
        Map<String, Integer> steps = new HashMap<>();
        chunks.forEach(c -> steps.merge(c.device(), c.segment().steps(), Integer::sum));
        Map<String, Integer> passed = new HashMap<>();
        Map<String, Scale> scales = new HashMap<>();
        for (RetrainingRecord.Chunk chunk : chunks) {
            int end = passed.merge(chunk.device(), chunk.segment().steps(), Integer::sum);
            if (end <= holdout.trainable(steps.get(chunk.device()))) {
                scales.put(chunk.device(), chunk.scale());
            } else {
                scales.putIfAbsent(chunk.device(), chunk.scale());
            }
        }
        return chunks.stream()
                .map(c -> new RetrainingRecord.Chunk(
                        c.model(), c.device(), c.step(), c.segment(), scales.get(c.device())))
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
        double[] values = new double[cells];
        boolean[] observed = new boolean[cells];
        int at = 0;
        for (Segment part : parts) {
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            System.arraycopy(part.observed(), 0, observed, at, part.values().length);
            at += part.values().length;
        }
        long[] times = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.timesMs()))
                .toArray();
        Statics newest = parts.get(parts.size() - 1).statics();
        return new Segment(parts.get(0).firstIndex(), features, values, observed, times, newest);
    }

    /** The end of the newest step that may be trained on, where steps are such; the epoch if there is none. */
    public Instant trainableTo(TimeStep grid) {
        return Instant.ofEpochMilli(stretches.stream()
                .filter(stretch -> stretch.trainable() > 0)
                .mapToLong(stretch -> grid.after(stretch.segment().timeMs(stretch.trainable() - 1, grid), 1))
                .max()
                .orElse(0));
    }

    /** Steps in all. */
    public long steps() {
        return stretches.stream().mapToLong(r -> r.segment().steps()).sum();
    }
}
