package io.tidecast.forecast;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.MedianInterval;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Running statistics of a device: what is known of it beyond its window, as one compact value: a version byte, what has
 * always been there, and behind it by name and version what was added since: scores and state of further methods, of
 * the combination's policy, and offsets of intervals.
 *
 * @param methods in the order of {@link ForecastMethods#ALL}
 * @param pace how fast its readings come, where every reading is a step
 */
public record DeviceStatistics(
        List<ForecastMethod> methods,
        RunningScale scale,
        Combination combination,
        Scoreboard scores,
        IntervalTracker intervals,
        Optional<MedianInterval> pace) {
    private static final byte VERSION = 3;
    /** Windows after which older values start to fade from the scale. */
    private static final int SCALE_WINDOWS = 20;

    private static final int FIRST = ScoredMethods.FIRST.size();

    /** Statistics of a device of which nothing is known. */
    static DeviceStatistics begin(ScoredMethods scored) {
        ForecastSettings forecast = scored.forecast();
        ScoreSettings scores = scored.scores();
        int scaleMemory = SCALE_WINDOWS * forecast.window();
        double[] levels = levels(forecast);
        int targets = forecast.targets().size();
        List<ForecastMethod> methods = scored.make();
        return new DeviceStatistics(
                methods,
                new RunningScale(
                        forecast.features().size(),
                        scaleMemory,
                        forecast.scaling().measure()),
                combination(
                        scored,
                        scored.sampled(methods),
                        new SkillTracker(scores.trial(), forecast.horizon(), scores.margin())),
                new Scoreboard(scored.names(), targets, levels.length, scores.memory()),
                new IntervalTracker(targets, levels, forecast.horizon(), pools(scored)),
                forecast.steps() == Sampling.READINGS
                        ? Optional.of(new MedianInterval(scaleMemory))
                        : Optional.empty());
    }

    /** The policy of the settings; {@code network} is what is known of the network against naive. */
    private static Combination combination(ScoredMethods scored, List<String> sampled, SkillTracker network) {
        CombinationSettings settings = scored.combination();
        if (settings.policy() == CombinationSettings.Policy.SWITCH) {
            return new NaiveSwitch(network);
        }
        int targets = scored.forecast().targets().size();
        int horizon = scored.forecast().horizon();
        ScoreSettings scores = scored.scores();
        // It takes an error a target and step, where the network's takes one a step.
        SkillTracker published = new SkillTracker(scores.trial() * targets, horizon * targets, scores.margin());
        return new MlPol(
                network,
                published,
                scored.names(),
                settings.methods(),
                sampled,
                settings.loss(),
                targets,
                horizon,
                MlPol.PRIOR,
                MlPol.FORGETTING);
    }

    /** Whether intervals have offsets; the switch's state is what it always was, so that an early build can read it. */
    private static boolean pools(ScoredMethods scored) {
        return scored.combination().policy() == CombinationSettings.Policy.POOL;
    }

    private static double[] levels(ForecastSettings forecast) {
        return forecast.levels().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Learns from the step at the window's origin, which has just closed, but for its scores. */
    public void learn(Window window) {
        Segment segment = window.segment();
        int last = window.origin();
        if (last > 0) {
            pace.ifPresent(own -> own.add(segment.timesMs()[last] - segment.timesMs()[last - 1]));
        }
        scale.add(segment, last);
        for (ForecastMethod method : methods) {
            if (last == 0) {
                method.begin();
            }
            method.learn(window);
        }
    }

    public byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(firstBytes() + furtherBytes());
        to.put(VERSION);
        scale.write(to);
        combination.write(to);
        scores.write(to, FIRST);
        intervals.write(to);
        pace.ifPresent(own -> own.write(to));
        for (ForecastMethod method : further()) {
            head(to, method.name(), method.stateVersion(), scores.bytesOfOne() + method.stateBytes());
            scores.writeOne(to, method.name());
            method.write(to);
        }
        if (combination.stateBytes() > 0) {
            head(to, Combination.NAME, combination.stateVersion(), combination.stateBytes());
            combination.writeState(to);
        }
        if (intervals.offsets().bytes() > 0) {
            head(
                    to,
                    PooledOffsets.NAME,
                    PooledOffsets.VERSION,
                    intervals.offsets().bytes());
            intervals.offsets().write(to);
        }
        return to.array();
    }

    /** About the bytes that it takes on the heap. */
    public int heapBytes() {
        return bytes().length
                + methods.stream().mapToInt(ForecastMethod::heapBytes).sum();
    }

    private static void head(ByteBuffer to, String name, int version, int bytes) {
        to.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        to.put((byte) version).putInt(bytes);
    }

    private static int bytes(String name, int bytes) {
        return bytes == 0 ? 0 : name.length() + 2 + Integer.BYTES + bytes;
    }

    /**
     * The statistics of the same device under other settings, of which what still holds is kept.
     *
     * @param kept the newest steps of the device, with the other settings' features; scales of another measure are
     *     taken of them
     * @param scored those of the other settings
     */
    public DeviceStatistics carried(Carry carry, Segment kept, ScoredMethods scored) {
        DeviceStatistics begun = begin(scored);
        RunningScale carried = begun.scale;
        if (carry.sameMeasure()) {
            carried = scale.select(carry.features());
        } else {
            for (int t = 0; t < kept.steps(); t++) {
                carried.add(kept, t);
            }
        }
        if (carry.sameScores()) {
            begun.scores.takeOver(scores, carry.targets(), carry.levels());
            begun.combination.takeOver(combination, carry.targets(), carry.sameTargets());
            for (int m = 0; m < methods.size(); m++) {
                begun.methods.get(m).takeOver(methods.get(m), carry.targets());
            }
        }
        return new DeviceStatistics(
                begun.methods,
                carried,
                begun.combination,
                begun.scores,
                intervals.select(carry.targets(), carry.levels(), begun.intervals),
                pace.isPresent() ? pace : begun.pace);
    }

    /**
     * What of a device's statistics still holds under other settings.
     *
     * @param features place of each of the new ones among the old; -1 for one that is new; as are the following
     * @param sameMeasure whether scales are of the same measure
     * @param sameScores whether errors are means over the same horizon steps, of the same seasonal naive forecast, and
     *     so what methods and their weights have learnt holds
     * @param sameTargets whether targets are the same, in any order
     */
    public record Carry(
            int[] features,
            int[] targets,
            int[] levels,
            boolean sameMeasure,
            boolean sameScores,
            boolean sameTargets) {}

    /** Reads what was stored; begins afresh where there is nothing, or what there is was stored with other settings. */
    public static DeviceStatistics of(byte[] stored, ScoredMethods scored) {
        DeviceStatistics known = begin(scored);
        if (stored == null || stored.length < known.firstBytes() || stored[0] != VERSION) {
            return known;
        }
        ByteBuffer from = ByteBuffer.wrap(stored).position(1);
        ForecastSettings forecast = scored.forecast();
        ScoreSettings scores = scored.scores();
        int features = forecast.features().size();
        int scaleMemory = SCALE_WINDOWS * forecast.window();
        Scaling.Measure measure = forecast.scaling().measure();
        known.scores.read(from.duplicate().position(1 + known.scale.bytes() + known.combination.bytes()), FIRST);
        RunningScale scale = RunningScale.read(from, features, scaleMemory, measure);
        Combination combination = combination(
                scored,
                scored.sampled(known.methods),
                SkillTracker.read(from, scores.trial(), forecast.horizon(), scores.margin()));
        from.position(from.position() + known.scores.bytes(FIRST));
        DeviceStatistics read = new DeviceStatistics(
                known.methods,
                scale,
                combination,
                known.scores,
                IntervalTracker.read(
                        from, forecast.targets().size(), levels(forecast), forecast.horizon(), pools(scored)),
                known.pace.map(own -> MedianInterval.read(from, scaleMemory)));
        return read.readFurther(from) ? read : begin(scored);
    }

    /** Takes up the further methods; false where what follows are none, and so the whole is of other settings. */
    private boolean readFurther(ByteBuffer from) {
        while (from.hasRemaining()) {
            int length = from.get();
            if (length < 1 || from.remaining() < length + 1 + Integer.BYTES) {
                return false;
            }
            byte[] name = new byte[length];
            from.get(name);
            byte version = from.get();
            int size = from.getInt();
            if (size < 0 || size > from.remaining()) {
                return false;
            }
            ByteBuffer own = from.slice(from.position(), size);
            from.position(from.position() + size);
            readFurther(new String(name, StandardCharsets.US_ASCII), version, own);
        }
        return true;
    }

    private void readFurther(String name, byte version, ByteBuffer own) {
        if (name.equals(Combination.NAME)) {
            if (combination.stateBytes() > 0 && combination.stateVersion() == version) {
                combination.readState(own);
            }
            return;
        }
        if (name.equals(PooledOffsets.NAME)) {
            if (version == PooledOffsets.VERSION) {
                intervals.offsets().read(own);
            }
            return;
        }
        further().stream()
                .filter(method -> method.name().equals(name)
                        && method.stateVersion() == version
                        && own.remaining() >= scores.bytesOfOne())
                .forEach(method -> {
                    scores.readOne(own, method.name());
                    method.read(own);
                });
    }

    private List<ForecastMethod> further() {
        return methods.subList(FIRST, methods.size());
    }

    private int firstBytes() {
        return 1
                + scale.bytes()
                + combination.bytes()
                + scores.bytes(FIRST)
                + intervals.bytes()
                + pace.map(MedianInterval::bytes).orElse(0);
    }

    private int furtherBytes() {
        return bytes(Combination.NAME, combination.stateBytes())
                + bytes(PooledOffsets.NAME, intervals.offsets().bytes())
                + further().stream()
                        .mapToInt(method -> bytes(method.name(), scores.bytesOfOne() + method.stateBytes()))
                        .sum();
    }
}
