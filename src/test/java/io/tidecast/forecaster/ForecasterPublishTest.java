package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.forecast.Limits;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.Threshold;
import io.tidecast.model.Forecaster;
import io.tidecast.model.UntrainedModel;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a published forecast says beside its values: bounds, limits, crossings, status and timestamp. */
class ForecasterPublishTest extends ForecasterFixture {
    @Test
    void shouldKeepBoundsOrderedAroundTheMean() throws IOException {
        start();
        publish(3, 1, true);
        sendRun("a", 0, 40);
        List<JsonNode> all = read(forecasts);
        assertThat(intervals(all.get(0))).as("of a first reading").isEmpty();
        for (JsonNode forecast : all.subList(1, all.size())) {
            JsonNode temp = forecast.path("targets").path("temp");
            for (int h = 0; h < 4; h++) {
                double mean = temp.path("mean").get(h).asDouble();
                double inner =
                        temp.path("intervals").get(0).path("lower").get(h).asDouble();
                double outer =
                        temp.path("intervals").get(1).path("lower").get(h).asDouble();
                assertThat(outer).isLessThanOrEqualTo(inner);
                assertThat(inner).isLessThanOrEqualTo(mean);
                assertThat(temp.path("intervals").get(0).path("upper").get(h).asDouble())
                        .isGreaterThanOrEqualTo(mean);
            }
        }
    }

    /** Also of the forecasts that naive methods made before. */
    @Test
    void shouldClipValuesAndBoundsToPhysicalLimits() throws IOException {
        start(publishing(new PublishSettings(Map.of("temp", new Limits(18, 21)), List.of(), Optional.empty())));
        publish(3, 1, true);
        sendRun("a", 0, 30);
        List<JsonNode> all = read(forecasts);
        assertThat(intervals(all.get(0))).as("of a first reading").isEmpty();
        for (JsonNode forecast : all.subList(1, all.size())) {
            JsonNode temp = forecast.path("targets").path("temp");
            for (int h = 0; h < 4; h++) {
                double mean = temp.path("mean").get(h).asDouble();
                double lower =
                        temp.path("intervals").get(1).path("lower").get(h).asDouble();
                double upper =
                        temp.path("intervals").get(1).path("upper").get(h).asDouble();
                assertThat(new double[] {18, lower, mean, upper, 21}).isSorted();
            }
        }
    }

    @Test
    void shouldNameTheFirstStepThatCrossesAThreshold() {
        start(publishing(new PublishSettings(
                Map.of(), List.of(new Threshold("temp", Threshold.Direction.ABOVE, 22.5f)), Optional.empty())));
        for (int step = 0; step < 8; step++) {
            send("a", step, 20 + step % 6); // Season 6: from 21, seasonal naive says 22, 23, 24, 25.
        }
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(5).has("crosses")).as("from 25: 20, 21, 22, 23").isTrue();
        assertThat(all.get(5).path("crosses").get(0).path("at").asText()).isEqualTo(at(9).toString());
        assertThat(all.get(6).path("crosses").toString())
                .isEqualTo(
                        "[{\"target\":\"temp\",\"threshold\":22.5,\"direction\":\"above\",\"at\":\"" + at(9) + "\"}]");
        assertThat(all.get(0).has("crosses")).as("persistence").isFalse();
    }

    @Test
    void shouldPublishNoIntervalBeforeAnythingIsKnownOfIt() {
        start();
        send("a", 0, 49.79);
        send("a", 1, 49.79);
        send("a", 2, 51);
        send("a", 3, 50);
        send("b", 0, 0);
        send("b", 1, 0.5);
        List<JsonNode> all = read(forecasts);
        assertThat(all)
                .extracting(f -> f.path("device").asText() + " " + intervals(f).size())
                .as("one reading, and two that are the same, tell nothing of the next")
                .containsExactly("a 0", "a 0", "a 2", "b 0");
        assertThat(intervals(all.get(2)).get(1).path("upper").get(0).asDouble()
                        - intervals(all.get(2)).get(1).path("lower").get(0).asDouble())
                .as("of changes of 0 and 1.21")
                .isGreaterThan(1.21);
    }

    @Test
    void shouldPublishAWideIntervalWhereNoTwoNeighboursWereRead() {
        start();
        for (int step = 0; step < 10; step += 2) {
            send("a", step, step % 4 == 0 ? 10 : 20);
        }
        JsonNode last = read(forecasts).get(7);
        assertThat(intervals(last).get(1).path("upper").get(0).asDouble()
                        - intervals(last).get(1).path("lower").get(0).asDouble())
                .isGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {7, 0, -7, 1e-30, 4096, 1_048_576, 18_230_876_543.0, 1e18})
    void shouldBoundWhatNeverMovesOnceSoManyActualsWereMetExactly(double value) {
        start();
        for (int step = 0; step < 20; step++) {
            send("a", step, value);
        }
        List<JsonNode> all = read(forecasts);
        assertThat(all.subList(0, 9)).allSatisfy(f -> assertThat(intervals(f)).isEmpty());
        assertThat(intervals(all.get(18)).size()).isEqualTo(2);
        for (JsonNode interval : intervals(all.get(18))) {
            for (int h = 0; h < 4; h++) {
                assertThat(interval.path("lower").get(h).asDouble()).isLessThan(value);
                assertThat(interval.path("upper").get(h).asDouble()).isGreaterThan(value);
            }
        }
        assertThat(read(scores)).allSatisfy(score -> assertThat(
                        score.path("coverage").path("0.9").asDouble(1))
                .isEqualTo(1));
    }

    private static JsonNode intervals(JsonNode forecast) {
        return forecast.path("targets").path("temp").path("intervals");
    }

    @Test
    void shouldSayThatAModelIsStaleAndServeItStill() throws IOException {
        start(publishing(new PublishSettings(Map.of(), List.of(), Optional.of(Duration.ofHours(2)))));
        Forecaster drawn = UntrainedModel.untrained(settings.forecast(), settings.network(), 3);
        Forecaster learnt =
                Forecaster.of(drawn.manifest().withProvenance(Map.of("to", at(7).toString())), drawn.parameters());
        serve(learnt);
        sendRun("a", 0, 12);
        List<JsonNode> all = read(forecasts);
        assertThat(all.subList(7, 11))
                .extracting(f -> f.path("status").asText())
                .containsExactly("ok", "ok", "ok", "stale-model");
        assertThat(all.get(10).path("source").asText()).isEqualTo("network");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWarmUpAsLongAsTheVersionThatServesHasLearntNothing(boolean pool) throws IOException {
        StreamSettings usual = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        start(pool ? StreamFixtures.pooled(usual) : usual);
        serve(UntrainedModel.untrained(settings.forecast(), settings.network(), 3));
        sendRun("a", 0, 60);
        List<JsonNode> all = read(forecasts);
        assertThat(all).extracting(f -> f.path("status").asText()).containsOnly("warming-up");
        assertThat(all)
                .noneMatch(f -> f.path("source").asText().equals("network"))
                .noneMatch(f -> f.path("weights").toString().contains("network"));
        List<JsonNode> judged = read(scores);
        assertThat(judged.get(judged.size() - 1)
                        .path("errors")
                        .path("network")
                        .get(0)
                        .isNumber())
                .as("it is scored in any case")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWarmUpAgainAtOnceWhenANetworkThatProvedGoodIsReset(boolean pool) throws IOException {
        StreamSettings usual = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        start(pool ? StreamFixtures.pooled(usual) : usual);
        serve(StreamFixtures.saying(settings, "default", 1, 1, 2, 3, 4));
        for (int step = 0; step < 100; step++) {
            send("a", step, step + step % 3);
        }
        assertThat(read(forecasts)).last().satisfies(last -> {
            assertThat(last.path("status").asText()).isEqualTo("ok");
            assertThat(last.path("skill").asDouble()).isPositive();
        });
        Forecaster drawn = UntrainedModel.untrained(settings.forecast(), settings.network(), 3);
        serve(Forecaster.of(drawn.manifest().numbered(2), drawn.parameters()));
        for (int step = 100; step < 110; step++) {
            send("a", step, step + step % 3);
        }
        assertThat(read(forecasts))
                .hasSize(10)
                .allSatisfy(each -> assertThat(each.path("status").asText()).isEqualTo("warming-up"))
                .noneMatch(f -> f.path("source").asText().equals("network"))
                .noneMatch(f -> f.path("weights").toString().contains("network"));
    }

    @Test
    void shouldSayGapWhenTheOriginIsFilledWhateverElseHolds() throws IOException {
        start();
        serve(StreamFixtures.saying(settings, "default", 1, -50, -50, -50, -50));
        for (int step = 0; step < 60; step++) {
            send("a", step, step);
        }
        send("a", 62, 62);
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(59).path("status").asText()).isEqualTo("worse-than-naive");
        assertThat(all.get(60).path("status").asText()).isEqualTo("gap");
        assertThat(all.get(60).path("source").asText()).isEqualTo("persistence");
    }

    @Test
    void shouldStampRecordsWithinTheLastHour() {
        start();
        sendRun("a", 0, 2);
        assertThat(forecasts.readRecord().getRecordTime()).isEqualTo(NOW.minus(Duration.ofHours(1)));
    }
}
