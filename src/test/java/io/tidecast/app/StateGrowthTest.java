package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.stream.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More partitions, in live operation on a real broker: twelve devices, two partitions at first. */
@Timeout(180)
@Tag("faults")
class StateGrowthTest {
    private static EmbeddedBroker broker;
    private static int run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private GrowingSite site(boolean keyedByDevice) {
        return new GrowingSite(broker, "grow-" + ++run, folder, keyedByDevice, 2);
    }

    /** What a growth does is cut off by a fault in what it reports to. */
    private static final class CutOffException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Grows, and is cut off behind the given number of steps; returns whether it came to its end before. */
    private static boolean grows(GrowingSite site, int partitions, int steps) {
        List<String> done = new ArrayList<>();
        try {
            site.growth(line -> {
                        done.add(line);
                        if (done.size() == steps) {
                            throw new CutOffException();
                        }
                    })
                    .grow(partitions);
            return true;
        } catch (CutOffException e) {
            return done.get(done.size() - 1).startsWith("the state of");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLoseAndDoubleNothingAndKeepWhatWasLearnt(boolean keyedByDevice) throws Exception {
        try (GrowingSite site = site(keyedByDevice)) {
            site.start();
            site.send(0, 20);
            if (keyedByDevice) {
                site.requireAsOfAControl();
            }
            site.stop();
            if (!keyedByDevice) {
                site.send(20, 24); // Waits in the topic of readings, which need not be drained.
            }
            List<String> done = new ArrayList<>();
            site.growth(done::add).grow(5);
            assertThat(done).last().asString().endsWith("-forecaster has 5 partitions");
            Await.until("the broker to tell of it", () -> site.state().growing().isEmpty());
            assertThat(site.state().ofState().values()).containsOnly(5);
            assertThat(site.state().partitions()).containsEntry(site.readings(), keyedByDevice ? 5 : 2);
            site.awaitProducer(keyedByDevice ? 5 : 2);
            site.start();
            site.send(keyedByDevice ? 20 : 24, 40);
            site.requireAsOfAControl();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWhereverItWasCutOff(boolean keyedByDevice) throws Exception {
        try (GrowingSite site = site(keyedByDevice)) {
            site.start();
            site.send(0, 20);
            site.requireAsOfAControl();
            site.stop();
            if (!keyedByDevice) {
                site.send(20, 24);
            }
            int cuts = 0;
            while (!grows(site, 5, 4 + cuts % 2)) {
                cuts++;
                assertThat(site.state().problem()).hasValueSatisfying(problem -> assertThat(problem.toString())
                        .contains("must be moved to all of its 5 partitions")
                        .contains("tidecast topics grow --partitions 5"));
                try (TidecastStreams app = new TidecastStreams(site.settings())) {
                    assertThatThrownBy(app::start).hasMessageContaining("tidecast topics grow --partitions 5");
                }
            }
            assertThat(cuts).isGreaterThan(3);
            site.awaitProducer(keyedByDevice ? 5 : 2);
            site.start();
            site.send(keyedByDevice ? 20 : 24, 40);
            site.requireAsOfAControl();
        }
    }

    @Test
    void shouldMoveWhatWaitsBetweenReadingAndForecasting() throws Exception {
        try (GrowingSite site = site(false)) {
            TidecastStreams app = site.start();
            int hour = 0;
            // Stopped in the middle of work: some has been routed, and is not forecast from.
            for (; hour < 400; hour += 20) {
                site.send(hour, hour + 20);
            }
            assertThat(app.isRunning()).isTrue();
            site.stop();
            site.growth(line -> {}).grow(7);
            site.start();
            site.send(hour, hour + 5);
            site.requireAsOfAControl();
            site.stop();
            site.growth(line -> {}).grow(8);
            site.start();
            site.send(hour + 5, hour + 10);
            site.requireAsOfAControl();
        }
    }

    @Test
    void shouldNotGrowWhatIsAtWorkOrNotThereOrBecomesSmaller() throws Exception {
        try (GrowingSite site = site(false)) {
            assertThatThrownBy(() -> site.growth(line -> {}).grow(4)).hasMessageContaining("there is none: it is made");
            site.start();
            site.send(0, 3);
            site.requireAsOfAControl();
            assertThatThrownBy(() -> site.growth(line -> {}).grow(4))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must have no members, is Stable: stop every instance");
            site.stop();
            assertThatThrownBy(() -> site.growth(line -> {}).grow(1))
                    .hasMessageContaining("must be at least the 2 that there are, was 1");
            assertThat(grows(site, 4, 3)).isFalse();
            assertThatThrownBy(() -> site.growth(line -> {}).grow(5))
                    .hasMessageContaining("to 4 partitions must be finished first, was told 5");
            assertThat(grows(site, 4, 100)).isTrue();
        }
    }

    @Test
    void shouldBringTheStateOfTheTrainerUpToItsInput() throws Exception {
        try (GrowingSite site = site(false)) {
            String id = site.settings().applicationId(Role.TRAINER);
            String history = id + "-history-changelog";
            String place = id + "-trainer-changelog";
            String input = site.settings().topics().retraining();
            site.admin()
                    .createTopics(List.of(new NewTopic(history, 2, (short) 1), new NewTopic(place, 2, (short) 1)))
                    .all()
                    .get();
            List<String> models =
                    IntStream.range(0, 9).mapToObj(m -> "model-" + m).toList();
            for (String model : models) {
                int partition = ChangelogMove.partition(model.getBytes(UTF_8), 2);
                site.write(place, partition, model, "place of " + model);
                site.write(history, partition, model + "\0number", "gone of " + model);
                site.write(history, partition, model + "\0number", "chunk of " + model);
                site.write(input, partition, model, "1 of " + model);
                site.write(input, partition, model, "2 of " + model);
            }
            site.admin()
                    .createPartitions(Map.of(input, NewPartitions.increaseTo(5)))
                    .all()
                    .get();
            Await.until(
                    "the broker to tell of them",
                    () -> site.state(Role.TRAINER).problem().isPresent());
            assertThat(site.state(Role.TRAINER).problem().orElseThrow().toString())
                    .contains("has 5 partitions, the state of " + id + " (topic " + history + ") 2")
                    .contains("`tidecast topics grow --partitions 5`");
            site.growth(Role.TRAINER, line -> {}).grow(5);
            Await.until(
                    "the broker to tell of it",
                    () -> site.state(Role.TRAINER).problem().isEmpty());
            Map<TopicPartition, OffsetAndMetadata> read = site.admin()
                    .listConsumerGroupOffsets(id)
                    .partitionsToOffsetAndMetadata()
                    .get();
            for (int p = 0; p < 5; p++) {
                int partition = p;
                List<String> own = models.stream()
                        .filter(model -> ChangelogMove.partition(model.getBytes(UTF_8), 5) == partition)
                        .toList();
                assertThat(site.latest(new TopicPartition(place, p)).values())
                        .containsExactlyInAnyOrderElementsOf(
                                own.stream().map("place of "::concat).toList());
                assertThat(site.latest(new TopicPartition(history, p)).values())
                        .containsExactlyInAnyOrderElementsOf(
                                own.stream().map("chunk of "::concat).toList());
                TopicPartition waiting = new TopicPartition(input, p);
                long from = read.containsKey(waiting) ? read.get(waiting).offset() : 0;
                assertThat(site.from(waiting, from))
                        .filteredOn(value -> value.startsWith("1"))
                        .containsExactlyInAnyOrderElementsOf(
                                own.stream().map("1 of "::concat).toList());
                for (String model : own) {
                    assertThat(site.from(waiting, from))
                            .filteredOn(value -> value.endsWith(model))
                            .containsExactly("1 of " + model, "2 of " + model);
                }
            }
        }
    }

    @Test
    void shouldNotGrowWhatAnotherPartitionerHasPlaced() throws Exception {
        try (GrowingSite site = site(true)) {
            site.start();
            site.sendTo(1, "elsewhere-0", "elsewhere-1", "elsewhere-2", "elsewhere-3");
            Await.until("a clock in a changelog", () -> !site.latest(
                            new TopicPartition(site.settings().applicationId(Role.FORECASTER) + "-clocks-changelog", 1))
                    .isEmpty());
            site.stop();
            assertThatThrownBy(() -> site.growth(line -> {}).grow(4))
                    .hasMessageContaining(
                            "must be where Kafka's default partitioner puts their keys, those of elsewhere-")
                    .hasMessageContaining("are in partition 1");
            assertThat(site.state().growing()).isEmpty();
        }
    }

    @Test
    void shouldNotGrowWhereReadingsWaitInAPartitionThatIsNoLongerTheirs() throws Exception {
        try (GrowingSite site = site(true)) {
            site.start();
            site.send(0, 3);
            site.requireAsOfAControl();
            site.stop();
            site.send(3, 5);
            assertThatThrownBy(() -> site.growth(line -> {}).grow(5))
                    .hasMessageContaining("others are in {" + site.readings() + "-")
                    .hasMessageContaining("run with readings.keyed-by-device=false");
            assertThat(site.state().problem()).isEmpty();
        }
    }

    @Test
    void shouldServeOnWhenPartitionsAreAddedToTheReadings() throws Exception {
        try (GrowingSite site = site(false)) {
            TidecastStreams app = site.start();
            site.send(0, 10);
            site.requireAsOfAControl();
            site.addPartitions(site.readings(), 6);
            site.send(10, 20);
            site.requireAsOfAControl();
            assertThat(app.isRunning()).isTrue();
            assertThat(site.state().problem()).hasValueSatisfying(problem -> {
                assertThat(problem.fatal()).isFalse();
                assertThat(problem.toString())
                        .contains("has 6 partitions, the state of", ") 2: all are read, but no more than 2 tasks")
                        .contains("`tidecast topics grow --partitions 6`");
            });
            site.stop();
            site.start();
            site.send(20, 30);
            site.requireAsOfAControl();
        }
    }

    @Test
    void shouldNameTheRemedyAndRecoverByItWhenPartitionsAreAddedToReadingsKeyedByDevice() throws Exception {
        try (GrowingSite site = site(true)) {
            TidecastStreams app = site.start();
            site.send(0, 10);
            site.requireAsOfAControl();
            site.addPartitions(site.readings(), 6);
            site.send(10, 20);
            assertThat(app.awaitStop()).as("failed").isTrue();
            app.close();
            for (int again = 0; again < 3; again++) {
                try (TidecastStreams next = new TidecastStreams(site.settings())) {
                    assertThatThrownBy(next::start)
                            .hasMessageContaining("topic " + site.readings() + " has 6 partitions, the state of")
                            .hasMessageContaining("set readings.keyed-by-device=false");
                }
            }
            site.keyedByDevice(false);
            site.start();
            site.requireAsOfAControl();
            site.stop();
            site.keyedByDevice(true);
            site.growth(line -> {}).grow(6);
            site.start();
            site.send(20, 30);
            site.requireAsOfAControl();
        }
    }

    @Test
    void shouldRecoverAtOnceWhenTheReadingsAreMadeAgain() throws Exception {
        try (GrowingSite site = site(false)) {
            TidecastStreams app = site.start();
            site.send(0, 10);
            site.requireAsOfAControl();
            site.admin().deleteTopics(List.of(site.readings())).all().get();
            assertThat(app.awaitStop()).as("failed").isTrue();
            app.close();
            try (TidecastStreams next = new TidecastStreams(site.settings())) {
                assertThatThrownBy(next::start).hasMessageContaining("topic " + site.readings() + " does not exist");
            }
            site.admin()
                    .createTopics(List.of(new NewTopic(site.readings(), 2, (short) 1)))
                    .all()
                    .get();
            Await.until(
                    "the topic to be there again",
                    () -> site.state().partitions().containsKey(site.readings()));
            long since = System.nanoTime();
            site.start();
            site.send(10, 20);
            site.requireAsOfAControl();
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(40));
        }
    }
}
