package io.tidecast.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.stream.KafkaClients;
import io.tidecast.view.TopicFeed.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Feeds against a real broker; each test has a topic of its own. */
@Timeout(90)
class TopicFeedTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static EmbeddedBroker broker;
    private static KafkaClients clients;
    private static Admin admin;

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        clients =
                new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers(), "metadata.max.age.ms", "500"));
        admin = clients.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    private static void create(String topic, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get(10, TimeUnit.SECONDS);
    }

    private static void send(String topic, int partition, Instant at, String value) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(topic, partition, at.toEpochMilli(), "key", value.getBytes(UTF_8)))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private TopicFeed feed(Source... sources) {
        return TopicFeed.start(clients, List.of(sources));
    }

    private Source source(String topic, Optional<Instant> since) {
        return new Source(topic, since, entry -> seen.add(new String(entry.value(), UTF_8)));
    }

    @Test
    void shouldReadAllThereIsAndThenWhatComesWhenBegunAtTheBeginning() throws Exception {
        create("whole", 2);
        send("whole", 0, Instant.now(), "first");
        send("whole", 1, Instant.now(), "second");
        try (TopicFeed feed = feed(source("whole", Optional.empty()))) {
            Await.until("the end", SOON, () -> feed.behind("whole").isEmpty());
            assertThat(seen).containsExactlyInAnyOrder("first", "second");
            send("whole", 1, Instant.now(), "third");
            Await.until("the third", SOON, () -> seen.contains("third"));
            assertThat(feed.behind("whole")).isEmpty();
        }
    }

    @Test
    void shouldReadOnlyWhatWasWrittenSinceWhenATimeIsGiven() throws Exception {
        Instant now = Instant.now();
        create("since", 2);
        send("since", 0, now.minus(Duration.ofHours(3)), "old");
        send("since", 0, now.minus(Duration.ofHours(1)), "new");
        send("since", 1, now.minus(Duration.ofHours(3)), "old");
        try (TopicFeed feed = feed(source("since", Optional.of(now.minus(Duration.ofHours(2)))))) {
            Await.until("the end", SOON, () -> feed.behind("since").isEmpty());
            assertThat(seen).containsExactly("new");
            send("since", 1, now, "newer");
            Await.until("what came", SOON, () -> seen.contains("newer"));
        }
    }

    @Test
    void shouldSayWhatItMissesAndReadTheOthersWhenATopicComesLater() throws Exception {
        create("early", 1);
        send("early", 0, Instant.now(), "early");
        try (TopicFeed feed = feed(source("early", Optional.empty()), source("late", Optional.empty()))) {
            Await.until("the first topic", SOON, () -> feed.behind("early").isEmpty());
            assertThat(seen).containsExactly("early");
            assertThat(feed.behind("late"))
                    .containsExactly(
                            "topic late is not being read: it does not exist; `tidecast topics create` makes it");
            create("late", 1);
            send("late", 0, Instant.now(), "late");
            Await.until("the second topic", SOON, () -> seen.contains("late"));
            Await.until("its end", SOON, () -> feed.behind("late").isEmpty());
        }
    }

    @Test
    void shouldReadAPartitionFromItsBeginningWhenItIsAdded() throws Exception {
        create("grown", 1);
        try (TopicFeed feed = feed(source("grown", Optional.of(Instant.now())))) {
            Await.until("the end", SOON, () -> feed.behind("grown").isEmpty());
            admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(2)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            send("grown", 1, Instant.now().minus(Duration.ofHours(1)), "of the second");
            Await.until("what the new partition holds", Duration.ofSeconds(60), () -> seen.contains("of the second"));
        }
    }

    @Test
    void shouldReadNothingThatIsNotCommitted() throws Exception {
        create("transactional", 1);
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer");
        try (KafkaProducer<String, byte[]> writer =
                        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
                TopicFeed feed = feed(source("transactional", Optional.empty()))) {
            writer.initTransactions();
            writer.beginTransaction();
            writer.send(new ProducerRecord<>("transactional", "key", "undone".getBytes(UTF_8)))
                    .get(10, TimeUnit.SECONDS);
            writer.abortTransaction();
            writer.beginTransaction();
            writer.send(new ProducerRecord<>("transactional", "key", "done".getBytes(UTF_8)))
                    .get(10, TimeUnit.SECONDS);
            writer.commitTransaction();
            Await.until("what is committed", SOON, () -> seen.contains("done"));
            assertThat(seen).containsExactly("done");
            assertThat(feed.behind("transactional")).isEmpty();
        }
    }

    @Test
    void shouldGoOnWhenARecordIsNotTaken() throws Exception {
        create("refused", 1);
        send("refused", 0, Instant.now(), "refused");
        Source picky = new Source("refused", Optional.empty(), entry -> {
            String value = new String(entry.value(), UTF_8);
            if (value.equals("refused")) {
                throw new IllegalStateException("not this one");
            }
            seen.add(value);
        });
        try (TopicFeed feed = feed(picky)) {
            Await.until("the refusal", SOON, () -> feed.behind("refused")
                    .equals(List.of("topic refused is not being read: not this one")));
            send("refused", 0, Instant.now(), "taken");
            Await.until("the next", SOON, () -> seen.contains("taken"));
        }
    }

    @Test
    void shouldWaitAndSayWhyWhenTheBrokersNameDoesNotResolve() throws Exception {
        KafkaClients unknown = new KafkaClients(Map.of("bootstrap.servers", "broker.invalid:9092"));
        try (TopicFeed feed = TopicFeed.start(unknown, List.of(source("unresolved", Optional.empty())))) {
            String why = "topic unresolved is not being read: No resolvable bootstrap urls given in bootstrap.servers";
            Await.until("the reason", SOON, () -> feed.failing().equals(List.of(why)));
            assertThat(feed.behind("unresolved")).containsExactly(why);
        }
    }

    @Test
    void shouldTellOfNoFailureOnceATopicIsRead() throws Exception {
        try (TopicFeed feed = feed(source("to-come", Optional.empty()))) {
            Await.until("the failure", SOON, () -> feed.failing().size() == 1);
            create("to-come", 1);
            Await.until("the topic", SOON, () -> feed.failing().isEmpty());
        }
    }

    @Test
    void shouldReadNoMoreWhenClosed() throws Exception {
        create("closed", 1);
        TopicFeed feed = feed(source("closed", Optional.empty()));
        Await.until("the end", SOON, () -> feed.behind("closed").isEmpty());
        feed.close();
        send("closed", 0, Instant.now(), "too late");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("view") && thread.isAlive());
        assertThat(seen).isEmpty();
    }
}
