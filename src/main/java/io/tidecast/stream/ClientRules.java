package io.tidecast.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Delivery guarantees of the clients: what {@code kafka.*} may not say of them, whichever client a prefix names. A
 * record that the broker has acknowledged must be safe, and one of a transaction that was given up must not be read;
 * everything that is said of this application rests on both.
 */
final class ClientRules {
    /** Constraint on a property, whose value is given, or has to be one of a few. */
    private record Rule(String property, Set<String> allowed, String text) {
        boolean concerns(String key) {
            return key.equals(property) || key.endsWith("." + property);
        }
    }

    private static final List<Rule> REFUSED = List.of(
            new Rule(
                    ProducerConfig.ACKS_CONFIG,
                    Set.of("all", "-1"),
                    "be all: with less, a record that was acknowledged is lost with one broker"),
            new Rule(
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    Set.of("true"),
                    "be true: without it a record that is sent again is there twice"),
            new Rule(
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    Set.of("read_committed"),
                    "be read_committed: else records are read that were never committed"),
            new Rule(
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    Set.of("false"),
                    "be false: else a reading counts as processed before it is"),
            new Rule(
                    StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                    Set.of(StreamsConfig.EXACTLY_ONCE_V2, StreamsConfig.AT_LEAST_ONCE),
                    "be " + StreamsConfig.EXACTLY_ONCE_V2 + " or " + StreamsConfig.AT_LEAST_ONCE));

    private static final List<Rule> WARNED_OF = List.of(new Rule(
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            Set.of(StreamsConfig.EXACTLY_ONCE_V2),
            "be " + StreamsConfig.EXACTLY_ONCE_V2
                    + ": with less, readings count twice after a crash, and forecasts are published twice"));

    private ClientRules() {}

    /**
     * Refuses what is never right.
     *
     * @throws IllegalArgumentException with name, rule and value
     */
    static void require(Map<String, String> kafka) {
        List<String> broken = broken(kafka, REFUSED, "must");
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", broken));
        }
    }

    /** What is allowed and weakens what is promised, with name, rule and value. */
    static List<String> warnings(Map<String, String> kafka) {
        return broken(kafka, WARNED_OF, "should");
    }

    private static List<String> broken(Map<String, String> kafka, List<Rule> rules, String verb) {
        List<String> broken = new ArrayList<>();
        kafka.keySet().stream().sorted().forEach(key -> rules.stream()
                .filter(rule -> rule.concerns(key)
                        && !rule.allowed().contains(kafka.get(key).strip()))
                .forEach(rule -> broken.add(
                        KafkaClients.PREFIX + key + " " + verb + " " + rule.text() + ", was " + kafka.get(key))));
        return broken;
    }
}
