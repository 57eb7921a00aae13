package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.stream.Role;
import io.tidecast.stream.TopicNames;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicsTest {
    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void shouldMakeWhatIsMissingAndFindNoProblemWhenCreated(TestInfo test) {
        TopicNames names = names(test);
        Topics topics = Topics.all(names);
        assertThat(topics.missing(admin)).isEqualTo(names.all());
        Topics.Creation creation = topics.create(admin, 3, Optional.empty());
        assertThat(creation.made())
                .containsExactly(
                        entry(names.readings(), 3),
                        entry(names.forecasts(), 3),
                        entry(names.scores(), 3),
                        entry(names.retraining(), 3),
                        entry(names.models(), 1),
                        entry(names.deadLetters(), 3));
        assertThat(topics.missing(admin)).isEmpty();
        assertThat(topics.problems(admin)).isEmpty();
        Topics.Creation again = topics.create(admin, 5, Optional.empty());
        assertThat(again.made()).isEmpty();
        assertThat(again.present()).isEqualTo(names.all());
    }

    @Test
    void shouldFollowTheReadingsWhenTheyAreThere(TestInfo test) throws Exception {
        TopicNames names = names(test);
        make(new NewTopic(names.readings(), 4, (short) 1));
        Topics.Creation creation = Topics.all(names).create(admin, 2, Optional.of((short) 1));
        assertThat(creation.present()).containsExactly(names.readings());
        assertThat(creation.made())
                .contains(entry(names.forecasts(), 4), entry(names.scores(), 4), entry(names.retraining(), 2));
    }

    @Test
    void shouldAskForTheTrainersTopicsOnlyWhenItIsTheOneRole(TestInfo test) {
        TopicNames names = names(test);
        assertThat(new Topics(names, EnumSet.of(Role.TRAINER)).missing(admin))
                .containsExactly(names.retraining(), names.models(), names.deadLetters());
    }

    @Test
    void shouldSayWhatIsWrongWhenATopicIsNotAsItMustBe(TestInfo test) throws Exception {
        TopicNames names = names(test);
        make(new NewTopic(names.readings(), 2, (short) 1));
        make(new NewTopic(names.forecasts(), 3, (short) 1));
        make(new NewTopic(names.scores(), 2, (short) 1).configs(Map.of("min.insync.replicas", "2")));
        make(new NewTopic(names.retraining(), 2, (short) 1).configs(Map.of("cleanup.policy", "compact")));
        make(new NewTopic(names.models(), 2, (short) 1).configs(Map.of("max.message.bytes", "1000")));
        assertThat(Topics.all(names).problems(admin))
                .extracting(problem -> (problem.fatal() ? "FAIL " : "WARN ") + problem.message())
                .containsExactly(
                        "WARN topic " + names.forecasts() + " should have as many partitions as " + names.readings()
                                + " (2), has 3",
                        "FAIL topic " + names.scores() + " must have min.insync.replicas of at most its 1 replicas,"
                                + " has 2",
                        "FAIL topic " + names.retraining() + " must have cleanup.policy=delete, has compact",
                        "FAIL topic " + names.models() + " must have 1 partition, has 2",
                        "FAIL topic " + names.models() + " must have cleanup.policy=compact, has delete",
                        "WARN topic " + names.models() + " should have max.message.bytes of at least 1000000, has 1000",
                        "FAIL topic " + names.deadLetters() + " does not exist");
    }

    @Test
    void shouldGiveUpWithinItsTimeoutWhenNoBrokerAnswers(TestInfo test) {
        try (Admin nobody = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> Topics.all(names(test)).problems(nobody)).isInstanceOf(KafkaException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Topics.TIMEOUT.plusSeconds(4));
        }
    }

    private static void make(NewTopic topic) throws Exception {
        admin.createTopics(List.of(topic)).all().get(10, TimeUnit.SECONDS);
        while (!admin.listTopics().names().get(10, TimeUnit.SECONDS).contains(topic.name())) {
            Thread.onSpinWait();
        }
    }

    private static TopicNames names(TestInfo test) {
        String id = Integer.toHexString(test.getDisplayName().hashCode());
        return new TopicNames(
                id + "-readings",
                id + "-forecasts",
                id + "-scores",
                id + "-retraining",
                id + "-models",
                id + "-dead-letters");
    }
}
