package io.tidecast.app;

import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.record.RecordLimit;
import io.tidecast.stream.OutputTopics;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.trainer.TrainerTopology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Check of the records that these settings make against what the topics take. A state record that its changelog refuses
 * would end the task, again at each start, and is a reason not to start; elsewhere a record that is too large becomes a
 * dead letter, which is worth a warning.
 */
final class RecordSizes {
    /** Where no reading makes a record larger; the models topic has a rule of its own. */
    private static final Set<String> FIXED = Stream.concat(
                    Names.forecasterStores(true).stream(), Stream.of(Names.TRAINER, Names.MODELS, Names.TOLD_BY_DEVICE))
            .collect(Collectors.toSet());

    private final StreamSettings settings;
    private final TopicSizes sizes;
    private final Map<String, String> topics;

    /** @param settings with the limits of the topics */
    RecordSizes(StreamSettings settings, TopicSizes sizes) {
        this.settings = settings;
        this.sizes = sizes;
        topics = OutputTopics.of(settings);
    }

    /** What does not fit or cannot be checked; empty when all is well. */
    List<Topics.Problem> problems() {
        List<Topics.Problem> problems = new ArrayList<>();
        Set<String> looked = new HashSet<>();
        leastBytes().forEach((node, bytes) -> refused(node, bytes).ifPresent(problem -> {
            looked.add(problem.topic());
            problems.add(problem);
        }));
        topics.forEach((node, topic) -> {
            if (!FIXED.contains(node) && looked.add(topic)) {
                smaller(topic).ifPresent(problems::add);
            }
        });
        if (!sizes.hidden().isEmpty()) {
            String hidden = String.join(", ", sizes.hidden());
            problems.add(new Topics.Problem(
                    hidden,
                    false,
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG + " of " + hidden
                            + " may not be read; records are held against "
                            + settings.limits().producer() + " alone",
                    "allow DESCRIBE_CONFIGS: a record that a topic refuses ends its task, again at each start"));
        }
        return problems;
    }

    /** What must fit, in bytes of key and value, whatever the readings say. */
    private Map<String, Long> leastBytes() {
        Map<String, Long> bytes = new LinkedHashMap<>();
        if (settings.roles().contains(Role.FORECASTER)) {
            bytes.put(Names.DEAD_LETTERS_OF_FORECAST, (long) DeadLetters.LEAST_BYTES);
            bytes.putAll(ForecasterTopology.stateBytes(settings));
        }
        if (settings.roles().contains(Role.TRAINER)) {
            bytes.put(Names.DEAD_LETTERS_OF_TRAINING, (long) DeadLetters.LEAST_BYTES);
            bytes.putAll(TrainerTopology.stateBytes());
        }
        return bytes;
    }

    private Optional<Topics.Problem> refused(String node, long keyAndValue) {
        RecordLimit limit = settings.limits().of(node);
        long bytes = keyAndValue + BoundedOutput.RECORD_BYTES;
        if (bytes <= limit.bytes()) {
            return Optional.empty();
        }
        String topic = topics.get(node);
        return Optional.of(new Topics.Problem(
                topic,
                true,
                "topic " + topic + " must take records of " + bytes + " bytes, as these settings make them, takes "
                        + limit,
                remedy(topic, limit, bytes)));
    }

    private String remedy(String topic, RecordLimit limit, long bytes) {
        if (limit.equals(settings.limits().producer())) {
            return "set kafka." + ProducerConfig.MAX_REQUEST_SIZE_CONFIG + "=" + bytes + " or more";
        }
        return sizes.missing().contains(topic)
                ? "set kafka.topic." + TopicConfig.MAX_MESSAGE_BYTES_CONFIG
                        + " to so much or more, with which it is made"
                : alter(topic, bytes);
    }

    /** A topic that takes less than the producer lets through. */
    private Optional<Topics.Problem> smaller(String topic) {
        RecordLimit producer = settings.limits().producer();
        Integer bytes = sizes.maxMessageBytes().get(topic);
        return bytes == null || bytes >= producer.bytes()
                ? Optional.empty()
                : Optional.of(new Topics.Problem(
                        topic,
                        false,
                        "topic " + topic + " should have " + TopicConfig.MAX_MESSAGE_BYTES_CONFIG + " of at least "
                                + producer.setting() + " " + producer.bytes() + ", has " + bytes,
                        "what is larger becomes a dead letter, or is cut as one; " + alter(topic, producer.bytes())));
    }

    /** A little more where batches are compressed, see {@link RecordLimit#ofTopic}. */
    private String alter(String topic, long bytes) {
        return "kafka-configs.sh --alter --entity-type topics --entity-name " + topic + " --add-config "
                + TopicConfig.MAX_MESSAGE_BYTES_CONFIG + "="
                + (sizes.compressed().contains(topic) ? bytes + bytes / 256 + 128 : bytes);
    }
}
