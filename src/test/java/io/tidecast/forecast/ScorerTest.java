package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.ScoreRecord;
import io.tidecast.series.Covariates;
import io.tidecast.series.Segment;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One feature, a season and a horizon of three steps, levels 0.9 and 0.5; every forecast of the network is 10. */
class ScorerTest {
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default",
            List.of("temp"),
            List.of("temp"),
            4,
            3,
            Duration.ofHours(1),
            Duration.ofHours(3),
            List.of(0.9, 0.5));
    private static final ScoredMethods METHODS = ScoredMethods.of(
            FORECAST,
            new ScoreSettings(100, 2, 0, 10, ScoreSettings.Detail.SUMMARY),
            CombinationSettings.ONE,
            Covariates.NONE);
    private final Scorer scorer = new Scorer(METHODS, PublishSettings.none());
    private final DeviceStatistics statistics = DeviceStatistics.of(null, METHODS);

    private static Segment segment(double... values) {
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        return new Segment(0, 1, values, observed);
    }

    /** Half-widths 4 and 1 around 10. */
    private static OpenForecast entry(int version, String published) {
        double[] means = new double[3];
        Arrays.fill(means, version == 0 ? Float.NaN : 10);
        return new OpenForecast(
                0, "default", version, published, MethodMeans.of(Map.of(NetworkMethod.NAME, means)), new float[] {
                    4, 4, 4, 1, 1, 1
                });
    }

    private static OpenForecast[] entries(int... versions) {
        return Arrays.stream(versions)
                .mapToObj(version -> version < 0 ? null : entry(version, NetworkMethod.NAME))
                .toArray(OpenForecast[]::new);
    }

    private JsonNode score(Segment segment, OpenForecast... entries) {
        List<byte[]> written = new ArrayList<>();
        scorer.score(
                segment,
                entries,
                statistics,
                score -> written.add(
                        ScoreRecord.of("d", 3_600_000, "temp", score).bytes()));
        assertThat(written).hasSize(1);
        try {
            return new ObjectMapper().readTree(written.get(0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldGiveAbsoluteErrorsOfEachHorizonStep() {
        JsonNode score = score(segment(1, 2, 4, 7, 12), entries(2, 2, 2));
        assertThat(score.path("errors").toString())
                .isEqualTo("{\"network\":[2.0,2.0,2.0],\"persistence\":[5.0,8.0,10.0],"
                        + "\"seasonal-naive\":[10.0,10.0,10.0]}");
        assertThat(score.path("version").asInt()).isEqualTo(2);
        assertThat(score.has("versions")).isFalse();
    }

    /** What the combination is told that the network had forecast of a step, where these versions had. */
    private double[] toldOfNetwork(int... versions) {
        List<double[]> told = new ArrayList<>();
        Combination watched = (Combination) Proxy.newProxyInstance(
                Combination.class.getClassLoader(), new Class<?>[] {Combination.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("learn") && arguments.length == 5) {
                        told.add(((double[][]) arguments[3])[0]);
                    }
                    return method.invoke(statistics.combination(), arguments);
                });
        DeviceStatistics own = new DeviceStatistics(
                statistics.methods(),
                statistics.scale(),
                watched,
                statistics.scores(),
                statistics.intervals(),
                statistics.pace());
        scorer.score(segment(1, 2, 4, 7, 12), entries(versions), own, score -> {});
        return told.get(0);
    }

    @Test
    void shouldNotJudgeAVersionByForecastsOfOneThatItDoesNotGoOnFrom() {
        assertThat(toldOfNetwork(3, 3, 2)).as("fine-tuned from it").containsExactly(10, 10, 10);
        assertThat(toldOfNetwork(2, 3, 3)).as("gone back to").containsExactly(10, Double.NaN, Double.NaN);
        assertThat(toldOfNetwork(2, 0, 3)).as("none between").containsExactly(10, Double.NaN, Double.NaN);
    }

    @Test
    void shouldGiveRunningMaseAndCoverage() {
        score(segment(1, 2, 4, 7, 12), entries(2, 2, 2));
        JsonNode score = score(segment(2, 4, 7, 12, 10.5f), entries(2, 2, 2));
        // Model: 2 and 0.5. Persistence: (5+8+10)/3 and (1.5+3.5+6.5)/3. Seasonal naive: 10 and 6.5.
        assertThat(score.path("mase").path("persistence").asDouble()).isCloseTo(2.5 / (34.5 / 3), offset(1e-6));
        assertThat(score.path("mase").path("seasonal-naive").asDouble()).isCloseTo(2.5 / 16.5, offset(1e-6));
        assertThat(score.path("coverage").path("0.9").asDouble()).isEqualTo(1);
        assertThat(score.path("coverage").path("0.5").asDouble()).isEqualTo(0.5);
    }

    @Test
    void shouldTellHowFarOutsideTheWidestIntervalAReadingIs() {
        assertThat(score(segment(9, 9, 9, 9, 9), entries(1, 1, 1))
                        .path("anomaly")
                        .asDouble())
                .isEqualTo(0.25);
        assertThat(score(segment(9, 9, 9, 9, 16), entries(1, 1, 1))
                        .path("anomaly")
                        .asDouble())
                .isEqualTo(1.5);
        assertThat(score(segment(9, 9, 9, 9, 9), entries(-1, 1, 1))
                        .path("anomaly")
                        .isNull())
                .isTrue();
    }

    @Test
    void shouldMeasureAnomalyFromWhatWasPublished() {
        OpenForecast[] entries = entries(1, 1, 1);
        entries[0] = entry(1, Persistence.NAME);
        assertThat(score(segment(9, 9, 9, 20, 22), entries).path("anomaly").asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void shouldSayNothingOfAnAnomalyWhenTheStepsKeptDoNotReachBackASeason() {
        OpenForecast[] entries = entries(1, 1, 1);
        entries[0] = entry(1, SeasonalNaive.NAME);
        assertThat(score(segment(9, 22), entries).path("anomaly").isNull())
                .as("the season has been made longer since the forecast")
                .isTrue();
    }

    @Test
    void shouldMeasureAnomalyByTheBoundThatWasPublishedWhenLimitsCutIt() {
        Scorer limited = new Scorer(
                METHODS, new PublishSettings(Map.of("temp", new Limits(0, 12)), List.of(), Optional.empty()));
        List<Double> anomalies = new ArrayList<>();
        for (double actual : new double[] {11, 13, 8}) {
            limited.score(
                    segment(9, 9, 9, 9, actual), entries(1, 1, 1), statistics, score -> anomalies.add(score.anomaly()));
        }
        assertThat(anomalies).containsExactly(0.5, 1.5, 0.5);
        assertThat(statistics.scores().coverage(0, 0)).as("13 is outside").isCloseTo(2 / 3.0, offset(1e-6));
    }

    @Test
    void shouldNameTheVersionBehindEachForecastWhenTheyDiffer() {
        JsonNode score = score(segment(1, 2, 4, 7, 12), entries(3, 2, -1));
        assertThat(score.path("version").asInt()).isEqualTo(3);
        assertThat(score.path("versions").toString()).isEqualTo("[3,2,0]");
        assertThat(score.path("errors").path("network").get(2).isNull()).isTrue();
    }

    @Test
    void shouldCountAnErrorForTheVersionThatMadeIt() {
        // The network is right, but for what version 1 said three steps before.
        OpenForecast bad = entry(1, NetworkMethod.NAME);
        Arrays.fill(bad.means().get(NetworkMethod.NAME), 1000);
        for (int i = 0; i < 4; i++) {
            score(segment(1, 2, 4, 7, 10), entry(2, NetworkMethod.NAME), entry(2, NetworkMethod.NAME), bad);
        }
        assertThat(statistics.combination().skill()).isOne();
        assertThat(statistics.scores().mase(0, Persistence.NAME)).isGreaterThan(1);
    }

    @Test
    void shouldNotScoreAStepThatWasFilled() {
        Segment filled = new Segment(0, 1, new double[] {1, 1}, new boolean[] {true, false});
        scorer.score(filled, entries(1, 1, 1), statistics, score -> {
            throw new AssertionError(score.toString());
        });
        assertThat(statistics.scores().coverage(0, 0)).isNaN();
    }

    @Test
    void shouldWriteOnlyFiniteNumbersWhenErrorsOverflow() {
        JsonNode score = score(segment(-3e38f, -3e38f, -3e38f, -3e38f, 3e38f), entries(0, 0, 0));
        assertThat(score.path("errors").path("persistence").get(0).isNumber()).isTrue();
        assertThat(score.toString()).doesNotContain("Infinity").doesNotContain("NaN");
        Score none = new Score(
                0,
                1,
                "m",
                0,
                new int[1],
                Map.of(NetworkMethod.NAME, new float[1]),
                new boolean[0][1],
                Double.NaN,
                Map.of(),
                Map.of());
        assertThat(new String(ScoreRecord.of("d", 0, "temp", none).bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"anomaly\":null");
    }
}
