package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whose state a process works on, and what it asks of the cluster before, against a real broker. */
@Tag("broker")
@Timeout(120)
class StateOnBrokerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static EmbeddedBroker broker;
    private static Admin admin;
    private static int run;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path folder;

    private String applicationId;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void createTopics() {
        applicationId = "state-" + ++run;
        Topics.of(settings("a", Map.of())).create(admin, 1, Optional.of((short) 1));
        log.start();
        ((Logger) LoggerFactory.getLogger("io.tidecast.app")).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger("io.tidecast.app")).detachAppender(log);
    }

    /** A forecaster with a state folder of this name. */
    private StreamSettings settings(String state, Map<String, String> kafka) {
        Map<String, String> all = new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "state.dir",
                folder.resolve(state).toString()));
        all.putAll(kafka);
        return StreamFixtures.settings(List.of("temp"), List.of("temp")).toBuilder()
                .applicationId(applicationId)
                .roles(Set.of(Role.FORECASTER))
                .topics(TopicNames.defaults())
                .kafka(all)
                .build();
    }

    private static TidecastStreams started(StreamSettings settings) throws InterruptedException {
        TidecastStreams app = new TidecastStreams(settings);
        app.start();
        assertThat(app.awaitRunning(TIMEOUT)).as("running in time").isTrue();
        return app;
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    void shouldNameTheSettingWhenAnotherProcessHasTheFolder() throws Exception {
        StreamSettings settings = settings("a", Map.of());
        try (TidecastStreams first = started(settings);
                TidecastStreams second = new TidecastStreams(settings)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("kafka.state.dir must be a folder that no other process");
            assertThat(first.isRunning()).isTrue();
        }
        try (TidecastStreams third = started(settings)) {
            assertThat(third.isRunning()).isTrue();
        }
    }

    @Test
    void shouldSayWhyAProcessEndsWhenACopyOfItsFolderIsAtWork() throws Exception {
        try (TidecastStreams original = started(settings("a", Map.of()))) {
            String id = applicationId + "-forecaster";
            Path copy = Files.createDirectories(folder.resolve("copy"));
            Files.copy(StateIdentity.file(folder.resolve("a"), id), StateIdentity.file(copy, id));
            try (TidecastStreams copied = new TidecastStreams(settings("copy", Map.of()))) {
                copied.start();
                assertThat(original.awaitStop()).as("failed").isTrue();
                String instance = StateIdentity.read(StateIdentity.file(copy, id))
                        .orElseThrow()
                        .instance();
                assertThat(lines()).anySatisfy(line -> assertThat(line)
                        .startsWith("ERROR forecaster failed: group.instance.id must be of one process alone, "
                                + instance + " has been taken by another in group " + id)
                        .contains("a copy of the state folder " + folder.resolve("a") + " is at work elsewhere"));
                assertThat(copied.awaitRunning(TIMEOUT)).as("the copy serves").isTrue();
            }
        }
    }

    @Test
    void shouldSetStateOfAnotherClusterAsideAndNameBoth() throws Exception {
        String id = applicationId + "-forecaster";
        Path state = Files.createDirectories(folder.resolve("a").resolve(id).resolve("0_0"));
        StateOrigin other = new StateOrigin("another-cluster", Optional.empty());
        StateIdentity.drawn(other).write(StateIdentity.file(folder.resolve("a"), id));
        try (TidecastStreams app = started(settings("a", Map.of()))) {
            assertThat(app.isRunning()).isTrue();
            assertThat(folder.resolve("a").resolve(id + "@another-cluster/0_0")).exists();
            assertThat(state.getParent()).exists();
            assertThat(lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN " + id + ": state in " + folder.resolve("a") + " is of cluster"
                            + " another-cluster, but kafka.bootstrap.servers leads to cluster "
                            + admin.describeCluster().clusterId().get()));
        }
    }

    @Test
    void shouldAskTheBrokerAsTheAdminClientIsTold() throws Exception {
        StreamSettings settings = settings(
                "a", Map.of("bootstrap.servers", "127.0.0.1:1", "admin.bootstrap.servers", broker.bootstrapServers()));
        StreamSettings elsewhere = settings.toBuilder()
                .topics(new TopicNames("no-readings", "b", "c", "d", "e", "f"))
                .build();
        try (TidecastStreams app = new TidecastStreams(elsewhere)) {
            assertThatThrownBy(app::start).hasMessageContaining("topic no-readings does not exist");
        }
    }

    @Test
    void shouldRestoreNothingUnlessTheProcessBeforeWasKilled() throws Exception {
        StreamSettings settings = settings("a", Map.of());
        try (TidecastStreams first = started(settings);
                Producer<String, byte[]> producer = new KafkaClients(settings.kafka()).producer()) {
            for (int step = 0; step < 5; step++) {
                String device = "pump-" + applicationId;
                String reading = StreamFixtures.reading(device, StreamFixtures.at(step), Map.of("temp", step));
                producer.send(new ProducerRecord<>("readings", device, reading.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
            Await.until("readings committed", () -> committed(settings) >= 5);
        }
        Path marker = folder.resolve("a").resolve(applicationId + "-forecaster.open");
        assertThat(marker).doesNotExist();
        try (TidecastStreams again = started(settings)) {
            assertThat(again.restored(Role.FORECASTER)).as("after a stop").isZero();
            assertThat(marker).exists();
        }
        Files.createFile(marker);
        try (TidecastStreams after = started(settings)) {
            assertThat(after.restored(Role.FORECASTER)).as("after a kill").isPositive();
        }
    }

    private static long committed(StreamSettings settings) throws Exception {
        return admin
                .listConsumerGroupOffsets(settings.applicationId(Role.FORECASTER))
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().topic().equals("readings"))
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

    @Test
    void shouldMakeChangelogsWhoseSegmentsAreSoonCompacted() throws Exception {
        StreamSettings settings = settings("a", Map.of());
        started(settings).close();
        ConfigResource changelog = new ConfigResource(
                ConfigResource.Type.TOPIC, settings.applicationId(Role.FORECASTER) + "-clocks-changelog");
        assertThat(admin.describeConfigs(List.of(changelog))
                        .values()
                        .get(changelog)
                        .get()
                        .get("segment.bytes")
                        .value())
                .isEqualTo("33554432");
    }

    @Test
    void shouldFindTheReplicationOfTheTopicsThatStreamsMakes() throws Exception {
        String prefix = applicationId + "-forecaster-";
        InternalTopics topics = internal(Map.of());
        assertThat(topics.replicas(admin, Role.FORECASTER))
                .as("before they are made")
                .containsExactly(Map.entry("the topics that begin with " + prefix, 1));
        assertThat(internal(Map.of("replication.factor", "3")).replicas(admin, Role.FORECASTER))
                .containsExactly(Map.entry("the topics that begin with " + prefix, 3));
        admin.createTopics(List.of(
                        new NewTopic(prefix + "steps-changelog", 1, (short) 1),
                        new NewTopic(prefix + "by-device-repartition", 1, (short) 1),
                        new NewTopic(prefix + "mine", 1, (short) 1),
                        new NewTopic("x" + prefix + "steps-changelog", 1, (short) 1)))
                .all()
                .get();
        // The controller has made them; a broker lists them once it has heard of it.
        Await.until("topics listed", () -> admin.listTopics().names().get().contains("x" + prefix + "steps-changelog"));
        Await.until(
                "topics found", () -> topics.replicas(admin, Role.FORECASTER).size() == 2);
        assertThat(topics.replicas(admin, Role.FORECASTER))
                .isEqualTo(Map.of(prefix + "by-device-repartition", 1, prefix + "steps-changelog", 1));
        assertThat(topics.problems(admin)).as("as many as the readings have").isEmpty();
    }

    private InternalTopics internal(Map<String, String> kafka) {
        return new InternalTopics(applicationId, Set.of(Role.FORECASTER), TopicNames.defaults(), kafka);
    }

    @Test
    void shouldWarnOfFewerReplicasThanTheInputHas() {
        assertThat(InternalTopics.problems(Map.of("a-changelog", 1, "b-changelog", 3), true, "readings", 3))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.fatal()).isFalse();
                    assertThat(problem.toString())
                            .startsWith(
                                    "a-changelog should have a replication factor of at least the 3 of readings, has 1")
                            .contains("kafka-reassign-partitions.sh", "kafka.replication.factor=3");
                });
        assertThat(InternalTopics.problems(Map.of("the topics that begin with a-", 2), false, "readings", 3))
                .singleElement()
                .hasToString("the topics that begin with a- should have a replication factor of at least the 3 of"
                        + " readings, would have 2: set kafka.replication.factor=3");
        assertThat(InternalTopics.problems(Map.of("a-changelog", 3), true, "readings", 3))
                .isEmpty();
    }
}
