package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.input.GroupSource;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.learn.ShadowGate;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Verdict;
import io.tidecast.record.RetrainingRecords;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.trainer.TrainerDriver;
import io.tidecast.trainer.TrainingWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups through both topologies: readings go in, what the forecaster sends to the retraining topic goes to the
 * trainer, and what that publishes comes back to both.
 */
class GroupsTest extends ForecasterFixture {
    /** Steps after which both groups have enough to learn from. */
    private static final int ENOUGH = 150;

    @TempDir
    private Path folder;

    private TrainerDriver trainer;
    private final Map<String, List<RetrainingRecord.Chunk>> history = new HashMap<>();

    /** How the plant tells a group. */
    private enum Told {
        FIELD("/site"),
        PREFIX("prefix::"),
        TABLE("table:sites");

        private final String setting;

        Told(String setting) {
            this.setting = setting;
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(Told.values()).map(Arguments::of);
    }

    @AfterEach
    void closeTrainer() {
        trainer.close();
    }

    private void start(Told told) {
        start(StreamFixtures.slowLearner().withGroups(GroupSource.parse(told.setting)));
        trainer = new TrainerDriver(settings, folder, new TrainingWorker<>(Runnable::run));
    }

    private static String device(Told told, String group, int number) {
        return told == Told.PREFIX && !group.isEmpty() ? group + ":" + number : group + "-" + number;
    }

    /** A device belongs to a group from now on, where a table says so. */
    private void join(Told told, String group, int number) {
        if (told == Told.TABLE) {
            driver.createInputTopic("sites", new StringSerializer(), new StringSerializer())
                    .pipeInput(device(told, group, number), group);
        }
    }

    /** North swings in ten steps, south in five; what the last step was says opposite things of the next. */
    private static double temp(String group, int step) {
        int period = group.equals("south") ? 5 : 10;
        return 10 * Math.sin(2 * Math.PI * step / period) + step % 3 * 0.1;
    }

    private void send(Told told, String group, int number, int from, int to) {
        for (int step = from; step < to; step++) {
            String site = told == Told.FIELD && !group.isEmpty() ? "\"site\":\"" + group + "\"," : "";
            readings.pipeInput(
                    "any",
                    "{" + site + "\"device\":\"" + device(told, group, number) + "\",\"ts\":\"" + at(step)
                            + "\",\"values\":{\"temp\":" + temp(group, step) + "}}",
                    NOW);
        }
    }

    /** Carries records between the topologies until nothing is left to carry. */
    private void exchange() {
        for (int quiet = 0; quiet < 3; quiet++) {
            retraining.readKeyValuesToList().forEach(record -> {
                byte[] value = record.value.getBytes(UTF_8);
                if (RetrainingRecords.of(value, settings.forecast()) instanceof RetrainingRecord.Chunk chunk) {
                    assertThat(record.key).isEqualTo(chunk.model());
                    history.computeIfAbsent(chunk.model(), m -> new ArrayList<>())
                            .add(chunk);
                }
                trainer.retraining.pipeInput(record.key, value);
            });
            trainer.punctuate();
            for (var record : trainer.modelsOut.readKeyValuesToList()) {
                quiet = 0;
                trainer.publish(record.key, record.value);
                models.pipeInput(record.key, record.value);
            }
        }
    }

    private JsonNode newest() {
        List<JsonNode> all = read(forecasts);
        return all.get(all.size() - 1);
    }

    private static String version(JsonNode forecast) {
        return forecast.path("model").asText() + "/" + forecast.path("version").asInt();
    }

    private Forecaster serving(String group) {
        return trainer.registry.serving(group).orElseThrow();
    }

    /** Both groups have learnt. */
    private void learn(Told told) throws IOException {
        for (String group : List.of("north", "south")) {
            for (int number = 1; number <= 2; number++) {
                join(told, group, number);
                send(told, group, number, 0, ENOUGH);
            }
        }
        exchange();
        for (String group : List.of("north", "south")) {
            trainer.request(group, "request of " + group);
            exchange();
            Verdict verdict = trainer.pointer(group).verdict();
            assertThat(verdict.requests()).containsExactly("request of " + group);
            assertThat(verdict.promoted()).as(group + ": " + verdict.reason()).isTrue();
        }
        forecasts.readValuesToList();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldGiveEachGroupAChampionOfItsOwnFromTheSharedBase(Told told) throws IOException {
        start(told);
        learn(told);
        assertThat(serving("north").manifest().parent()).isEqualTo("default/1");
        assertThat(serving("south").manifest().parent()).isEqualTo("default/1");
        assertThat(trainer.pointer("default").serving()).as("the base stays").isOne();
        for (String group : List.of("north", "south")) {
            send(told, group, 1, ENOUGH, ENOUGH + 1);
            assertThat(version(newest())).isEqualTo(group + "/1");
        }
        ShadowGate gate = new ShadowGate(settings.learning());
        for (String group : List.of("north", "south")) {
            String other = group.equals("north") ? "south" : "north";
            assertThat(gate.judge(serving(other), serving(group), List.of(), history.get(group))
                            .promoted())
                    .as("on %s its own model is better than that of %s", group, other)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldServeANewGroupByTheDefaultModelUntilItHasLearnt(Told told) throws IOException {
        start(told);
        learn(told);
        join(told, "east", 1);
        send(told, "east", 1, 0, ENOUGH);
        assertThat(version(newest())).isEqualTo("default/1");
        exchange();
        trainer.request("east", "request of east");
        exchange();
        assertThat(trainer.pointer("east").verdict().promoted())
                .as(trainer.pointer("east").verdict().reason())
                .isTrue();
        send(told, "east", 1, ENOUGH, ENOUGH + 2);
        assertThat(version(newest())).isEqualTo("east/1");
        assertThat(serving("north").manifest().version()).as("others stay").isOne();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldForecastANewDeviceByItsGroupsModelFromItsFirstFullWindow(Told told) throws IOException {
        start(told);
        learn(told);
        join(told, "south", 9);
        // A step closes with the next one's reading.
        send(told, "south", 9, 0, settings.forecast().window() + 1);
        List<JsonNode> all = read(forecasts);
        assertThat(all).hasSize(settings.forecast().window());
        JsonNode last = all.remove(all.size() - 1);
        assertThat(all).allMatch(forecast -> forecast.path("status").asText().equals("warming-up"));
        assertThat(version(last)).isEqualTo("south/1");
        assertThat(last.path("source").asText()).isEqualTo("network");
        assertThat(last.path("status").asText()).isEqualTo("ok");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldServeADeviceOfNoGroupByTheDefaultModel(Told told) throws IOException {
        start(told);
        learn(told);
        send(told, "", 1, 0, 20);
        assertThat(version(newest())).isEqualTo("default/1");
        exchange();
        assertThat(history).containsKey("default");
    }
}
