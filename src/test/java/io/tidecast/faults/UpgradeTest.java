package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances of this build in the places of those of the build before it, one after the other, and back. */
@Tag("faults")
class UpgradeTest {
    /**
     * The build before gave an interval that was not known no width; in this one it is absent, and calibrates nothing.
     */
    private static final Set<String> INTERVALS = Set.of("intervals", "coverage", "anomaly");

    private static final int DEVICES = 12;
    private static final int STEPS_PER_SECOND = 10;
    private static final int BEFORE = 40;
    private static final int SHOWN = 10;
    /** The one that both builds write. */
    private static final Map<String, String> FIRST_SCHEMA = Map.of(Shape.SCHEMA, "1");

    private static final Map<String, String> FORECASTER = Map.of("roles", "forecaster", Shape.SCHEMA, "1");

    private static Build previous;

    @BeforeAll
    static void build() {
        previous = Build.previous();
    }

    /** A model as the build before makes them, which both read. */
    private static byte[] ofBoth() {
        return Models.trainedWith(Map.of("network.layers", "[{type: gru, units: 32}]"));
    }

    @Test
    void shouldLoseNothingWhenInstancesOfTheBuildBeforeAreUpgradedInTurn() {
        Scenario scenario = Scenario.of(
                "rolling-upgrade",
                "two instances of the build before this one: this build started on the state folder of the first,"
                        + " which was stopped, and then on that of the second, which was killed",
                "every step's forecast once; forecasts and scores as of an instance that nothing was done to, but for"
                        + " intervals and what is judged by them");
        try (Site site = Site.serving(1, ofBoth());
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            List<App> apps = started(site, load, previous);
            replaced(apps, Build.present(), scenario, site, load);
            load.end();
            Balance balance = site.settle();
            scenario.passed(
                    balance + "; " + Control.of(site, FIRST_SCHEMA, INTERVALS).requireEqual());
        }
    }

    @Test
    void shouldLoseNoForecastWhenAnUpgradeIsTakenBack() {
        Scenario scenario = Scenario.of(
                "rolling-downgrade",
                "two instances of this build: the build before it started on the state folder of the first, which was"
                        + " stopped, and then on that of the second, which was killed",
                "every step's forecast once; what the build before cannot read is told");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            List<App> apps = started(site, load, Build.present());
            replaced(apps, previous, scenario, site, load);
            load.end();
            Balance balance = site.settle();
            Control control = Control.of(site, FIRST_SCHEMA, Set.of());
            control.apart().stream().limit(SHOWN).forEach(System.out::println);
            scenario.passed(balance + "; " + control);
        }
    }

    private static List<App> started(Site site, Load load, Build build) {
        List<App> apps = List.of(
                site.app("a", FORECASTER, Map.of()).of(build).start(),
                site.app("b", FORECASTER, Map.of()).of(build).start());
        load.awaitStep(load.first() + BEFORE);
        site.output().awaitStep(load.step(), DEVICES, System.nanoTime());
        return apps;
    }

    /** The first one takes over a folder, the second one changelogs: exactly-once trusts no folder after a kill. */
    private static void replaced(List<App> apps, Build build, Scenario scenario, Site site, Load load) {
        apps.get(0).terminate();
        settled(apps.get(0).of(build).start(), scenario, site, load);
        apps.get(1).kill();
        settled(apps.get(1).of(build).start(), scenario, site, load);
    }

    /** Waits until every device, whichever instance has it now, has a forecast of a reading sent after this moment. */
    private static void settled(App replaced, Scenario scenario, Site site, Load load) {
        long since = System.nanoTime();
        long step = load.step() + 1;
        load.awaitStep(step + BEFORE);
        scenario.recovered(site.output().awaitStep(step, DEVICES, since));
        assertThat(replaced.isRunning()).as(replaced.log()).isTrue();
    }

    @Test
    void shouldGiveEachRunOneVerdictWhenTheTrainerIsUpgradedInMidTraining() {
        Scenario scenario = Scenario.of(
                "trainer-upgrade",
                "the trainer of the build before killed in the middle of a fine-tune, this build started on its state"
                        + " folder; then back in the middle of the next",
                "one verdict for each request, over all of history, under a number of its own");
        // With one champion throughout, and an untrained one, which finds no change in history, what is held out
        // follows
        // from how much of that there is.
        Map<String, String> settings = new TreeMap<>(TrainerFaultsTest.TRAINING);
        settings.put("learning.margin", "0.99");
        try (Site site = Site.open(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            TrainerFaultsTest.makeHistory(site, load);
            load.end();
            site.awaitForecasts(); // With them, all of history.
            App trainer = site.app("trainer", settings, Map.of()).of(previous).start();
            TrainerFaultsTest.request(site, "before");
            JsonNode before = awaitVerdict(trainer, site, "before", scenario);
            JsonNode upgraded = replaced(trainer, Build.present(), site, "upgraded", scenario);
            JsonNode back = replaced(trainer, previous, site, "back", scenario);
            List<JsonNode> verdicts = List.of(before, upgraded, back);
            int windows = before.path("windows").asInt();
            assertThat(windows).isPositive();
            assertThat(verdicts)
                    .as(trainer.log())
                    .extracting(verdict -> verdict.path("windows").asInt())
                    .containsOnly(windows);
            assertThat(verdicts)
                    .extracting(verdict -> verdict.path("version").asInt())
                    .containsExactly(2, 3, 4);
            Balance balance = site.settle();
            scenario.passed(balance + "; 3 verdicts over " + windows + " held-out windows (recovery: to the verdict)");
        }
    }

    /** Requests a fine-tune, and in the middle of it replaces the trainer by one of another build. */
    private static JsonNode replaced(App trainer, Build other, Site site, String request, Scenario scenario) {
        int begun = trainer.log().split("begins", -1).length;
        TrainerFaultsTest.request(site, request);
        Await.until("a fine-tune", () -> trainer.log().split("begins", -1).length > begun);
        Await.pass(Duration.ofMillis(100));
        assertThat(TrainerFaultsTest.answered(site, request))
                .as("in the middle")
                .isFalse();
        trainer.kill();
        trainer.of(other).start();
        return awaitVerdict(trainer, site, request, scenario);
    }

    private static JsonNode awaitVerdict(App trainer, Site site, String request, Scenario scenario) {
        long since = System.nanoTime();
        Await.until("a verdict on " + request, () -> {
            assertThat(trainer.isRunning()).as(trainer.log()).isTrue();
            return TrainerFaultsTest.answered(site, request);
        });
        scenario.recovered(Duration.ofNanos(System.nanoTime() - since));
        List<JsonNode> answers = TrainerFaultsTest.verdictsOn(site, request);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }
}
