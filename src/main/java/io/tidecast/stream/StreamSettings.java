package io.tidecast.stream;

import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.input.GroupSource;
import io.tidecast.input.ReadingFormat;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.NetworkSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Scaling;
import java.util.Map;
import java.util.Set;

/**
 * All that the two topologies need to know.
 *
 * @param applicationId prefix of the application ids, consumer groups and internal topics of forecaster and trainer
 * @param groups what tells a device's group, and so the model it belongs to
 * @param roles which of the two this process runs
 * @param kafka properties passed through to Kafka Streams and its clients; must hold {@code bootstrap.servers}
 */
public record StreamSettings(
        String applicationId,
        Set<Role> roles,
        TopicNames topics,
        ReadingFormat readings,
        GroupSource groups,
        GridSettings grid,
        ForecastSettings forecast,
        PublishSettings publish,
        ScoreSettings scores,
        NetworkSettings network,
        LearningSettings learning,
        MemoryBudget memory,
        Map<String, String> kafka) {
    public StreamSettings {
        if (!applicationId.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new IllegalArgumentException("application-id must match [A-Za-z0-9._-]{1,200}, was " + applicationId);
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles must name forecaster, trainer or both");
        }
        if (!readings.features().equals(forecast.features())) {
            throw new IllegalArgumentException("readings.values " + readings.features()
                    + " must be the forecast's features " + forecast.features());
        }
        if (!grid.step().equals(forecast.step())) {
            throw new IllegalArgumentException(
                    "series.step " + grid.step() + " must be the forecast's step " + forecast.step());
        }
        if (grid.steps() != forecast.steps()) {
            throw new IllegalArgumentException(
                    "series.steps " + grid.steps() + " must be the forecast's " + forecast.steps());
        }
        publish.requireAmong(forecast.targets());
        roles = Set.copyOf(roles);
        kafka = Map.copyOf(kafka);
    }

    /** With what is usual in publishing, scoring and memory. */
    public StreamSettings(
            String applicationId,
            Set<Role> roles,
            TopicNames topics,
            ReadingFormat readings,
            GridSettings grid,
            ForecastSettings forecast,
            NetworkSettings network,
            LearningSettings learning,
            Map<String, String> kafka) {
        this(
                applicationId,
                roles,
                topics,
                readings,
                new GroupSource.None(),
                grid,
                forecast,
                PublishSettings.none(),
                ScoreSettings.of(forecast.window()),
                network,
                learning,
                MemoryBudget.defaults(),
                kafka);
    }

    public StreamSettings withGroups(GroupSource other) {
        return new StreamSettings(
                applicationId,
                roles,
                topics,
                readings,
                other,
                grid,
                forecast,
                publish,
                scores,
                network,
                learning,
                memory,
                kafka);
    }

    public StreamSettings withPublish(PublishSettings other) {
        return new StreamSettings(
                applicationId,
                roles,
                topics,
                readings,
                groups,
                grid,
                forecast,
                other,
                scores,
                network,
                learning,
                memory,
                kafka);
    }

    public StreamSettings withLearning(LearningSettings other) {
        return new StreamSettings(
                applicationId,
                roles,
                topics,
                readings,
                groups,
                grid,
                forecast,
                publish,
                scores,
                network,
                other,
                memory,
                kafka);
    }

    public StreamSettings withScaling(Scaling other) {
        return withForecast(forecast.withScaling(other));
    }

    public StreamSettings withForecast(ForecastSettings other) {
        return new StreamSettings(
                applicationId,
                roles,
                topics,
                readings,
                groups,
                grid,
                other,
                publish,
                scores,
                network,
                learning,
                memory,
                kafka);
    }

    public StreamSettings withKafka(Map<String, String> other) {
        return new StreamSettings(
                applicationId,
                roles,
                topics,
                readings,
                groups,
                grid,
                forecast,
                publish,
                scores,
                network,
                learning,
                memory,
                other);
    }

    /** All but the values of {@code kafka}, which may be secrets. */
    @Override
    public String toString() {
        return "StreamSettings[applicationId=" + applicationId + ", roles=" + roles + ", topics=" + topics
                + ", readings="
                + readings + ", groups=" + groups + ", grid=" + grid + ", forecast=" + forecast + ", publish=" + publish
                + ", scores=" + scores
                + ", network=" + network + ", learning=" + learning + ", memory=" + memory + ", kafka="
                + kafka.keySet() + "]";
    }

    /** The application id of one role's Kafka Streams client. */
    public String applicationId(Role role) {
        return applicationId + "-" + role.lowerCase();
    }
}
