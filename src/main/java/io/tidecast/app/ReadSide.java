package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.http.HttpSettings;
import io.tidecast.model.ModelKeys;
import io.tidecast.record.ForecastFormat;
import io.tidecast.record.SentAt;
import io.tidecast.series.GridSettings;
import io.tidecast.series.TimeStep;
import io.tidecast.settings.Settings;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.Changes;
import io.tidecast.view.DeadLetter;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import io.tidecast.view.ModelChanges;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.NewestDeadLetters;
import io.tidecast.view.PublishedVersion;
import io.tidecast.view.TopicFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Materialised views that the API answers from, and the one consumer that feeds them. */
final class ReadSide implements AutoCloseable {
    /** A record that is written has a time of the last hour; see {@link io.tidecast.record.Timestamps}. */
    private static final Duration CLAMP = Duration.ofHours(1);

    /** Who looks on from outside need not know the step. */
    private static final Duration USUAL_STEP = Duration.ofHours(1);

    private final Changes changes = new Changes();
    private final ModelChanges modelChanges = new ModelChanges(changes);
    private final NewestDeadLetters deadLetters = new NewestDeadLetters();
    private final LatestForecasts forecasts;
    private final Fleet fleet;
    private final ModelsByName<PublishedVersion> models;
    private final TopicNames topics;
    private final TopicFeed feed;
    /** By itself: a user without the right to read dead letters sees all else. */
    private final TopicFeed deadLetterFeed;
    /** Why there are no forecasts to be had; empty where there are. */
    private final Optional<String> noForecasts;

    /**
     * What is read, and how much of it is kept.
     *
     * @param format of the forecasts; where they are rows, each would look like a forecast of fewer fields
     * @param client the clients' own id begins with it
     * @param since of the forecasts, scores and dead letters, what was written before is not looked for
     */
    record Sources(
            TopicNames topics,
            Map<String, String> kafka,
            ModelKeys keys,
            ForecastFormat format,
            String client,
            Instant since,
            Fleet.Limits limits) {
        static Sources of(Settings settings) {
            return new Sources(
                    settings.topics(),
                    settings.kafka(),
                    settings.modelKeys(),
                    settings.get(ForecastLayout.FORMAT),
                    settings.get(StreamSettings.APPLICATION_ID),
                    Instant.now()
                            .minus(lookBack(settings.find(GridSettings.STEP)
                                    .map(TimeStep::length)
                                    .orElse(USUAL_STEP))),
                    new Fleet.Limits(settings.get(HttpSettings.DEVICES), settings.get(HttpSettings.STEPS)));
        }
    }

    private ReadSide(Sources sources) {
        topics = sources.topics();
        noForecasts = ForecastLayout.unreadable(sources.format());
        models = new ModelsByName<>(PublishedVersion::of, sources.keys());
        fleet = new Fleet(sources.limits().steps(), changes);
        forecasts = new LatestForecasts(sources.limits().devices(), fleet::forget);
        Optional<Instant> since = Optional.of(sources.since());
        feed = TopicFeed.start(
                clients(sources, "-api"),
                List.of(
                        new TopicFeed.Source(topics.forecasts(), since, this::forecast),
                        new TopicFeed.Source(topics.scores(), since, this::score),
                        new TopicFeed.Source(topics.models(), Optional.empty(), this::model)));
        deadLetterFeed = TopicFeed.start(
                clients(sources, "-api-dead-letters"),
                List.of(new TopicFeed.Source(
                        topics.deadLetters(),
                        since,
                        entry -> deadLetters.add(DeadLetter.of(
                                entry, entry.key() == null ? null : entry.key().getBytes(UTF_8))))));
    }

    private static KafkaClients clients(Sources sources, String suffix) {
        Map<String, String> clients = new HashMap<>(sources.kafka());
        // What retention has removed under the reader is gone; what is there after it is not passed over.
        clients.put("consumer.auto.offset.reset", "earliest");
        clients.put("consumer.client.id", sources.client() + suffix);
        return new KafkaClients(clients);
    }

    /** The row comes last: who is told that it has changed finds the record. */
    private void forecast(ConsumerRecord<String, byte[]> entry) {
        if (noForecasts.isPresent()) {
            return;
        }
        forecasts
                .forecast(entry.key(), entry.value())
                .ifPresent(read -> fleet.forecast(read, entry.timestamp(), SentAt.in(entry.headers())));
    }

    private void score(ConsumerRecord<String, byte[]> entry) {
        forecasts.score(entry.key(), entry.value()).ifPresent(fleet::score);
    }

    private void model(ConsumerRecord<String, byte[]> entry) {
        if (models.accept(entry).isEmpty()) {
            modelChanges.note(entry);
        }
    }

    /** Reads from now on. */
    static ReadSide start(Sources sources) {
        return new ReadSide(sources);
    }

    /** A device that is alive has written within two steps; what was written longer ago is not looked for. */
    static Duration lookBack(Duration step) {
        return step.multipliedBy(2).plus(CLAMP);
    }

    LatestForecasts forecasts() {
        return forecasts;
    }

    Fleet fleet() {
        return fleet;
    }

    Changes changes() {
        return changes;
    }

    ModelChanges modelChanges() {
        return modelChanges;
    }

    NewestDeadLetters deadLetters() {
        return deadLetters;
    }

    ModelsByName<PublishedVersion> models() {
        return models;
    }

    /** Why the dead letters may lack some. */
    List<String> behindDeadLetters() {
        return deadLetterFeed.behind(topics.deadLetters());
    }

    /** Why a topic's view may lack something that is there; see {@link TopicFeed#behind}. */
    Supplier<List<String>> behind(Function<TopicNames, String> topic) {
        String name = topic.apply(topics);
        return () -> behind(name);
    }

    private List<String> behind(String topic) {
        return topic.equals(topics.forecasts()) && noForecasts.isPresent()
                ? List.of(noForecasts.get())
                : feed.behind(topic);
    }

    /** What keeps topics from being read, where something does. */
    List<String> failing() {
        return Stream.of(feed, deadLetterFeed)
                .flatMap(one -> one.failing().stream())
                .toList();
    }

    /** Why any view may lack something. */
    List<String> behind() {
        List<String> all = new ArrayList<>(behindDeadLetters());
        for (String topic : List.of(topics.forecasts(), topics.scores(), topics.models())) {
            all.addAll(behind(topic));
        }
        return all;
    }

    @Override
    public void close() {
        feed.close();
        deadLetterFeed.close();
    }
}
