package io.tidecast.faults;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances and brokers that are killed and frozen. */
@Tag("faults")
class ProcessFaultsTest {
    private static final int DEVICES = 12;
    private static final int STEPS_PER_SECOND = 15;
    private static final int KILLS = 20;

    @Test
    void shouldLoseNothingWhenTheForecasterIsKilledAgainAndAgain() {
        Scenario scenario = Scenario.of(
                "forecaster-kill",
                "kill -9 of the only forecaster, " + KILLS + " times under load",
                "every step's forecast once");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            for (int kill = 0; kill < KILLS; kill++) {
                site.output().awaitStep(load.step(), System.nanoTime());
                Await.pass(Duration.ofMillis(37L * kill)); // At another point of the commit interval each time.
                app.kill();
                long since = System.nanoTime();
                long step = load.step() + 1;
                app.start();
                scenario.recovered(site.output().awaitStep(step, since));
            }
            load.end();
            scenario.passed(site.settle().toString());
        }
    }
}
