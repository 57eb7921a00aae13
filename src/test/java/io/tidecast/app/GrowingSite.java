package io.tidecast.app;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.NetworkSettings;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** An application of its own on a shared broker, the readings it was sent, and what a control makes of them. */
final class GrowingSite implements AutoCloseable {
    static final int DEVICES = 12;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Path folder;
    private final KafkaClients clients;
    private final Admin admin;
    private final Producer<String, byte[]> producer;
    private final List<String> sent = new ArrayList<>();
    private StreamSettings settings;
    private TidecastStreams app;

    /** @param partitions of the readings topic at first */
    GrowingSite(EmbeddedBroker broker, String name, Path folder, boolean keyedByDevice, int partitions) {
        this.folder = folder;
        clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
        admin = clients.admin();
        producer = new KafkaClients(
                        Map.of("bootstrap.servers", broker.bootstrapServers(), "metadata.max.age.ms", "200"))
                .producer();
        settings = StreamFixtures.settings(List.of("temp"), List.of("temp")).toBuilder()
                .applicationId(name)
                .roles(Set.of(Role.FORECASTER))
                .topics(new TopicNames(
                        name + "-readings",
                        name + "-forecasts",
                        name + "-scores",
                        name + "-retraining",
                        name + "-models",
                        name + "-dead-letters"))
                .keyedByDevice(keyedByDevice)
                .kafka(Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "state.dir", folder.resolve(name).toString(),
                        "metadata.max.age.ms", "500"))
                .build();
        Topics.of(settings).create(admin, partitions, Optional.of((short) 1));
    }

    StreamSettings settings() {
        return settings;
    }

    Admin admin() {
        return admin;
    }

    String readings() {
        return settings.topics().readings();
    }

    void keyedByDevice(boolean keyed) {
        settings = settings.toBuilder().keyedByDevice(keyed).build();
    }

    /** Has a topic tell values known ahead, of two partitions. */
    String tellAhead() {
        StreamSettings base = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        String plans = settings.applicationId() + "-plans";
        settings = base.toBuilder()
                .applicationId(settings.applicationId())
                .roles(settings.roles())
                .topics(settings.topics())
                .keyedByDevice(settings.keyedByDevice())
                .kafka(settings.kafka())
                .network(new NetworkSettings(
                        base.network().layers(),
                        true,
                        new CovariateSettings(
                                List.of(), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of("load"))))
                .covariates(Optional.of(plans))
                .build();
        Topics.of(settings).create(admin, 2, Optional.of((short) 1));
        return plans;
    }

    TidecastStreams start() throws InterruptedException {
        app = new TidecastStreams(settings);
        app.start();
        assertThat(app.awaitRunning(TIMEOUT)).as("running in time").isTrue();
        return app;
    }

    /** Leaves the group, so that nothing has to wait for a session to be over. */
    void stop() {
        app.close(GroupMembershipOnStop.LEAVE);
    }

    /** A reading of every device in each of these hours, two devices to a key unless it has to be the device's own. */
    @SuppressWarnings("FutureReturnValueIgnored") // A reading that is not sent is missed later.
    void send(int from, int to) {
        for (int hour = from; hour < to; hour++) {
            for (int d = 0; d < DEVICES; d++) {
                String device = "device-" + d;
                String value = reading(device, at(hour + 0.25), Map.of("temp", (hour * 31 + d * 17) % 23));
                String key = settings.keyedByDevice() ? device : "gateway-" + d / 2;
                producer.send(new ProducerRecord<>(readings(), key, value.getBytes(UTF_8)));
                sent.add(value);
            }
        }
        producer.flush();
    }

    void addPartitions(String topic, int partitions) throws Exception {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get();
        awaitProducer(partitions);
    }

    /** Waits until the producer knows of so many partitions of the readings: a broker may tell of them later. */
    void awaitProducer(int partitions) {
        Await.until(
                "the producer to know of " + partitions + " partitions",
                () -> producer.partitionsFor(readings()).size() == partitions);
    }

    /** Readings of these devices in one partition, wherever their keys hash to. */
    void sendTo(int partition, String... devices) {
        for (String device : devices) {
            for (int hour = 0; hour < 3; hour++) {
                write(readings(), partition, device, reading(device, at(hour), Map.of("temp", hour)));
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    void write(String topic, int partition, String key, String value) {
        producer.send(new ProducerRecord<>(topic, partition, key, value.getBytes(UTF_8)));
        producer.flush();
    }

    StateGrowth growth(Consumer<String> report) {
        return growth(Role.FORECASTER, report);
    }

    StateGrowth growth(Role role, Consumer<String> report) {
        return new StateGrowth(
                clients,
                Map.of(role, settings.applicationId(role)),
                settings.topics(),
                settings.keyedByDevice(),
                report,
                20,
                Duration.ofMillis(100));
    }

    StatePartitions state() {
        return state(Role.FORECASTER);
    }

    StatePartitions state(Role role) {
        return StatePartitions.read(
                admin, role, settings.applicationId(role), settings.topics(), settings.keyedByDevice());
    }

    /** What a compacted partition holds. */
    Map<String, String> latest(TopicPartition partition) {
        Map<String, String> latest = new LinkedHashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer()) {
            new PartitionScan(consumer).all(partition, record -> {
                latest.remove(new String(record.key(), UTF_8));
                if (record.value() != null) {
                    latest.put(new String(record.key(), UTF_8), new String(record.value(), UTF_8));
                }
            });
        }
        return latest;
    }

    /** Values of a partition from an offset on. */
    List<String> from(TopicPartition partition, long offset) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer()) {
            new PartitionScan(consumer)
                    .from(partition, offset, record -> values.add(new String(record.value(), UTF_8)));
        }
        return values;
    }

    /** Records of a topic that are committed, in the order of each partition. */
    List<String> read(String topic) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer()) {
            int count = consumer.partitionsFor(topic).size();
            for (int p = 0; p < count; p++) {
                new PartitionScan(consumer)
                        .all(new TopicPartition(topic, p), record -> values.add(new String(record.value(), UTF_8)));
            }
        }
        return values;
    }

    /** Waits for as many forecasts as a control makes of all that was sent, and compares one by one. */
    void requireAsOfAControl() throws Exception {
        Map<String, List<String>> control = control();
        for (String topic :
                List.of(settings.topics().forecasts(), settings.topics().scores())) {
            List<String> wanted = control.get(topic);
            Await.until(
                    wanted.size() + " records in " + topic,
                    TIMEOUT,
                    () -> read(topic).size() >= wanted.size());
            assertThat(read(topic)).as(topic).containsExactlyInAnyOrderElementsOf(wanted);
        }
        assertThat(read(settings.topics().deadLetters())).isEmpty();
    }

    private Map<String, List<String>> control() {
        Map<String, List<String>> outputs = new LinkedHashMap<>();
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(
                        settings.toBuilder().keyedByDevice(false).build(), new ModelRegistry(settings.forecast())),
                StreamFixtures.driver(Role.FORECASTER, folder.resolve("control")))) {
            TestInputTopic<String, String> input =
                    driver.createInputTopic(readings(), new StringSerializer(), new StringSerializer());
            sent.forEach(value -> input.pipeInput("key", value));
            for (String topic :
                    List.of(settings.topics().forecasts(), settings.topics().scores())) {
                outputs.put(
                        topic,
                        driver.createOutputTopic(topic, new StringDeserializer(), new StringDeserializer())
                                .readValuesToList());
            }
        }
        return outputs;
    }

    @Override
    public void close() {
        if (app != null) {
            app.close();
        }
        producer.close();
        admin.close();
    }
}
