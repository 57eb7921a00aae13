package io.tidecast.stream;

import io.tidecast.record.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Topics that the application writes to, by the node or store behind which each stands: the output topics, and the
 * internal ones that Kafka Streams makes and names, the repartition topic and the changelogs.
 */
public final class OutputTopics {
    private OutputTopics() {}

    /** Those of the roles, sinks first. */
    public static Map<String, String> of(StreamSettings settings) {
        Map<String, String> topics = new LinkedHashMap<>();
        if (settings.roles().contains(Role.FORECASTER)) {
            topics.put(Names.FORECASTS, settings.topics().forecasts());
            topics.put(Names.SCORES, settings.topics().scores());
            topics.put(Names.RETRAINING, settings.topics().retraining());
            topics.put(Names.DEAD_LETTERS_OF_MAPPING, settings.topics().deadLetters());
            topics.put(Names.DEAD_LETTERS_OF_FORECAST, settings.topics().deadLetters());
        }
        if (settings.roles().contains(Role.TRAINER)) {
            topics.put(Names.MODELS, settings.topics().models());
            topics.put(Names.RETRAINING_BY_MODEL, settings.topics().retraining());
            topics.put(Names.DEAD_LETTERS_OF_TRAINING, settings.topics().deadLetters());
        }
        topics.putAll(internal(settings));
        return topics;
    }

    /** The topics that the application makes for itself. */
    public static Map<String, String> internal(StreamSettings settings) {
        Map<String, String> topics = new LinkedHashMap<>();
        if (settings.roles().contains(Role.FORECASTER)) {
            if (!settings.keyedByDevice()) {
                topics.put(Names.BY_DEVICE, repartition(settings, Names.BY_DEVICE));
            }
            boolean knownAhead = settings.covariates().isPresent();
            if (settings.keyedByDevice() && knownAhead) {
                topics.put(Names.TOLD_BY_DEVICE, repartition(settings, Names.TOLD_BY_DEVICE));
            }
            Names.forecasterStores(knownAhead)
                    .forEach(store -> topics.put(store, changelog(settings, Role.FORECASTER, store)));
        }
        if (settings.roles().contains(Role.TRAINER)) {
            Names.trainerStores().forEach(store -> topics.put(store, changelog(settings, Role.TRAINER, store)));
        }
        return topics;
    }

    private static String repartition(StreamSettings settings, String name) {
        return settings.applicationId(Role.FORECASTER) + "-" + name + "-repartition";
    }

    private static String changelog(StreamSettings settings, Role role, String store) {
        return settings.applicationId(role) + "-" + store + "-changelog";
    }

    /** Each topic once. */
    public static List<String> names(StreamSettings settings) {
        return new ArrayList<>(new LinkedHashSet<>(of(settings).values()));
    }
}
