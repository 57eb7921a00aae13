package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The trainer under kills, rebalances and floods of requests: one verdict for each run, and each version once. */
@Tag("faults")
class TrainerFaultsTest {
    private static final int DEVICES = 6;
    private static final int STEPS_PER_SECOND = 20;
    private static final int STEPS = 120;
    private static final int REQUESTS = 10_000;
    /** Long enough to be caught in the middle. */
    private static final Duration BUDGET = Duration.ofSeconds(8);

    static final Map<String, String> TRAINING = Map.of(
            "roles", "trainer",
            "learning.budget", BUDGET.toString(),
            "learning.max-updates", "1000000",
            "learning.every", "0s",
            "learning.drift", "0",
            "learning.every-steps", "100000000",
            "learning.first-steps", "100000000");

    static void request(Site site, String id) {
        site.sendNow(Site.RETRAINING, Shape.MODEL, Site.utf8(json(id)));
    }

    private static String json(String request) {
        return "{\"schema\":1,\"kind\":\"request\",\"model\":\"default\",\"reason\":\"test\",\"id\":\"" + request
                + "\"}";
    }

    /** Verdicts by the version they are about, each as it first stood on the topic. */
    private static Map<Integer, JsonNode> verdicts(Site site) {
        Map<Integer, JsonNode> verdicts = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : site.output().of(Site.MODELS)) {
            JsonNode verdict = key(record).equals(Shape.MODEL)
                    ? Output.json(record.value()).path("verdict")
                    : null;
            if (verdict != null && verdict.isObject()) {
                JsonNode before = verdicts.putIfAbsent(verdict.path("version").asInt(), verdict);
                assertThat(before == null || before.equals(verdict))
                        .as("one verdict of version %s", verdict.path("version"))
                        .isTrue();
            }
        }
        return verdicts;
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    /** The verdicts that answer a request. */
    static List<JsonNode> verdictsOn(Site site, String request) {
        return verdicts(site).values().stream()
                .filter(v -> v.path("requests").toString().contains("\"" + request + "\""))
                .toList();
    }

    static boolean answered(Site site, String request) {
        return !verdictsOn(site, request).isEmpty();
    }

    private static int answers(Site site, String request) {
        return verdictsOn(site, request).size();
    }

    /** Fails if a version was published twice, or without having been promoted. */
    private static int requireVersionsOnce(Site site) {
        Set<String> keys = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : site.output().of(Site.MODELS)) {
            if (!key(record).equals(Shape.MODEL) && record.value() != null) {
                assertThat(keys.add(key(record)))
                        .as("%s published once", key(record))
                        .isTrue();
            }
        }
        return keys.size();
    }

    private static void awaitTraining(App... trainers) {
        Await.until("a fine-tune", () -> {
            for (App trainer : trainers) {
                if (trainer.log().contains("begins")) {
                    return true;
                }
            }
            return false;
        });
    }

    /** A forecaster and history enough to learn from. */
    static void makeHistory(Site site, Load load) {
        site.forecaster("forecaster", Map.of()).start();
        site.output().awaitStep(load.first() + STEPS, System.nanoTime());
    }

    @Test
    void shouldGiveEachRunOneVerdictWhenTheTrainerIsKilledInMidTraining() {
        Scenario scenario = Scenario.of(
                "trainer-kill",
                "kill -9 of the trainer in the middle of a fine-tune, twice",
                "one verdict for the request, each version once; every step's forecast once meanwhile");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            makeHistory(site, load);
            App trainer = site.app("trainer", TRAINING, Map.of()).start();
            request(site, "killed");
            for (int kill = 0; kill < 2; kill++) {
                int begun = trainer.log().split("begins", -1).length;
                Await.until("a fine-tune", () -> trainer.log().split("begins", -1).length > begun);
                Await.pass(Duration.ofMillis(100));
                assertThat(answered(site, "killed")).as("in the middle").isFalse();
                trainer.restart();
            }
            long since = System.nanoTime();
            Await.until("a verdict", () -> answered(site, "killed"));
            scenario.recovered(Duration.ofNanos(System.nanoTime() - since));
            load.end();
            Balance balance = site.settle();
            assertThat(answers(site, "killed")).isEqualTo(1);
            int versions = requireVersionsOnce(site);
            scenario.passed(balance + "; 1 verdict, " + versions + " versions once each (recovery: to the verdict)");
        }
    }

    @Test
    void shouldGiveEachRunOneVerdictWhenTheTrainersTaskMovesInMidTraining() {
        Scenario scenario = Scenario.of(
                "trainer-rebalance",
                "a second trainer joins in the middle of a fine-tune, then the first leaves in the middle of the next",
                "one verdict for each request, each version once; every step's forecast once meanwhile");
        Map<String, String> leaving = new HashMap<>(TRAINING);
        leaving.put("on-stop", "leave");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            makeHistory(site, load);
            App first = site.app("first", leaving, Map.of()).start();
            request(site, "joined");
            awaitTraining(first);
            App second = site.app("second", leaving, Map.of()).start();
            Await.until("a verdict", () -> answered(site, "joined"));
            request(site, "left");
            Await.pass(BUDGET.dividedBy(2));
            long since = System.nanoTime();
            first.terminate();
            site.forget(first);
            Await.until("a verdict", () -> answered(site, "left"));
            scenario.recovered(Duration.ofNanos(System.nanoTime() - since));
            assertThat(second.isRunning()).isTrue();
            load.end();
            Balance balance = site.settle();
            assertThat(List.of(answers(site, "joined"), answers(site, "left"))).containsExactly(1, 1);
            int versions = requireVersionsOnce(site);
            scenario.passed(balance + "; 2 verdicts, " + versions + " versions once each (recovery: to the verdict)");
        }
    }

    @Test
    void shouldAnswerAFloodOfRequestsInFewRuns() {
        Scenario scenario = Scenario.of(
                "retrain-flood",
                String.format(java.util.Locale.ROOT, "%,d requests for a fine-tune at once", REQUESTS),
                "a few runs answer them, the last one too; every step's forecast once meanwhile");
        Map<String, String> quick = new HashMap<>(TRAINING);
        quick.put("learning.max-updates", "50");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            makeHistory(site, load);
            App trainer = site.app("trainer", quick, Map.of()).start();
            List<Future<RecordMetadata>> flood = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                flood.add(site.send(Site.RETRAINING, Shape.MODEL, json("flood-" + i)));
            }
            assertThat(flood.stream().map(Sent.Place::of)).hasSize(REQUESTS);
            long since = System.nanoTime();
            request(site, "after");
            Await.until("the verdict after the flood", () -> answered(site, "after"));
            scenario.recovered(Duration.ofNanos(System.nanoTime() - since));
            assertThat(trainer.isRunning()).isTrue();
            load.end();
            Balance balance = site.settle();
            int runs = verdicts(site).size();
            assertThat(runs).isBetween(1, 20);
            requireVersionsOnce(site);
            scenario.passed(
                    balance + "; " + runs + " runs (recovery: to the verdict of a request sent after the flood)");
        }
    }
}
