package io.tidecast.app;

import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ModelKeys;
import io.tidecast.record.RequestRecord;
import io.tidecast.record.RetrainingRecords;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.PublishedModels;
import io.tidecast.view.TopicScan;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Producer of requests for fine-tunes.
 *
 * @param keys what records of the models topic are signed with
 */
public record RetrainingTopic(KafkaClients clients, TopicNames topics, ModelKeys keys) {
    /**
     * The models there are, the default one among them. A request for a model that is none becomes a dead letter of the
     * trainer's. A group's model that has no version of its own yet is known by its history, and by no request.
     *
     * @param wanted history is only read where it is not known without
     */
    public Set<String> known(String wanted, String defaultModel) {
        Set<String> known = new TreeSet<>(Set.of(defaultModel));
        if (!known.contains(wanted)) {
            known.addAll(PublishedModels.read(clients, topics.models(), keys).keySet());
        }
        if (!known.contains(wanted)) {
            TopicScan.each(clients, topics.retraining(), Map.of(), entry -> {
                if (entry.key() != null && !known.contains(entry.key()) && RetrainingRecords.isHistory(entry.value())) {
                    known.add(entry.key());
                }
            });
        }
        return known;
    }

    /** Asks for a fine-tune; returns the request's id. */
    public String request(String model, String reason) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        byte[] request = RequestRecord.bytes(new RetrainingRecord.Request(model, reason, id));
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(topics.retraining(), model, request))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
        return id;
    }
}
