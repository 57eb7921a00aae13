package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import io.tidecast.app.Topics;
import io.tidecast.faults.Await;
import io.tidecast.security.Certificates;
import io.tidecast.security.KafkaUsers;
import io.tidecast.security.RecordingAuthorizer;
import io.tidecast.security.SecuredBroker;
import io.tidecast.stream.Role;
import io.tidecast.stream.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application as Strimzi's overlay configures it, on a broker that asks for TLS, SCRAM and ACLs: what the
 * KafkaUsers are allowed is enough, each right is needed, and the password is seen nowhere.
 */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    private static final String MOUNTED = "/etc/tidecast-secrets";
    private static final String FORECASTER = "tidecast-forecaster";
    private static final String TRAINER = "tidecast-trainer";
    private static final String PASSWORD = "marker-5e1f-never-to-be-seen";
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final LogWatch log = new LogWatch(PASSWORD);
    private SecuredBroker broker;
    private Manifests manifests;
    private Path secrets;

    @BeforeAll
    void startBroker(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.make(folder, "ip:127.0.0.1");
        broker = SecuredBroker.start(folder.resolve("broker"), certificates);
        manifests = Manifests.of(Path.of("src/test/resources/k8s/strimzi.yaml"));
        secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("password"), PASSWORD);
        Files.writeString(secrets.resolve("ca.crt"), certificates.authority());
        try (Admin admin = broker.admin()) {
            Topics.all(TopicNames.defaults()).create(admin, 1, Optional.of((short) 1));
            KafkaUsers.create(admin, manifests, FORECASTER, PASSWORD);
            KafkaUsers.create(admin, manifests, TRAINER, PASSWORD);
        }
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void listen() {
        log.start();
    }

    @AfterEach
    void passwordIsNotInTheLog() {
        log.stop();
        assertThat(log.lines()).as("lines of the log at level debug").isPositive();
        assertThat(log.found()).as("lines that hold the password").isEmpty();
    }

    /**
     * What a pod of a set finds around it, with this broker's address and these secrets in place of the mounted ones.
     */
    private CommandContext pod(String set, StopSignal stop, Path state) {
        Map<String, String> environment = new HashMap<>();
        Manifests.elements(
                        Manifests.container(manifests.named("StatefulSet", set)).path("env"))
                .forEach(v -> environment.put(
                        v.path("name").asText(), v.path("value").asText().replace(MOUNTED, secrets.toString())));
        environment.put("TIDECAST_KAFKA_STATE_DIR", state.toString());
        environment.put("TIDECAST_HTTP_PORT", "0");
        // The topics that are passed through are emptied behind the reader; here soon.
        environment.put("TIDECAST_KAFKA_REPARTITION_PURGE_INTERVAL_MS", "200");
        return new CommandContext(environment, new Properties(), stop);
    }

    private String settings(Path folder) throws IOException {
        String yaml = manifests
                .named(
                        "ConfigMap",
                        manifests
                                .named("StatefulSet", TRAINER)
                                .at("/spec/template/spec/volumes/0/configMap/name")
                                .asText())
                .path("data")
                .path("tidecast.yaml")
                .asText();
        assertThat(yaml).contains("kafka-kafka-bootstrap:9093", MOUNTED);
        return Files.writeString(
                        folder.resolve("tidecast.yaml"),
                        yaml.replace("kafka-kafka-bootstrap:9093", broker.address())
                                .replace(MOUNTED, secrets.toString()))
                .toString();
    }

    private CommandRun doctor(String set, Path folder) throws IOException {
        return CommandRun.in(pod(set, new StopSignal(), folder), "doctor", "-c", settings(folder));
    }

    @Test
    void shouldRunWithTheRightsOfTheManifestsAndNeedEachOfThem(@TempDir Path folder) throws Exception {
        RecordingAuthorizer.forget();
        send("no JSON");
        for (int step = 0; step < 60; step++) {
            send("{\"device\":\"pump-1\",\"ts\":\"%s\",\"values\":{\"temp\":%d,\"load\":1}}"
                    .formatted(START.plus(Duration.ofMinutes(step)), step % 10));
        }
        send("retraining", "default", "no JSON");
        // Twice, the second time with nothing on disk: what was written is read back.
        for (boolean again : new boolean[] {false, true}) {
            StopSignal stop = new StopSignal();
            List<CompletableFuture<CommandRun>> running = new ArrayList<>();
            for (String set : List.of(FORECASTER, TRAINER)) {
                // With its identity, so that it is the same member of its group.
                Path own = folder.resolve(set);
                Utils.delete(own.resolve(set).toFile());
                Files.createDirectories(own);
                String settings = settings(own);
                running.add(CompletableFuture.supplyAsync(
                        () -> CommandRun.in(pod(set, stop, own), "run", "--config", settings)));
            }
            try (Admin admin = broker.admin()) {
                Map<String, Long> least =
                        new TreeMap<>(Map.of("forecasts", 59L, "scores", 1L, "models", 2L, "dead-letters", 2L));
                Await.until("output of " + running, Duration.ofSeconds(60), () -> {
                    assertThat(running).noneMatch(CompletableFuture::isDone);
                    return ends(admin, least.keySet()).entrySet().stream()
                            .allMatch(end -> end.getValue() >= least.get(end.getKey()));
                });
                if (again) {
                    send("{\"device\":\"pump-1\",\"ts\":\"%s\",\"values\":{\"temp\":1,\"load\":1}}"
                            .formatted(START.plus(Duration.ofMinutes(60))));
                    long before = ends(admin, Set.of("forecasts")).get("forecasts");
                    Await.until(
                            "a forecast from restored state",
                            Duration.ofSeconds(60),
                            () -> ends(admin, Set.of("forecasts")).get("forecasts") > before);
                }
            }
            Await.until("purge of what was passed through", Duration.ofSeconds(30), () -> purged());
            stop.request();
            for (CompletableFuture<CommandRun> run : running) {
                CommandRun ended = run.get(60, TimeUnit.SECONDS);
                assertThat(ended.err()).isEmpty();
                assertThat(ended.exitCode()).isZero();
                assertThat(ended.out()).doesNotContain(PASSWORD);
            }
        }
        for (String user : List.of(FORECASTER, TRAINER)) {
            // Settings of topics are looked at where that is allowed, as in no manifest.
            assertThat(RecordingAuthorizer.denied(user))
                    .as("denied to " + user)
                    .allMatch(denied -> denied.startsWith("DESCRIBE_CONFIGS on TOPIC "));
            List<AclBinding> all = KafkaUsers.acls(manifests, user);
            assertThat(RecordingAuthorizer.missing(user, all)).isEmpty();
            assertThat(all).allSatisfy(acl -> {
                List<AclBinding> others = new ArrayList<>(all);
                others.remove(acl);
                Set<String> fails = RecordingAuthorizer.missing(user, others);
                System.out.println(user + " without " + acl.entry().operation() + " on "
                        + acl.pattern().resourceType() + " " + acl.pattern().name() + ": denied " + fails);
                assertThat(fails).as("what fails without " + acl).isNotEmpty();
            });
        }
    }

    private static AclBinding right(String user, AclOperation operation, String topic) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    /** What the forecaster's pod finds, as another user. */
    private CommandContext as(String user, StopSignal stop, Path state) {
        CommandContext pod = pod(FORECASTER, stop, state);
        Map<String, String> environment = new HashMap<>(pod.environment());
        environment.put("TIDECAST_HTTP_HOST", "127.0.0.1");
        environment.computeIfPresent(
                "TIDECAST_KAFKA_SASL_JAAS_CONFIG", (name, value) -> value.replace(FORECASTER, user));
        return new CommandContext(environment, pod.properties(), stop);
    }

    @Test
    void shouldShowTheFleetWhenAUserMayReadTheTopicsAndNothingElse(@TempDir Path folder) throws Exception {
        String user = "viewer";
        List<AclBinding> rights = Stream.of("forecasts", "scores", "models", "dead-letters")
                .map(topic -> right(user, AclOperation.READ, topic))
                .toList();
        try (Admin admin = broker.admin()) {
            KafkaUsers.create(admin, user, PASSWORD, rights);
        }
        RecordingAuthorizer.forget();
        send("forecasts", "seen", UiCommandTest.forecast("seen"));
        RunningUi ui = RunningUi.start(stop -> as(user, stop, folder), "-c", settings(folder));
        Await.until("the device", () -> ui.get("/api/v1/devices?search=seen").contains("\"device\":\"seen\""));
        Await.until("all topics", () -> ui.get("/api/v1/summary").contains("\"behind\":[]"));
        assertThat(ui.get("/api/v1/process")).doesNotContain(PASSWORD);
        assertThat(ui.stop()).isZero();
        assertThat(ui.err()).isEmpty();
        assertThat(RecordingAuthorizer.denied(user)).as("asked for in vain").isEmpty();
        assertThat(RecordingAuthorizer.missing(user, rights)).isEmpty();
        for (AclBinding right : rights) {
            List<AclBinding> others = new ArrayList<>(rights);
            others.remove(right);
            assertThat(RecordingAuthorizer.missing(user, others))
                    .as("what fails without " + right)
                    .isNotEmpty();
        }
    }

    private boolean purged() throws Exception {
        try (Admin admin = broker.admin()) {
            TopicPartition passed = new TopicPartition(FORECASTER + "-by-device-repartition", 0);
            return admin.listOffsets(Map.of(passed, OffsetSpec.earliest()))
                            .partitionResult(passed)
                            .get()
                            .offset()
                    > 0;
        }
    }

    private static Map<String, Long> ends(Admin admin, Set<String> topics) throws Exception {
        Map<String, Long> ends = new HashMap<>();
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        topics.forEach(topic -> asked.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                admin.listOffsets(asked).all().get().entrySet()) {
            ends.put(end.getKey().topic(), end.getValue().offset());
        }
        return ends;
    }

    @Test
    void shouldSayWhatIsMissingWhenTheDoctorFindsARightTakenAway(@TempDir Path folder) throws Exception {
        for (Role role : Role.values()) {
            String user = "tidecast-" + role.lowerCase();
            CommandRun whole = doctor(user, folder);
            assertThat(whole.out()).doesNotContain("FAIL", "WARN  permissions");
            assertThat(whole.out()).doesNotContain(PASSWORD);
            assertThat(whole.exitCode()).isZero();
            for (AclBinding acl : KafkaUsers.acls(manifests, user)) {
                boolean own = acl.pattern().name().startsWith("tidecast-");
                if (!own || acl.entry().operation().name().equals("CREATE")) {
                    assertDoctorMisses(acl, user, folder);
                }
            }
        }
    }

    private void assertDoctorMisses(AclBinding acl, String user, Path folder) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.deleteAcls(List.of(acl.toFilter())).all().get();
            CommandRun run = doctor(user, folder);
            admin.createAcls(List.of(acl)).all().get();
            assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
            assertThat(run.out()).contains("FAIL  ").contains(acl.pattern().name());
            assertThat(run.out() + run.err()).doesNotContain(PASSWORD);
        }
    }

    @Test
    void shouldFailWhenTheDoctorFindsThatATopicOfValuesKnownAheadMayNotBeRead(@TempDir Path folder) throws Exception {
        AclBinding describe = right(FORECASTER, AclOperation.DESCRIBE, "weather");
        String[] args = {
            "doctor",
            "-c",
            settings(folder),
            "--covariates-topic=weather",
            "--covariates-values=load",
            "--forecast-targets=temp"
        };
        CommandContext pod = pod(FORECASTER, new StopSignal(), folder);
        assertThat(CommandRun.in(pod, args).out()).contains("FAIL  topics: topic weather may not be looked at");
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic("weather", 1, (short) 1)))
                    .all()
                    .get();
            admin.createAcls(List.of(describe)).all().get();
            assertThat(CommandRun.in(pod, args).out())
                    .contains("FAIL  permissions: no READ on topic weather: allow it")
                    .doesNotContain("weather may not be looked at");
            admin.deleteAcls(List.of(describe.toFilter())).all().get();
            admin.deleteTopics(List.of("weather")).all().get();
        }
    }

    @Test
    void shouldSayThatRightsAreMissingWhereTheyAre(@TempDir Path folder) throws Exception {
        for (String user : List.of(FORECASTER, TRAINER)) {
            CommandRun run = CommandRun.in(pod(user, new StopSignal(), folder), "watch", "-c", settings(folder));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("forecasts", "this user lacks the right")
                    .doesNotContain("does not exist")
                    .containsOnlyOnce("\n");
        }
    }

    @Test
    void shouldSayWhichRightIsMissingWhenWhatIsWatchedMayBeLookedAtAndNotRead(@TempDir Path folder) throws Exception {
        String user = "onlooker";
        try (Admin admin = broker.admin()) {
            KafkaUsers.create(admin, user, PASSWORD, List.of(right(user, AclOperation.DESCRIBE, "forecasts")));
        }
        send("forecasts", "seen", UiCommandTest.forecast("seen"));
        for (List<String> how : List.of(List.<String>of(), List.of("--device=seen"), List.of("--json"))) {
            List<String> args = new ArrayList<>(List.of("watch", "-c", settings(folder)));
            args.addAll(how);
            CommandRun run = CommandRun.in(as(user, new StopSignal(), folder), args.toArray(String[]::new));
            assertThat(run.err())
                    .isEqualTo("tidecast watch: topics [forecasts] may not be read: this user lacks the right READ on"
                            + " them" + System.lineSeparator());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void shouldNotSayThePasswordWhenItIsWrong(@TempDir Path folder) throws Exception {
        try (Admin admin = broker.admin()) {
            KafkaUsers.create(admin, manifests, TRAINER, "another");
            CommandRun doctor = doctor(TRAINER, folder);
            CommandRun run = CommandRun.in(pod(TRAINER, new StopSignal(), folder), "run", "-c", settings(folder));
            KafkaUsers.create(admin, manifests, TRAINER, PASSWORD);
            assertThat(doctor.exitCode()).isEqualTo(1);
            assertThat(doctor.out()).contains("Authentication failed").doesNotContain(PASSWORD);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out() + run.err()).contains("Authentication failed").doesNotContain(PASSWORD);
        }
    }

    private void send(String reading) throws Exception {
        send("readings", "gateway", reading);
    }

    private void send(String topic, String key, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.broker().bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(30, TimeUnit.SECONDS);
        }
    }
}
