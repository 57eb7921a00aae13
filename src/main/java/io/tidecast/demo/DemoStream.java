package io.tidecast.demo;

import io.tidecast.config.Values;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Scaling;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * Stream settings of the application in a demo: a day ahead from two days, and a network that learns every few seconds.
 */
final class DemoStream {
    private static final String NAME = "tidecast-demo";

    private DemoStream() {}

    /** On a broker of one's own the topics have their usual names; elsewhere every run has its own ones. */
    static StreamSettings settings(DemoSettings demo, String bootstrap, List<String> features, Path folder) {
        String id = demo.bootstrap().isPresent()
                ? NAME + "-" + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneOffset.UTC))
                : NAME;
        return StreamSettings.of(new ForecastSettings(
                        "default",
                        features,
                        features,
                        48,
                        24,
                        GridSettings.from(Values.DEFAULTS.with(GridSettings.STEP, demo.step())),
                        demo.season(),
                        List.of(0.9),
                        Scaling.DEFAULT))
                .toBuilder()
                .applicationId(id)
                .topics(demo.bootstrap().isPresent() ? prefixed(id + "-") : TopicNames.defaults())
                .learning(learning(demo))
                .kafka(Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "state.dir",
                        folder.resolve("state").toString()))
                .build();
    }

    private static TopicNames prefixed(String prefix) {
        TopicNames names = TopicNames.defaults();
        return new TopicNames(
                prefix + names.readings(),
                prefix + names.forecasts(),
                prefix + names.scores(),
                prefix + names.retraining(),
                prefix + names.models(),
                prefix + names.deadLetters());
    }

    /** Often and briefly: event time runs fast in a demo. */
    private static LearningSettings learning(DemoSettings demo) {
        LearningSettings usual = LearningSettings.defaults();
        return usual.withEnabled(demo.training())
                .withTriggers(usual.triggers().withPace(3_000, Duration.ofSeconds(3)))
                .withTraining(usual.training()
                        .withBudget(Duration.ofSeconds(3), usual.training().maxUpdates()))
                .withSeed(demo.seed());
    }
}
