package io.tidecast.record;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.forecast.Threshold;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Ruling;
import io.tidecast.model.Verdict;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Precision;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Statics;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamFixtures;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Every codec with awkward examples, which the contract test and the schemas are held against. */
final class RecordExamples {
    static final ForecastSettings FORECAST =
            StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).forecast();
    private static final ForecastSettings READINGS =
            FORECAST.withGrid(GridSettings.of(Sampling.READINGS, FORECAST.step()));
    private static final float NAN = Float.NaN;
    private static final String AT = "2026-11-21T05:00:00Z";

    private RecordExamples() {}

    /**
     * A codec.
     *
     * @param name of its file in docs/schemas
     * @param examples as they were written
     * @param again reads and writes once more
     */
    record Codec(String name, List<byte[]> examples, UnaryOperator<byte[]> again) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Codec> codecs() {
        return List.of(
                new Codec("forecast", forecasts(), value -> ForecastRecord.bytes(ForecastRecord.of(value))),
                new Codec("score", scores(), value -> ScoreRecord.of(value).bytes()),
                new Codec("chunk", List.of(chunk(false)), value -> again(value, FORECAST)),
                new Codec("chunk", List.of(chunk(true)), value -> again(value, READINGS)),
                new Codec("summary", summaries(), value -> SummaryRecord.bytes(SummaryRecord.of(value))),
                new Codec("request", requests(), value -> RequestRecord.bytes(RequestRecord.of(value))),
                new Codec("pointer", pointers(), value -> PointerRecord.bytes(PointerRecord.of(value))));
    }

    private static byte[] again(byte[] value, ForecastSettings forecast) {
        ChunkRecord read = ChunkRecord.of(value, forecast);
        return ChunkRecord.bytes(read.chunk(), forecast.features(), read.measure());
    }

    /** Two targets, one of them without intervals, guessed times and a crossing. */
    static Forecast forecast() {
        return new Forecast(
                "pump \"7\"/ü",
                "pumps",
                42,
                NetworkMethod.NAME,
                ForecastStatus.STALE_MODEL,
                1_000,
                TimeStep.ofMillis(250),
                Forecast.Timing.MEDIAN_INTERVAL,
                List.of(
                        new Forecast.Target(
                                "temp",
                                values(71.4f, NAN, 1e-30f),
                                List.of(
                                        new Forecast.Interval(0.9, values(0.1f, -2, 0), values(72, NAN, 3.4e38)),
                                        new Forecast.Interval(0.5, values(1, 1, 1), values(2, 2, 2)))),
                        new Forecast.Target("load.a", values(16_777_216, 0.3f, -0f), List.of())),
                46,
                2,
                0.314159,
                List.of(new Forecast.Crossing(new Threshold("temp", Threshold.Direction.BELOW, 80.5f), 1_750)),
                Map.of());
    }

    /** Of two methods. */
    static Forecast combined() {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put(NetworkMethod.NAME, 0.625);
        weights.put(Persistence.NAME, 0.375);
        return new Forecast(
                "a",
                "default",
                3,
                Combination.NAME,
                ForecastStatus.OK,
                0,
                TimeStep.ofMillis(3_600_000),
                Forecast.Timing.GRID,
                List.of(new Forecast.Target("temp", values(1), List.of())),
                4,
                0,
                0.5,
                List.of(),
                Map.of("temp", Map.of("first", weights)));
    }

    /** Two thirds of the horizon known ahead, from a topic of two partitions. */
    private static Forecast foreseeing() {
        return new Forecast(
                "a",
                "default",
                3,
                NetworkMethod.NAME,
                ForecastStatus.OK,
                0,
                TimeStep.ofMillis(3_600_000),
                Forecast.Timing.GRID,
                List.of(new Forecast.Target("temp", values(1, 2, 3), List.of())),
                4,
                0,
                0.5,
                List.of(),
                Map.of(),
                Optional.of(new Forecast.Ahead(0.6667, List.of(17L, 0L), Optional.of(new Forecast.Own(0, 16)))));
    }

    private static List<byte[]> forecasts() {
        Forecast untold = new Forecast(
                "a",
                "default",
                0,
                SeasonalNaive.NAME,
                ForecastStatus.WARMING_UP,
                -62_135_596_800_000L,
                TimeStep.ofMillis(3_600_000),
                Forecast.Timing.GRID,
                List.of(new Forecast.Target("temp", values(1), List.of())),
                0,
                0,
                NAN,
                List.of(),
                Map.of());
        return List.of(
                ForecastRecord.bytes(forecast()),
                ForecastRecord.bytes(untold),
                ForecastRecord.bytes(combined()),
                ForecastRecord.bytes(foreseeing()));
    }

    /** Two versions behind it, an overflowing square, and a naive method that the network is not scaled with yet. */
    static ScoreRecord score() {
        Map<String, float[]> errors = new LinkedHashMap<>();
        errors.put(NetworkMethod.NAME, single(0.1f, NAN, 1e30f));
        errors.put(Persistence.NAME, single(0.2f, 0.5f, 0));
        errors.put(SeasonalNaive.NAME, single(NAN, NAN, NAN));
        Map<String, Double> mase = new LinkedHashMap<>();
        mase.put(Persistence.NAME, 0.83);
        mase.put(SeasonalNaive.NAME, Double.NaN);
        return new ScoreRecord(
                "a", "default", 43, new int[] {43, 0, 42}, 1_000, "temp", 71.4f, 0.4, errors, mase, Map.of(0.9, 0.91));
    }

    private static List<byte[]> scores() {
        ScoreRecord first = new ScoreRecord(
                "a",
                "default",
                0,
                new int[0],
                1_001,
                "temp",
                0,
                Double.NaN,
                score().errors(),
                Map.of(),
                new TreeMap<>(Map.of(1e-4, 0.0, 0.5, 1.0)));
        return List.of(score().bytes(), first.bytes());
    }

    private static byte[] chunk(boolean timed) {
        double[] values = {1, NAN, 2.5f, 3, 4, 1e-30f};
        boolean[] observed = {true, false, true, true, false, true};
        Segment segment = timed
                ? new Segment(1_000, 2, values, observed, new long[] {1_500, 1_750, 9_000})
                : new Segment(7, 2, values, observed).of(Statics.of(Map.of("kind", "piston \"7\"", "power", "4.5e2")));
        RetrainingRecord.Chunk chunk = new RetrainingRecord.Chunk(
                "default",
                "a",
                FORECAST.timeStep(),
                segment,
                new Scale(values(0, -1.5f), single(1, 2), single(1, 0.1f)));
        return ChunkRecord.bytes(chunk, FORECAST.features(), Scaling.Measure.ROBUST);
    }

    private static List<byte[]> summaries() {
        return List.of(
                SummaryRecord.bytes(new RetrainingRecord.ScoreSummary(
                        "default", 3, 1_000, 7_201_000, 250, 1.25, 1 / 3.0, Map.of(0.9, 0.884, 0.5, 0.51))),
                SummaryRecord.bytes(
                        new RetrainingRecord.ScoreSummary("pumps.a-1", 1, 1_000, 1_000, 1, 0, 0, Map.of())));
    }

    private static List<byte[]> requests() {
        return List.of(
                RequestRecord.bytes(new RetrainingRecord.Request("default", "the \"pump\" is new", "id-1")),
                RequestRecord.bytes(new RetrainingRecord.Request("pumps", "", "")));
    }

    /** Every kind of ruling, all fields and none. */
    private static List<byte[]> pointers() {
        Ruling promoted = Ruling.promoted("3.1 % better: on 512 windows");
        Ruling back = Ruling.rolledBack(4, "live error 1.2 times the naive one");
        Pointer pointer = Pointer.bootstrap(5, "by hand");
        for (Ruling ruling : List.of(
                promoted,
                Ruling.rejected("2.0 % worse"),
                Ruling.failed(new IllegalStateException("no: not so")),
                promoted.heldBy("pinned"),
                back,
                back.heldBy("version 4 is gone"))) {
            pointer = pointer.after(new Verdict(
                    6, ruling, "steps: 5000 new", List.of("r"), Verdict.Errors.of(1, 0.9, 64), 9, 2.5, AT, null));
        }
        Verdict shadowed = pointer.verdict().again(promoted.shadowed(1_000), null, AT);
        Pointer tried = pointer.shadowed(new Pointer.Shadow(7, "default/5", 250, 1_000, AT), shadowed);
        Verdict live = shadowed.again(promoted, Verdict.Errors.of(Double.NaN, 0.5, 10), AT);
        return List.of(
                PointerRecord.bytes(Pointer.unserved()),
                PointerRecord.bytes(pointer),
                PointerRecord.bytes(tried),
                PointerRecord.bytes(tried.after(live).pinnedTo(6, "held")));
    }

    private static float[] single(float... values) {
        return values;
    }

    /** Values in single precision. */
    private static double[] values(double... values) {
        return Arrays.stream(values).map(Precision::of).toArray();
    }
}
