package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.stream.StreamFixtures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Forecasts are scored when their actuals arrive, and scores decide what is published and are summed up. */
class ForecasterScoresTest extends ForecasterFixture {
    @Test
    void shouldScoreEveryForecastWhenItsActualArrives() throws IOException {
        start();
        publish(3, 1, true);
        sendRun("a", 0, 14);
        List<JsonNode> forecast = read(forecasts);
        List<JsonNode> score = read(scores);
        JsonNode last = score.get(score.size() - 1);
        assertThat(last.path("at").asText()).isEqualTo(at(12).toString());
        assertThat((float) last.path("actual").asDouble()).isEqualTo(temp(12));
        JsonNode errors = last.path("errors");
        for (int h = 1; h <= 4; h++) {
            int origin = 12 - h;
            assertThat(errors.path("persistence").get(h - 1).asDouble())
                    .isCloseTo(Math.abs(temp(origin) - temp(12)), offset(1e-4));
            assertThat(errors.path("seasonal-naive").get(h - 1).asDouble())
                    .isCloseTo(Math.abs(temp(12 - 6) - temp(12)), offset(1e-4));
            if (forecast.get(origin).path("source").asText().equals("network")) {
                double mean = forecast.get(origin)
                        .path("targets")
                        .path("temp")
                        .path("mean")
                        .get(h - 1)
                        .asDouble();
                assertThat(errors.path("network").get(h - 1).asDouble())
                        .isCloseTo(Math.abs(mean - temp(12)), offset(1e-3));
            }
        }
    }

    /** Readings that rise by one a step: a change of h after h steps is right, one of -50 is far off. */
    @Test
    void shouldPublishNaiveWhereTheNetworkIsWorseAndComeBackWhenItIsBetter() throws IOException {
        start();
        serve(StreamFixtures.saying(settings, "default", 1, -50, -50, -50, -50));
        for (int step = 0; step < 60; step++) {
            send("a", step, step);
        }
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(8).path("status").asText()).as("untried").isEqualTo("ok");
        JsonNode naive = all.get(58);
        assertThat(naive.path("status").asText()).isEqualTo("worse-than-naive");
        assertThat(naive.path("source").asText()).isEqualTo("persistence");
        assertThat(naive.path("version").asInt()).as("run all the same").isOne();
        assertThat(naive.path("skill").asDouble()).isNegative();
        List<JsonNode> judged = read(scores);
        assertThat(judged.get(57).path("errors").path("network").get(0).asDouble())
                .as("scored all the same")
                .isCloseTo(51, offset(0.5));
        assertThat((double) metrics().get("published-error-ratio"))
                .as("of what was published, not of the network")
                .isBetween(1.0, (double) metrics().get("mase-persistence") / 2);

        serve(StreamFixtures.saying(settings, "default", 2, 1, 2, 3, 4));
        for (int step = 60; step < 120; step++) {
            send("a", step, step);
        }
        all = read(forecasts);
        assertThat(all.get(59).path("status").asText()).isEqualTo("ok");
        assertThat(all.get(59).path("source").asText()).isEqualTo("network");
        long changes = 0;
        for (int i = 1; i < all.size(); i++) {
            changes += all.get(i).path("source").equals(all.get(i - 1).path("source")) ? 0 : 1;
        }
        assertThat(changes).as("comes back once").isOne();
    }

    @Test
    void shouldSendSummariesOfScoresAndCountThemByModel() throws IOException {
        start();
        serve(StreamFixtures.saying(settings, "default", 1, 1, 2, 3, 4));
        for (int step = 0; step < 24; step++) {
            send("a", step, step);
        }
        List<JsonNode> summaries = read(retraining).stream()
                .filter(record -> record.path("kind").asText().equals("score-summary"))
                .toList();
        assertThat(summaries)
                .as("a quarter of a window each, once there are all steps of the horizon")
                .hasSizeGreaterThan(2);
        assertThat(summaries.get(0).path("version").asInt()).isOne();
        assertThat(summaries.get(1).path("n").asInt()).isEqualTo(2);
        assertThat(summaries.get(0).path("mae").asDouble()).isCloseTo(0, offset(0.01));
        // Persistence is wrong by 1, 2, 3, 4.
        assertThat(summaries.get(1).path("naiveMae").asDouble()).isCloseTo(2.5, offset(0.01));
        Map<String, Object> metrics = metrics();
        assertThat(metrics)
                .containsEntry("forecasts-totalwarming-up", 7.0)
                .containsEntry("forecasts-totalok", 16.0)
                .containsEntry("worse-than-naive-share", 0.0)
                .containsKeys("mase-persistence", "mase-seasonal-naive", "coverage", "scored-total");
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = new TreeMap<>();
        driver.metrics().forEach((name, metric) -> {
            if (name.group().equals("tidecast-metrics") && name.tags().containsValue("default")) {
                metrics.put(name.name() + name.tags().getOrDefault("status", ""), metric.metricValue());
            }
        });
        return metrics;
    }
}
