package io.tidecast.app;

import io.tidecast.config.Printable;
import io.tidecast.config.SettingException;
import io.tidecast.http.ChangeRefused;
import io.tidecast.http.ModelChanger;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelKeys;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import io.tidecast.stream.TopicNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Model changes by the API: what {@code tidecast models} and {@code tidecast retrain} do, one at a time, each with a
 * line in the log and {@code by the API} in the reason that stands on the topic.
 */
final class ApiChanges implements ModelChanger {
    private static final Logger LOG = LoggerFactory.getLogger(ApiChanges.class);
    private static final String BY = "by the API";
    /** An answer is a matter of seconds: who asks is told to come back rather than kept waiting for a broker. */
    private static final Map<String, String> BOUNDS = Map.of(
            "consumer.default.api.timeout.ms", "5000",
            "consumer.request.timeout.ms", "4000",
            "producer.max.block.ms", "4000",
            "producer.request.timeout.ms", "3000",
            "producer.linger.ms", "0",
            "producer.delivery.timeout.ms", "4000");

    private final KafkaClients clients;
    private final TopicNames topics;
    private final ModelKeys keys;
    private final String defaultModel;
    private final Semaphore turn = new Semaphore(1);

    ApiChanges(ReadSide.Sources sources, String defaultModel) {
        Map<String, String> bounded = new HashMap<>(sources.kafka());
        BOUNDS.forEach(bounded::putIfAbsent);
        this.clients = new KafkaClients(bounded);
        this.topics = sources.topics();
        this.keys = sources.keys();
        this.defaultModel = defaultModel;
    }

    static ApiChanges of(ReadSide.Sources sources, Settings settings) {
        return new ApiChanges(sources, settings.get(ForecastSettings.MODEL));
    }

    @Override
    public String change(Order order) {
        if (!turn.tryAcquire()) {
            throw ChangeRefused.busy();
        }
        try {
            String done = Printable.line(made(order));
            LOG.info("{} {}, from {}: {}", order.change(), BY, order.from(), done);
            return done;
        } catch (TopicException | SettingException e) {
            throw told(order, ChangeRefused.conflict(e.getMessage(), e));
        } catch (KafkaException e) {
            throw told(order, ChangeRefused.unavailable("the broker has not done it: " + e.getMessage(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ChangeRefused.unavailable("this process is stopping", e);
        } finally {
            turn.release();
        }
    }

    private static ChangeRefused told(Order order, ChangeRefused refused) {
        LOG.warn(
                "{} of model {} {}, from {}, was refused: {}",
                order.change(),
                Printable.value(order.model()),
                BY,
                order.from(),
                Printable.message(refused.getMessage()));
        return refused;
    }

    private String made(Order order) throws InterruptedException {
        String why = order.reason().isEmpty() ? BY : BY + ": " + Printable.message(order.reason());
        ModelsTopic topic = new ModelsTopic(clients, topics.models(), order.model(), keys);
        ModelMoves moves = new ModelMoves(topic);
        return switch (order.change()) {
            case PIN -> ModelsTopic.line(order.model(), moves.pin(order.version(), "pinned " + why));
            case UNPIN -> ModelsTopic.line(order.model(), moves.unpin(why));
            case ROLLBACK -> ModelsTopic.line(order.model(), moves.rollBack(why, BY));
            case RESET -> ModelsTopic.line(order.model(), moves.reset("reset " + why, defaultModel));
            case RETRAIN -> retrain(order.model(), why);
        };
    }

    private String retrain(String model, String why) throws InterruptedException {
        RetrainingTopic retraining = new RetrainingTopic(clients, topics, keys);
        Set<String> known = retraining.known(model, defaultModel);
        if (!known.contains(model)) {
            throw ChangeRefused.unknown("there is no model " + Printable.value(model) + ", nor history of one");
        }
        return "requested a fine-tune of " + model + " (" + why + "), id " + retraining.request(model, why);
    }
}
