package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Records against those of a control: one undisturbed instance of the build that is tested, which reads the same
 * readings afterwards and writes to topics of its own. What the {@link Oracle} does not work out is in there, too:
 * interval widths, running errors, and scores of forecasts that another instance, or another build, has made.
 *
 * @param records how many the control has written
 * @param apart what is lacking, too much, or another, in words; empty when all is well
 */
record Control(int records, List<String> apart) {
    private static final String PREFIX = "control-";
    private static final String FORECASTS = PREFIX + "forecasts";
    private static final String SCORES = "scores";
    private static final double TOLERANCE = 1e-3;

    /**
     * Of a site whose instances have ended.
     *
     * @param settings of the instances, beyond those of {@link Shape}
     * @param otherwise names of fields that the builds that took part work out in ways of their own
     */
    static Control of(Site site, Map<String, String> settings, Set<String> otherwise) {
        Map<String, String> own = new TreeMap<>(settings);
        own.putAll(Map.of("roles", "forecaster", "application-id", "control"));
        for (String topic : List.of("forecasts", SCORES, Site.RETRAINING, Site.DEAD_LETTERS)) {
            site.createTopic(PREFIX + topic);
            own.put("topics." + topic, PREFIX + topic);
        }
        App app = site.app("control", own, Map.of()).start();
        List<JsonNode> forecasts =
                site.output().forecasts().stream().map(Output.Published::json).toList();
        try (Output output =
                Output.following(site.brokers().bootstrap(), List.of(SCORES, FORECASTS, PREFIX + SCORES))) {
            Await.until("the control's forecasts", () -> {
                assertThat(app.isRunning()).as(app.log()).isTrue();
                return output.count(FORECASTS) >= forecasts.size();
            });
            app.terminate();
            output.awaitEnd();
            List<String> apart = new ArrayList<>();
            int records = compare("forecast of ", forecasts, values(output, FORECASTS), otherwise, apart)
                    + compare("score of ", values(output, SCORES), values(output, PREFIX + SCORES), otherwise, apart);
            return new Control(records, apart);
        }
    }

    private static List<JsonNode> values(Output output, String topic) {
        return output.of(topic).stream()
                .map(record -> Output.json(record.value()))
                .toList();
    }

    /** How many records the control has; what is apart is added. */
    private static int compare(
            String what, List<JsonNode> published, List<JsonNode> control, Set<String> otherwise, List<String> apart) {
        Map<String, JsonNode> ours = byKey(what, published, apart);
        Map<String, JsonNode> theirs = byKey(what, control, apart);
        Set<String> keys = new TreeSet<>(ours.keySet());
        keys.addAll(theirs.keySet());
        for (String key : keys) {
            String difference = difference("", ours.get(key), theirs.get(key), otherwise);
            if (!difference.isEmpty()) {
                apart.add(key + ": " + difference);
            }
        }
        return theirs.size();
    }

    private static Map<String, JsonNode> byKey(String what, List<JsonNode> records, List<String> apart) {
        Map<String, JsonNode> byKey = new TreeMap<>();
        for (JsonNode json : records) {
            String at = json.path(json.has("origin") ? "origin" : "at").asText();
            String key = what + json.path("device").asText() + " at " + at;
            if (byKey.put(key, json) != null) {
                apart.add(key + ": twice");
            }
        }
        return byKey;
    }

    /** The first place where they differ, or empty; a field that only one of the two builds writes is no difference. */
    private static String difference(String place, JsonNode published, JsonNode control, Set<String> otherwise) {
        if (published == null || control == null) {
            return published == null ? "lacking" : "too much";
        }
        List<String> differences = new ArrayList<>();
        if (published.isObject() && control.isObject()) {
            control.fieldNames().forEachRemaining(name -> {
                if (published.has(name) && !otherwise.contains(name)) {
                    differences.add(difference(place + "." + name, published.get(name), control.get(name), otherwise));
                }
            });
        } else if (published.isArray() && published.size() == control.size()) {
            for (int i = 0; i < control.size(); i++) {
                differences.add(difference(place + "[" + i + "]", published.get(i), control.get(i), otherwise));
            }
        } else if (!alike(published, control)) {
            return place + " must be " + control + ", was " + published;
        }
        return differences.stream().filter(text -> !text.isEmpty()).findFirst().orElse("");
    }

    private static boolean alike(JsonNode published, JsonNode control) {
        if (published.isNumber() && control.isNumber()) {
            double bound = TOLERANCE * (1 + Math.abs(control.asDouble()));
            return Math.abs(published.asDouble() - control.asDouble()) <= bound;
        }
        return published.equals(control);
    }

    /** Fails if anything is apart. */
    Control requireEqual() {
        assertThat(apart.stream().limit(20).toList())
                .as("%d of %d records apart from the control's", apart.size(), records)
                .isEmpty();
        return this;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%,d of %,d forecasts and scores apart from a control's", apart.size(), records);
    }
}
