package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances that are killed while their forecasts are made with what is known ahead. */
@Tag("faults")
class KnownAheadFaultsTest {
    private static final int DEVICES = 12;
    private static final int STEPS_PER_SECOND = 8;
    private static final int KILLS = 6;

    @Test
    void shouldForecastWithWhatWasKnownWhenTheForecasterIsKilledAgainAndAgain() {
        Scenario scenario = Scenario.of(
                "known-ahead-kill",
                "kill -9 of the only forecaster, " + KILLS + " times under load, while a topic tells values known"
                        + " ahead, of all devices and of some by themselves",
                "every step's forecast once, with what was known of its horizon");
        try (Site site = Site.serving(1, Models.trainedWith(Plan.model()))) {
            site.createTopic(Plan.TOPIC);
            try (Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
                Plan plan = site.plan();
                plan.tell(site, load.first());
                App app = site.app("a", Plan.settings(), Map.of()).start();
                for (int kill = 0; kill < KILLS; kill++) {
                    site.output().awaitStep(load.step(), System.nanoTime());
                    for (int device = 0; device < DEVICES; device += 2) {
                        plan.tell(site, load.name(device), load.step() + 2);
                    }
                    Await.pass(Duration.ofMillis(61L * kill));
                    app.kill();
                    long since = System.nanoTime();
                    long step = load.step() + 1;
                    app.start();
                    scenario.recovered(site.output().awaitStep(step, since));
                }
                load.end();
                assertThat(load.step() + Shape.HORIZON)
                        .as("all of it was told ahead")
                        .isLessThan(load.first() + Plan.STEPS);
                scenario.passed(site.settle().toString());
                for (Output.Published forecast : site.output().forecasts()) {
                    JsonNode known = forecast.json().path("quality").path("future");
                    assertThat(known.asDouble(-1)).isBetween(0.75, 1.0);
                }
                assertThat(site.output().forecasts())
                        .as("told by itself")
                        .anyMatch(forecast -> forecast.json().path("quality").has("future-own"));
            }
        }
    }
}
