package io.tidecast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.series.KnownAhead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Plan of the load, which a topic tells ahead of time: for all devices a value of each step, and of some none; and for
 * some devices others, which change. What a forecast knew is told again from the place of the newest record of its
 * device's own that it names.
 */
final class Plan {
    static final String TOPIC = "plans";
    /** That are told for all devices, of which the application keeps the newest 1,024. */
    static final int STEPS = 1_000;
    /** That are told anew for a device of its own. */
    private static final int OWN_STEPS = 60;

    private static final int FEATURE = 1 - Shape.TARGET;
    private static final int UNKNOWN_EVERY = 7;
    private static final double ROUNDED = 1e-4;

    private final Map<String, List<Told>> own = new HashMap<>();
    private int round;

    /** A record of a device's own; NaN takes the step back. */
    private record Told(long step, double load, Future<RecordMetadata> at) {}

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

    /** The load that is planned for all devices; NaN where nothing is. */
    private static double load(long step) {
        return step % UNKNOWN_EVERY == 0 ? Double.NaN : 0.5 * (step % 5);
    }

    /** Has the topic tell that of all from a step on, and returns when it does. */
    void tell(Site site, long first) {
        List<Future<RecordMetadata>> told = new ArrayList<>();
        for (long step = first; step < first + STEPS; step++) {
            if (!Double.isNaN(load(step))) {
                told.add(send(site, "*", step, load(step)));
            }
        }
        told.forEach(Sent.Place::of);
    }

    /** Has it tell others of a device, of steps from one on; each time other values, of which some are taken back. */
    void tell(Site site, String device, long first) {
        round++;
        List<Told> told = own.computeIfAbsent(device, name -> new ArrayList<>());
        for (long step = first; step < first + OWN_STEPS; step++) {
            double load = (step + round) % UNKNOWN_EVERY == 0 ? Double.NaN : 0.3 * ((step + round) % 8);
            told.add(new Told(step, load, send(site, device, step, load)));
        }
    }

    private static Future<RecordMetadata> send(Site site, String device, long step, double load) {
        return site.send(
                TOPIC,
                device,
                "{\"device\":\"%s\",\"ts\":\"%s\",\"values\":{\"%s\":%s}}"
                        .formatted(
                                device,
                                Instant.ofEpochMilli(step * Shape.STEP_MS),
                                Shape.FEATURES.get(FEATURE),
                                Double.isNaN(load) ? "null" : String.valueOf(load)));
    }

    /** What a forecast says that it knew. */
    KnownAhead known(Output.Published forecast) {
        if (!quality(forecast).has("future")) {
            return KnownAhead.NOTHING;
        }
        Map<Long, Double> steps = told(forecast.device(), place(forecast));
        return (h, feature) ->
                feature == FEATURE ? steps.getOrDefault(forecast.index() + h, load(forecast.index() + h)) : Double.NaN;
    }

    /**
     * What is wrong with how much a forecast knew.
     *
     * @param before the forecast of the device before it
     */
    Optional<String> fault(Optional<Output.Published> before, Output.Published forecast) {
        JsonNode quality = quality(forecast);
        if (!quality.has("future")) {
            return Optional.empty();
        }
        KnownAhead known = known(forecast);
        int count = 0;
        for (int h = 1; h <= Shape.HORIZON; h++) {
            count += Double.isNaN(known.value(h, FEATURE)) ? 0 : 1;
        }
        if (Math.abs(quality.path("future").asDouble() - (double) count / Shape.HORIZON) > ROUNDED) {
            return Optional.of("must know " + count + " steps ahead, was " + quality);
        }
        Optional<Sent.Place> newest = before.flatMap(Plan::place);
        boolean kept = newest.isEmpty()
                || place(forecast)
                        .map(place -> place.offset() >= newest.get().offset())
                        .orElseGet(() -> told(forecast.device(), newest).lastKey() <= forecast.index());
        return kept ? Optional.empty() : Optional.of("must know what was told up to " + newest + ", was " + quality);
    }

    /** The steps of a device's own, up to a record. */
    private NavigableMap<Long, Double> told(String device, Optional<Sent.Place> newest) {
        NavigableMap<Long, Double> steps = new TreeMap<>();
        for (Told one : newest.isEmpty() ? List.<Told>of() : own.get(device)) {
            Sent.Place place = Sent.Place.of(one.at());
            if (place.partition() == newest.get().partition()
                    && place.offset() <= newest.get().offset()) {
                if (Double.isNaN(one.load())) {
                    steps.remove(one.step());
                } else {
                    steps.put(one.step(), one.load());
                }
            }
        }
        return steps;
    }

    private static JsonNode quality(Output.Published forecast) {
        return forecast.json().path("quality");
    }

    private static Optional<Sent.Place> place(Output.Published forecast) {
        JsonNode own = quality(forecast).path("future-own");
        return own.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Sent.Place(own.path(0).asInt(), own.path(1).asLong()));
    }
}
