package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordSizesTest {
    private static final String STATISTICS = "test-forecaster-statistics-changelog";
    private static final StreamSettings SETTINGS = StreamFixtures.settings(List.of("temp"), List.of("temp"));

    private static List<Topics.Problem> problems(StreamSettings settings, TopicSizes sizes) {
        return new RecordSizes(settings.toBuilder().topicLimits(sizes.limits()).build(), sizes).problems();
    }

    private static TopicSizes sizes(Map<String, Integer> bytes) {
        return new TopicSizes(bytes, Set.of(), Set.of(), Set.of());
    }

    @Test
    void shouldFindNothingWhereTopicsAreAsTheyUsuallyAre() {
        Map<String, Integer> bytes = new HashMap<>();
        for (String topic : List.of("forecasts", "scores", "retraining", "dead-letters", STATISTICS)) {
            bytes.put(topic, 1_048_588);
        }
        assertThat(problems(SETTINGS, sizes(bytes))).isEmpty();
    }

    @Test
    void shouldRefuseWhereAChangelogDoesNotTakeTheStateOfADevice() {
        List<Topics.Problem> problems = problems(SETTINGS, sizes(Map.of(STATISTICS, 600)));
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.fatal()).isTrue();
            assertThat(problem.topic()).isEqualTo(STATISTICS);
            assertThat(problem.message())
                    .matches(
                            "topic " + STATISTICS + " must take records of \\d{3,4} bytes, as these settings make them,"
                                    + " takes 600 bytes \\(max.message.bytes of topic " + STATISTICS + "\\)");
            assertThat(problem.remedy())
                    .matches("kafka-configs.sh --alter --entity-type topics --entity-name " + STATISTICS
                            + " --add-config max.message.bytes=\\d{3,4}");
        });
    }

    @Test
    void shouldFindNothingMoreWhenTheRemedyWasTaken() {
        for (Set<String> compressed : List.of(Set.<String>of(), Set.of(STATISTICS))) {
            TopicSizes small = new TopicSizes(Map.of(STATISTICS, 600), compressed, Set.of(), Set.of());
            String remedy = problems(SETTINGS, small).get(0).remedy();
            int bytes = Integer.parseInt(remedy.substring(remedy.lastIndexOf('=') + 1));
            TopicSizes raised = new TopicSizes(Map.of(STATISTICS, bytes), compressed, Set.of(), Set.of());
            assertThat(problems(SETTINGS, raised)).isEmpty();
        }
    }

    @Test
    void shouldNameTheSettingThatTheChangelogIsMadeWithWhereItIsNotThereYet() {
        TopicSizes sizes = new TopicSizes(Map.of(STATISTICS, 600), Set.of(), Set.of(STATISTICS), Set.of());
        assertThat(problems(SETTINGS, sizes).get(0).remedy()).startsWith("set kafka.topic.max.message.bytes to ");
    }

    @Test
    void shouldRefuseWhereTheProducerDoesNotSendTheStateOfADevice() {
        StreamSettings small =
                SETTINGS.withKafka(Map.of("bootstrap.servers", "127.0.0.1:1", "max.request.size", "600"));
        assertThat(problems(small, sizes(Map.of())))
                .anySatisfy(problem -> {
                    assertThat(problem.topic()).isEqualTo(STATISTICS);
                    assertThat(problem.message()).endsWith("takes 600 bytes (max.request.size)");
                    assertThat(problem.remedy()).startsWith("set kafka.max.request.size=");
                })
                .allMatch(Topics.Problem::fatal);
    }

    @Test
    void shouldWarnWhereATopicTakesLessThanTheProducerSends() {
        assertThat(problems(SETTINGS, sizes(Map.of("forecasts", 100_000))))
                .singleElement()
                .hasToString("topic forecasts should have max.message.bytes of at least max.request.size 1048576, has"
                        + " 100000: what is larger becomes a dead letter, or is cut as one; kafka-configs.sh --alter"
                        + " --entity-type topics --entity-name forecasts --add-config max.message.bytes=1048576")
                .matches(problem -> !problem.fatal());
    }

    @Test
    void shouldRefuseADeadLetterTopicThatDoesNotTakeALettersHeaders() {
        assertThat(problems(SETTINGS, sizes(Map.of("dead-letters", 5_000))))
                .isNotEmpty()
                .allMatch(problem -> problem.fatal() && problem.topic().equals("dead-letters"));
    }

    @Test
    void shouldSayOnceThatLimitsMayNotBeRead() {
        TopicSizes hidden = new TopicSizes(Map.of(), Set.of(), Set.of(), Set.of("forecasts"));
        assertThat(problems(SETTINGS, hidden))
                .singleElement()
                .hasToString("max.message.bytes of forecasts may not be read; records are held against 1048576 bytes"
                        + " (max.request.size) alone: allow DESCRIBE_CONFIGS: a record that a topic refuses ends its"
                        + " task, again at each start");
    }
}
