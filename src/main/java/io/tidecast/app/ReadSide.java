package io.tidecast.app;

import io.tidecast.settings.Settings;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.LatestForecasts;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.TopicFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Materialised views that the API answers from, and the one consumer that feeds them. */
final class ReadSide implements AutoCloseable {
    /** A device with one target has some 5 KB here, at a horizon of 24. */
    private static final int MOST_DEVICES = 10_000;
    /** A record that is written has a time of the last hour; see {@link io.tidecast.record.Timestamps}. */
    private static final Duration CLAMP = Duration.ofHours(1);

    private final LatestForecasts forecasts = new LatestForecasts(MOST_DEVICES);
    private final ModelsByName<Integer> models;
    private final TopicNames topics;
    private final TopicFeed feed;
    /** Why there are no forecasts to be had; empty where there are. */
    private final Optional<String> noForecasts;

    private ReadSide(Settings settings) {
        StreamSettings stream = settings.stream();
        topics = stream.topics();
        noForecasts = ForecastLayout.unreadable(stream.layout().format());
        models = new ModelsByName<>(file -> file.bytes().length, settings.modelKeys());
        Map<String, String> clients = new HashMap<>(settings.kafka());
        // What retention has removed under the reader is gone; what is there after it is not passed over.
        clients.put("consumer.auto.offset.reset", "earliest");
        clients.put("consumer.client.id", settings.get(StreamSettings.APPLICATION_ID) + "-api");
        Optional<Instant> since =
                Optional.of(Instant.now().minus(lookBack(stream.grid().step())));
        feed = TopicFeed.start(
                new KafkaClients(clients),
                List.of(
                        new TopicFeed.Source(topics.forecasts(), since, this::forecast),
                        new TopicFeed.Source(
                                topics.scores(), since, entry -> forecasts.score(entry.key(), entry.value())),
                        new TopicFeed.Source(topics.models(), Optional.empty(), models::accept)));
    }

    /** Rows of a forecast would each look like a forecast of fewer fields. */
    private void forecast(ConsumerRecord<String, byte[]> entry) {
        if (noForecasts.isEmpty()) {
            forecasts.forecast(entry.key(), entry.value());
        }
    }

    /** Reads from now on. */
    static ReadSide start(Settings settings) {
        return new ReadSide(settings);
    }

    /** A device that is alive has written within two steps; what was written longer ago is not looked for. */
    static Duration lookBack(Duration step) {
        return step.multipliedBy(2).plus(CLAMP);
    }

    LatestForecasts forecasts() {
        return forecasts;
    }

    ModelsByName<Integer> models() {
        return models;
    }

    /** Why a topic's view may lack something that is there; see {@link TopicFeed#behind}. */
    Supplier<List<String>> behind(Function<TopicNames, String> topic) {
        String name = topic.apply(topics);
        return () -> name.equals(topics.forecasts()) && noForecasts.isPresent()
                ? List.of(noForecasts.get())
                : feed.behind(name);
    }

    @Override
    public void close() {
        feed.close();
    }
}
