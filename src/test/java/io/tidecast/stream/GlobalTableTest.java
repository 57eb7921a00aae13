package io.tidecast.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.record.LoggedLines;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A table of numbers; of those above 99 it takes 99. */
class GlobalTableTest {
    private static final String STORE = "numbers";
    private static final String TOPIC = "told";

    @TempDir
    private Path folder;

    private final Map<String, Integer> numbers = new ConcurrentSkipListMap<>();

    @RegisterExtension
    private final LoggedLines log = new LoggedLines(GlobalTable.class);

    private void take(String key, byte[] value, Consumer<String> objections) throws IOException {
        if (value == null) {
            numbers.remove(key);
            return;
        }
        if (value.length == 0) {
            throw new IOException("number must be there");
        }
        int number = Integer.parseInt(GlobalTable.text(value));
        if (number > 99) {
            objections.accept("number must be at most 99, was " + number);
        }
        numbers.put(key, Math.min(number, 99));
    }

    private Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        GlobalTable.ofRows(STORE, "numbers-source", "number is not used", this::take)
                .addTo(builder, SecondName.of(TOPIC));
        return builder.build();
    }

    private Properties config() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        config.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        return config;
    }

    private void tell(Consumer<TestInputTopic<String, String>> records) {
        try (TopologyTestDriver driver = new TopologyTestDriver(topology(), config())) {
            records.accept(
                    driver.createInputTopic(SecondName.of(TOPIC), new StringSerializer(), new StringSerializer()));
            assertThat(driver.getKeyValueStore(STORE).persistent()).isFalse();
            assertThat(driver.getKeyValueStore(STORE).approximateNumEntries()).isZero();
        }
    }

    @Test
    void shouldHaveTheNewestOfEachKeyAndNoneThatIsTakenBack() {
        tell(topic -> {
            topic.pipeInput("a", "1");
            topic.pipeInput("b", "2");
            topic.pipeInput("a", "3");
            topic.pipeInput("b", (String) null);
            topic.pipeInput("never there", (String) null);
            topic.pipeInput(null, "4");
        });
        assertThat(numbers).isEqualTo(Map.of("a", 3));
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void shouldTakeTheRowBackAndSayWhereItStandsWhenARecordIsRefused() {
        tell(topic -> {
            topic.pipeInput("a", "1");
            topic.pipeInput("b\nforged", "2");
            topic.pipeInput("a", "");
            topic.pipeInput("b\nforged", "no\nnumber");
            topic.pipeInput("c", "100");
        });
        assertThat(numbers).isEqualTo(Map.of("c", 99));
        assertThat(log.warnings())
                .containsExactly(
                        "number is not used: a at told-0@2: number must be there",
                        "number is not used: b\\nforged at told-0@3: For input string: \"no\\nnumber\"",
                        "number is not used: c at told-0@4: number must be at most 99, was 100");
    }

    @Test
    void shouldGoOnAndLogFewLinesWhenNoRecordCanBeUsed() {
        tell(topic -> {
            for (int i = 0; i < 1_000; i++) {
                topic.pipeInput("a", "x".repeat(10_000));
            }
            topic.pipeInput("a", "5");
        });
        assertThat(numbers).isEqualTo(Map.of("a", 5));
        assertThat(log.warnings()).hasSizeBetween(10, 20).allSatisfy(line -> assertThat(line)
                .hasSizeLessThan(600));
    }

    @Test
    void shouldGoOnWhenATakerThrowsWithoutAMessage() {
        StreamsBuilder builder = new StreamsBuilder();
        new GlobalTable(STORE, "numbers-source", "number is not used", (told, objections) -> {
                    if (told.record().value() == null) {
                        throw new IllegalStateException();
                    }
                    numbers.put(told.topic(), (int) told.at().offset());
                })
                .addTo(builder, TOPIC);
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), config())) {
            TestInputTopic<String, String> topic =
                    driver.createInputTopic(TOPIC, new StringSerializer(), new StringSerializer());
            topic.pipeInput(null, (String) null);
            topic.pipeInput(null, "1");
        }
        assertThat(numbers).isEqualTo(Map.of(TOPIC, 1));
        assertThat(log.warnings()).containsExactly("number is not used: told-0@0: java.lang.IllegalStateException");
    }

    @Test
    void shouldReadTheTopicFromItsStartAgainWhenTheProcessIsRestarted() throws InterruptedException {
        Map<String, String> told = new TreeMap<>(Map.of("a", "1", "b", "", "c", "no", "d", "4"));
        for (int start = 0; start < 2; start++) {
            numbers.clear();
            try (KafkaStreams streams = new KafkaStreams(topology(), config(), new Clients(told))) {
                CountDownLatch running = new CountDownLatch(1);
                streams.setStateListener((state, before) -> {
                    if (state == KafkaStreams.State.RUNNING) {
                        running.countDown();
                    }
                });
                streams.start();
                assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(numbers).as("start " + start).isEqualTo(Map.of("a", 1, "d", 4));
            }
        }
    }

    /** Clients of a broker that has these records. */
    private static final class Clients extends DefaultKafkaClientSupplier {
        private final Map<String, String> records;

        Clients(Map<String, String> records) {
            this.records = records;
        }

        @Override
        public Admin getAdmin(Map<String, Object> config) {
            return (Admin) Proxy.newProxyInstance(
                    Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> null);
        }

        @Override
        public MockConsumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
            MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
            TopicPartition partition = new TopicPartition(SecondName.of(TOPIC), 0);
            Node node = Node.noNode();
            consumer.updatePartitions(
                    partition.topic(),
                    List.of(new PartitionInfo(partition.topic(), 0, node, new Node[] {node}, new Node[] {node})));
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            consumer.updateEndOffsets(Map.of(partition, (long) records.size()));
            consumer.schedulePollTask(() -> {
                long offset = 0;
                for (Map.Entry<String, String> told : records.entrySet()) {
                    byte[] key = told.getKey().getBytes(UTF_8);
                    byte[] value = told.getValue().getBytes(UTF_8);
                    consumer.addRecord(new ConsumerRecord<>(
                            partition.topic(),
                            0,
                            offset++,
                            0,
                            TimestampType.CREATE_TIME,
                            key.length,
                            value.length,
                            key,
                            value,
                            new RecordHeaders(),
                            Optional.empty()));
                }
            });
            return consumer;
        }
    }
}
