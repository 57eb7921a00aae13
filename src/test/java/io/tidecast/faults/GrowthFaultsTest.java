package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More partitions than there were, under load. */
@Tag("faults")
class GrowthFaultsTest {
    private static final int BEFORE = 4;
    private static final int PARTITIONS = 8;
    private static final int MEGABYTES = 192;
    private static final Map<String, String> SHORT_SESSION = Map.of("session.timeout.ms", "10000");

    /** {@code tidecast topics grow}, in a JVM of its own. */
    private static ChildJvm grow(Site site) {
        List<String> args = new ArrayList<>(List.of("topics", "grow", "--partitions", String.valueOf(PARTITIONS)));
        args.addAll(
                List.of("--roles", "forecaster", "--bootstrap", site.brokers().bootstrap()));
        return ChildJvm.start(Build.present(), site.folder(), "grow", MEGABYTES, AppMain.class, args);
    }

    private static Sent.Place newest(Site site) {
        List<Sent> sent = site.sent();
        return sent.get(sent.size() - 1).place();
    }

    @Test
    void shouldLoseAndDoubleNothingWhenPartitionsAreAddedAndTheStateGrows() throws Exception {
        Scenario scenario = Scenario.of(
                "partitions-grown",
                "two instances under load: the readings topic from 4 to 8 partitions, then both stopped and `tidecast topics"
                        + " grow` to 8, killed in the middle, a start before it was run again",
                "both serve on; no start half-way; every step's forecast once, the readings sent meanwhile too");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", 12, 10)) {
            App first = site.forecaster("a", SHORT_SESSION).start();
            App second = site.forecaster("b", SHORT_SESSION).start();
            site.output().awaitStep(load.first() + 20, System.nanoTime());
            try (var admin = site.admin()) {
                admin.createPartitions(Map.of(Site.READINGS, NewPartitions.increaseTo(PARTITIONS)))
                        .all()
                        .get();
            }
            // What a device's readings wait in two partitions for is read in no order; so none may wait in the old one.
            Await.until("readings in the new partitions", () -> newest(site).partition() >= BEFORE);
            scenario.recovered(site.output().awaitStep(load.step() + 1, System.nanoTime()));
            assertThat(first.isRunning() && second.isRunning()).as("serve on").isTrue();
            first.terminate();
            second.terminate();
            try (ChildJvm cut = grow(site)) {
                Await.until("partitions being added", () -> cut.log().contains("clocks-changelog has 8 partitions"));
                cut.kill();
            }
            first.start();
            assertThat(first.await(Duration.ofSeconds(60))).as("ends by itself").hasValue(1);
            assertThat(first.log()).contains("`tidecast topics grow --partitions 8` once more");
            try (ChildJvm grown = grow(site)) {
                assertThat(grown.await(Duration.ofMinutes(2))).as(grown.log()).hasValue(0);
            }
            first.start();
            second.start();
            scenario.recovered(site.output().awaitStep(load.step() + 1, System.nanoTime()));
            load.end();
            Balance balance = site.settle();
            assertThat(balance.byNetwork()).isPositive();
            scenario.passed(balance.toString());
        }
    }
}
