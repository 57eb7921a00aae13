package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One after the other on one broker, in about a minute: what the other scenarios do at length. */
@Tag("faults")
class ShortPassTest {
    private static final int DEVICES = 6;
    private static final int STEPS_PER_SECOND = 15;
    private static final int BEFORE = 20;

    @Test
    void shouldLoseAndDoubleNothingWhateverIsDoneToIt() throws IOException {
        Scenario scenario = Scenario.of(
                "short-pass",
                "every kind of poison pill, spoilt models, kill -9 of the forecaster and of the broker, damaged state",
                "every step's forecast once, every unreadable record a dead letter once");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            List<Future<RecordMetadata>> poisons = new ArrayList<>();
            Poison.ofEveryKind("pump-0").forEach(poison -> poisons.add(poison.send(site)));
            ModelFaultsTest.spoilt(2).values().forEach(file -> site.publish(2, file));
            site.point(2);
            app.restart();
            recovered(scenario, site, load);
            site.brokers().broker(0).kill();
            site.brokers().restart(0);
            recovered(scenario, site, load);
            site.point(1);
            app.terminate();
            for (Path file : TemporaryFiles.below(app.stateFolder())) {
                if (file.getFileName().toString().startsWith("MANIFEST")) {
                    Files.write(file, new byte[(int) Files.size(file)]);
                }
            }
            app.start();
            recovered(scenario, site, load);
            load.end();
            Balance balance = site.settle(poisons.size());
            site.requireDeadLetters(poisons.stream().map(Sent.Place::of).toList());
            assertThat(balance.byNetwork()).isPositive();
            assertThat(app.log()).containsOnlyOnce("local state is damaged");
            scenario.passed(balance + ", " + poisons.size() + " dead letters");
        }
    }

    private static void recovered(Scenario scenario, Site site, Load load) {
        scenario.recovered(site.output().awaitStep(load.step() + 1, System.nanoTime()));
    }
}
