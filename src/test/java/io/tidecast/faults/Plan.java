package io.tidecast.faults;

import io.tidecast.series.KnownAhead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Plan of the load, which a topic tells of all devices ahead of time: of each step a value, and of some none. */
final class Plan {
    static final String TOPIC = "plans";
    /** That are told, of which the application keeps the newest 1,024. */
    static final int STEPS = 1_000;

    private static final int FEATURE = 1 - Shape.TARGET;
    private static final int UNKNOWN_EVERY = 7;

    private Plan() {}

    /** Settings of an instance that reads it. */
    static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(model());
        settings.put("covariates.topic", TOPIC);
        settings.put("roles", "forecaster");
        return settings;
    }

    /** Settings of a model that reads it. */
    static Map<String, String> model() {
        return Map.of("covariates.values", Shape.FEATURES.get(FEATURE));
    }

    /** The load that is planned for a step; NaN where nothing is. */
    static double load(long step) {
        return step % UNKNOWN_EVERY == 0 ? Double.NaN : 0.5 * (step % 5);
    }

    /** What is known from an origin. */
    static KnownAhead from(long origin) {
        return (h, feature) -> feature == FEATURE ? load(origin + h) : Double.NaN;
    }

    /** Has the topic tell it from a step on, and returns when it does. */
    static void tell(Site site, long first) {
        List<Future<RecordMetadata>> told = new ArrayList<>();
        for (long step = first; step < first + STEPS; step++) {
            if (!Double.isNaN(load(step))) {
                String value = "{\"device\":\"*\",\"ts\":\"%s\",\"values\":{\"%s\":%s}}"
                        .formatted(Instant.ofEpochMilli(step * Shape.STEP_MS), Shape.FEATURES.get(FEATURE), load(step));
                told.add(site.send(TOPIC, "planner", value));
            }
        }
        told.forEach(Sent.Place::of);
    }
}
