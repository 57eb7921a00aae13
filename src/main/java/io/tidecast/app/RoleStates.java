package io.tidecast.app;

import io.tidecast.http.ProcessEndpoint.RoleState;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.Settings;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/** Progress of the roles of this process, from what their clients know without asking a broker. */
final class RoleStates {
    private RoleStates() {}

    static List<RoleState> of(TidecastStreams streams) {
        return Arrays.stream(Role.values())
                .flatMap(role -> streams.client(role).map(client -> of(role, client, streams)).stream())
                .toList();
    }

    private static RoleState of(Role role, KafkaStreams client, TidecastStreams streams) {
        int tasks = 0;
        int standby = 0;
        long lag = 0;
        for (ThreadMetadata thread : client.metadataForLocalThreads()) {
            tasks += thread.activeTasks().size();
            standby += thread.standbyTasks().size();
            lag += thread.activeTasks().stream().mapToLong(RoleStates::lag).sum();
        }
        return new RoleState(
                role.lowerCase(),
                client.state().name(),
                tasks,
                standby,
                lag,
                streams.restored(role),
                streams.toRestore(role));
    }

    /** What is not known yet is no lag. */
    private static long lag(TaskMetadata task) {
        return task.endOffsets().entrySet().stream()
                .mapToLong(end -> {
                    Long committed = task.committedOffsets().get(end.getKey());
                    return committed == null || committed < 0 ? 0 : Math.max(0, end.getValue() - committed);
                })
                .sum();
    }

    /** What an application without a file of settings was made of. */
    static Map<String, String> inForce(StreamSettings stream) {
        ForecastSettings forecast = stream.forecast();
        Map<String, Object> all = new HashMap<>(Map.of(
                StreamSettings.APPLICATION_ID.key(),
                stream.applicationId(),
                ForecastSettings.FEATURES,
                String.join(",", forecast.features()),
                ForecastSettings.TARGETS.key(),
                String.join(",", forecast.targets()),
                ForecastSettings.WINDOW.key(),
                forecast.window(),
                ForecastSettings.HORIZON.key(),
                forecast.horizon(),
                ForecastSettings.SEASON.key(),
                forecast.season(),
                ForecastSettings.LEVELS.key(),
                forecast.levels(),
                GridSettings.STEP.key(),
                forecast.timeStep(),
                TrainingSettings.BUDGET.key(),
                stream.learning().training().budget(),
                LearningSettings.SEED.key(),
                stream.learning().seed()));
        TopicNames topics = stream.topics();
        all.put(TopicNames.READINGS.key(), topics.readings());
        all.put(TopicNames.FORECASTS.key(), topics.forecasts());
        all.put(TopicNames.SCORES.key(), topics.scores());
        all.put(TopicNames.MODELS.key(), topics.models());
        Map<String, String> texts = new HashMap<>();
        all.forEach((key, value) -> texts.put(key, value.toString()));
        return texts;
    }

    /** All that has a value, by key; what goes to the Kafka clients, passwords among it, is none of the catalogue's. */
    static Map<String, String> inForce(Settings settings) {
        Map<String, String> all = new HashMap<>();
        Catalogue.ALL.forEach(
                setting -> settings.find(setting).ifPresent(value -> all.put(setting.key(), value.toString())));
        return all;
    }
}
