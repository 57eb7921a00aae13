package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the application says of itself, on a real broker. */
@Timeout(90)
class StreamHealthTest {
    private static EmbeddedBroker broker;
    private static Admin admin;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        admin.close();
        broker.close();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldBeReadyWhenTasksAndAModelAreThereAndNotLiveWhenAThreadIsGone(@TempDir Path state) throws Exception {
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        StreamSettings settings = base.toBuilder()
                .applicationId("health")
                .roles(Set.of(Role.FORECASTER))
                .kafka(Map.of("bootstrap.servers", broker.bootstrapServers(), "state.dir", state.toString()))
                .build();
        Topics.all(settings.topics()).create(admin, 1, Optional.of((short) 1));
        try (TidecastStreams streams = new TidecastStreams(settings);
                StreamHealth health = streams.health(Duration.ofMinutes(5))) {
            assertThat(health.notLive()).isEmpty();
            assertThat(health.notReady()).contains("forecaster is CREATED");
            assertThat(health.notStarted()).containsExactly("forecaster has not been running yet");
            streams.start();
            await(() -> health.notReady().equals(List.of("no version of model default serves yet")));
            assertThat(health.notStarted()).isEmpty();

            Forecaster model = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
            String topic = settings.topics().models();
            producer.send(new ProducerRecord<>(
                            topic, "default/1", ModelFile.write(model.manifest().numbered(1), model.parameters())))
                    .get();
            producer.send(new ProducerRecord<>(topic, "default", PointerRecord.bytes(Pointer.bootstrap(1, "test"))))
                    .get();
            await(() -> health.notReady().isEmpty());
            assertThat(health.notLive()).isEmpty();

            streams.client(Role.FORECASTER).orElseThrow().removeStreamThread(Duration.ofSeconds(30));
            await(() -> health.notLive().equals(List.of("forecaster has 0 of 1 stream threads")));
            assertThat(health.notStarted()).as("it had been running").isEmpty();
            streams.close(GroupMembershipOnStop.LEAVE);
            assertThat(health.notReady()).isNotEmpty();
            assertThat(admin.describeConsumerGroups(List.of("health-forecaster"))
                            .all()
                            .get()
                            .get("health-forecaster")
                            .members())
                    .as("members of the group after LEAVE")
                    .isEmpty();
        }
    }

    private static OffsetWatch.Member member(Supplier<Set<TopicPartition>> partitions, BooleanSupplier rebalancing) {
        return new OffsetWatch.Member("watcher", "watched", partitions, rebalancing, () -> 0, Duration.ofMillis(500));
    }

    @Test
    void shouldFindAClientThatHangsInARebalanceUntilItRuns() {
        AtomicBoolean hangs = new AtomicBoolean(true);
        try (OffsetWatch watch = new OffsetWatch(
                () -> Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers())),
                Map.of("hanging", member(Set::of, hangs::get)),
                Duration.ofMillis(500))) {
            watch.start();
            await(() -> !watch.found().isEmpty());
            assertThat(watch.found().get(0)).startsWith("watcher has been REBALANCING for ");
            hangs.set(false);
            await(() -> watch.found().isEmpty());
        }
    }

    @Test
    void shouldFindAGroupThatCommitsNothingThoughThereAreRecords() throws Exception {
        TopicPartition partition = new TopicPartition("watched", 0);
        admin.createTopics(List.of(new org.apache.kafka.clients.admin.NewTopic("watched", 1, (short) 1)))
                .all()
                .get();
        for (int i = 0; i < 3; i++) {
            producer.send(new ProducerRecord<>("watched", "key", "value".getBytes(UTF_8)))
                    .get();
        }
        try (OffsetWatch watch = new OffsetWatch(
                () -> Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers())),
                Map.of("watchers", member(() -> Set.of(partition), () -> false)),
                Duration.ofMillis(500))) {
            watch.start();
            await(() -> !watch.found().isEmpty());
            assertThat(watch.found().get(0))
                    .startsWith("watched-0 has stood at offset 0")
                    .endsWith("its end is 3");
            admin.alterConsumerGroupOffsets(
                            "watchers",
                            Map.of(partition, new OffsetAndMetadata(3)),
                            new AlterConsumerGroupOffsetsOptions())
                    .all()
                    .get();
            await(() -> watch.found().isEmpty());
        }
    }

    @Test
    void shouldFindAPartitionWithRecordsThatNobodyHasEverRead() throws Exception {
        TopicPartition own = new TopicPartition("added", 0);
        admin.createTopics(List.of(new org.apache.kafka.clients.admin.NewTopic("added", 3, (short) 1)))
                .all()
                .get();
        producer.send(new ProducerRecord<>("added", 2, "key", "value".getBytes(UTF_8)))
                .get();
        OffsetWatch.Member member = new OffsetWatch.Member(
                "watcher", "added", () -> Set.of(own), () -> false, () -> 0, Duration.ofMillis(500));
        try (OffsetWatch watch = new OffsetWatch(
                () -> Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers())),
                Map.of("readers", member),
                Duration.ofMillis(500))) {
            watch.start();
            await(() -> !watch.found().isEmpty());
            assertThat(watch.found()).singleElement().asString().startsWith("added-2 has stood at offset 0");
            admin.alterConsumerGroupOffsets(
                            "readers",
                            Map.of(new TopicPartition("added", 2), new OffsetAndMetadata(0)),
                            new AlterConsumerGroupOffsetsOptions())
                    .all()
                    .get();
            await(() -> watch.found().isEmpty());
        }
    }
}
