package io.tidecast.stream;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.util.List;

/** Topic names, all six; see the README for what each carries. */
public record TopicNames(
        String readings, String forecasts, String scores, String retraining, String models, String deadLetters) {
    public static final Setting<String> READINGS =
            Setting.text("topics.readings", "TOPIC", "readings", "the topic of sensor readings, which is yours");
    public static final Setting<String> FORECASTS =
            Setting.text("topics.forecasts", "TOPIC", "forecasts", "the topic forecasts are written to");
    public static final Setting<String> SCORES = Setting.text(
            "topics.scores",
            "TOPIC",
            "scores",
            "the topic each forecast's errors are written to when its actual arrives");
    public static final Setting<String> RETRAINING = Setting.text(
            "topics.retraining", "TOPIC", "retraining", "the topic of history and requests the trainer reads");
    public static final Setting<String> MODELS = Setting.text(
            "topics.models", "TOPIC", "models", "the compacted topic of model versions and of the one that serves");
    public static final Setting<String> DEAD_LETTERS = Setting.text(
            "topics.dead-letters",
            "TOPIC",
            "dead-letters",
            "the topic of records that could not be read, with the reason");

    /** All of topics, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS =
            List.of(READINGS, FORECASTS, SCORES, RETRAINING, MODELS, DEAD_LETTERS);

    /** Kafka's own rule for the name of a topic. */
    private static final Rule<String> NAME = Rule.matches("[A-Za-z0-9._-]{1,249}");

    public TopicNames {
        for (String name : List.of(readings, forecasts, scores, retraining, models, deadLetters)) {
            if (NAME.breach().apply(name).isPresent()) {
                throw new IllegalArgumentException(READINGS.group() + ".* must " + NAME.text() + ", was " + name);
            }
        }
    }

    public static TopicNames from(Values values) {
        return new TopicNames(
                values.get(READINGS),
                values.get(FORECASTS),
                values.get(SCORES),
                values.get(RETRAINING),
                values.get(MODELS),
                values.get(DEAD_LETTERS));
    }

    public static TopicNames defaults() {
        return from(Values.DEFAULTS);
    }

    /** The topic that a role learns from. */
    public String inputOf(Role role) {
        return role == Role.FORECASTER ? readings : retraining;
    }

    public List<String> all() {
        return List.of(readings, forecasts, scores, retraining, models, deadLetters);
    }
}
