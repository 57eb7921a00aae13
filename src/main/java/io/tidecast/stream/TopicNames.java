package io.tidecast.stream;

import java.util.List;

/** The names of the six topics; see the README for what each carries. */
public record TopicNames(
        String readings, String forecasts, String scores, String retraining, String models, String deadLetters) {
    public TopicNames {
        for (String name : List.of(readings, forecasts, scores, retraining, models, deadLetters)) {
            if (!name.matches("[A-Za-z0-9._-]{1,249}")) {
                throw new IllegalArgumentException("topics.* must match [A-Za-z0-9._-]{1,249}, was " + name);
            }
        }
    }

    public static TopicNames defaults() {
        return new TopicNames("readings", "forecasts", "scores", "retraining", "models", "dead-letters");
    }

    public List<String> all() {
        return List.of(readings, forecasts, scores, retraining, models, deadLetters);
    }
}
