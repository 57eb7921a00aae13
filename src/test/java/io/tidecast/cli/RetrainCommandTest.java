package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code tidecast retrain} on a real broker; each test finds it without topics. */
@Timeout(90)
class RetrainCommandTest {
    private static CommandBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = CommandBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void removeTopics() throws Exception {
        broker.removeTopics();
    }

    @Test
    void shouldAskForAFineTuneWhenRetrainIsCalled() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("retraining", "pumps", "{\"schema\":1,\"kind\":\"chunk\",\"model\":\"pumps\"}");
        CommandRun run = broker.run("retrain", "--model", "pumps", "--reason", "new pumps");
        assertThat(run.exitCode()).isZero();
        String record = broker.texts("retraining", 2).get(1);
        JsonNode request = new ObjectMapper().readTree(record.substring("pumps ".length()));
        assertThat(record).startsWith("pumps ");
        assertThat(request.path("kind").asText()).isEqualTo("request");
        assertThat(request.path("reason").asText()).isEqualTo("new pumps");
        assertThat(run.out()).contains(request.path("id").asText());
    }

    @Test
    void shouldWaitForTheVerdictOnItsOwnRequestWhenToldTo() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("models", "default", pointer("somebody else's", true));
        CompletableFuture<CommandRun> waiting =
                CompletableFuture.supplyAsync(() -> broker.run("retrain", "--wait", "--timeout", "60s"));
        String record = broker.texts("retraining", 1).get(0);
        String id = new ObjectMapper()
                .readTree(record.substring("default ".length()))
                .path("id")
                .asText();
        broker.send("models", "default", pointer("somebody else's", true));
        broker.send("models", "default", pointer(id, false));
        CommandRun run = waiting.get(60, TimeUnit.SECONDS);
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).endsWith("default v43 rejected: no gain" + System.lineSeparator());
    }

    @Test
    void shouldAskForNothingWhenNobodyKnowsTheModel() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("models", "north", pointer("somebody's", true));
        broker.send(
                "retraining", "nope", "{\"schema\":1,\"kind\":\"request\",\"model\":\"nope\",\"reason\":\"by hand\"}");
        broker.send("retraining", "nope", "no JSON");
        CommandRun run = broker.run("retrain", "--model", "nope", "--wait");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .isEqualTo("tidecast retrain: there is no model nope, nor history of one; there are [default, north]"
                        + System.lineSeparator());
        broker.send("retraining", "south", "{\"schema\":1,\"kind\":\"chunk\",\"model\":\"south\"}");
        assertThat(broker.run("retrain", "--model", "north").exitCode()).isZero();
        assertThat(broker.run("retrain", "--model", "south").exitCode())
                .as("it has history")
                .isZero();
        assertThat(broker.texts("retraining", 5).subList(3, 5))
                .as("nothing but these was asked for")
                .satisfiesExactly(north -> assertThat(north).startsWith("north "), south -> assertThat(south)
                        .startsWith("south "));
    }

    @Test
    void shouldEndWithOneWhenNoVerdictComesInTime() {
        broker.run("topics", "create", "--partitions", "1");
        CommandRun run = broker.run("retrain", "--wait", "--timeout", "100ms");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("within 100ms; is a trainer running");
    }

    private static String pointer(String request, boolean promoted) {
        return """
                {"schema":1,"serving":42,"previous":41,"pinned":false,"reason":"r","verdict":{"version":43,\
                "promoted":%s,"reason":"rejected: no gain","requests":["%s"]}}"""
                .formatted(promoted, request);
    }
}
