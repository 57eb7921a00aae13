package io.tidecast.app;

import io.tidecast.config.Printable;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.PointerRecord;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.PublishedModels;
import io.tidecast.view.TopicScan;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Re-signing of the models topic: each version and pointer that may be used is written again as it is, signed with
 * today's key. So the topic outlives a key that is taken out of the trusted ones, and signing can begin on a topic that
 * has models already.
 */
public final class SignModels {
    private final KafkaClients clients;
    private final String topic;
    private final ModelKeys keys;
    private final boolean unsigned;
    private final ModelsByName<Integer> known;
    /** What is to be signed, by model and key: versions in their order, then the pointer. */
    private final Map<String, Map<String, byte[]>> values = new TreeMap<>();

    private final Map<String, String> left = new TreeMap<>();

    /** @param unsigned whether what has no signature at all is taken as it is */
    public SignModels(KafkaClients clients, String topic, ModelKeys keys, boolean unsigned) {
        this.clients = clients;
        this.topic = topic;
        this.keys = keys;
        this.unsigned = unsigned;
        known = new ModelsByName<>(file -> file.bytes().length, keys);
    }

    /**
     * Signs what is there now.
     *
     * @param model alone; empty for all
     * @param out takes a line for each model, and for each record that is left as it is
     * @throws TopicException if there are no keys, or others wrote at the same time
     */
    public void sign(Optional<String> model, Consumer<String> out) throws InterruptedException {
        if (!keys.areSet() || !keys.canWrite()) {
            throw new TopicException(ModelKeys.TRUSTED_KEYS_FILE.key() + " and " + ModelKeys.SIGNING_KEY_FILE.key()
                    + " must be set to sign what is on topic " + topic);
        }
        TopicScan.each(clients, topic, Map.of(), this::take);
        for (Map.Entry<String, Map<String, byte[]>> one : values.entrySet()) {
            if (!one.getValue().isEmpty() && (model.isEmpty() || model.get().equals(one.getKey()))) {
                PublishedModels<Integer> published = known.models().get(one.getKey());
                new ModelsTopic(clients, topic, one.getKey(), keys).send(published, one.getValue());
                out.accept("model " + one.getKey() + ": signed "
                        + String.join(", ", one.getValue().keySet()));
            }
        }
        left.forEach((key, reason) -> {
            if (model.isEmpty() || model.get().equals(model(key))) {
                out.accept(key + " is left as it is: " + reason);
            }
        });
    }

    private static String model(String key) {
        return ModelKey.find(key).map(ModelKey::model).orElse(key);
    }

    private void take(ConsumerRecord<String, byte[]> entry) {
        String key = entry.key() == null ? "" : entry.key();
        if (key.isEmpty() || (ModelKey.find(key).isEmpty() && !ModelKey.isPointer(key))) {
            return;
        }
        Optional<String> refused = known.accept(entry);
        if (refused.isPresent() && !(unsigned && ModelsByName.signature(entry).isEmpty())) {
            left.put(key, refused.get());
            return;
        }
        Map<String, byte[]> ofModel = values.computeIfAbsent(model(key), m -> new TreeMap<>(versionsFirst()));
        left.remove(key);
        ofModel.remove(key);
        if (entry.value() != null) {
            try {
                requireReadable(key, entry.value());
                ofModel.put(key, entry.value());
            } catch (IllegalArgumentException e) {
                left.put(key, Printable.message(e.getMessage()));
            }
        }
    }

    private static Comparator<String> versionsFirst() {
        return Comparator.<String>comparingInt(
                        key -> ModelKey.find(key).map(ModelKey::version).orElse(Integer.MAX_VALUE))
                .thenComparing(Comparator.naturalOrder());
    }

    private static void requireReadable(String key, byte[] value) {
        if (ModelKey.isPointer(key)) {
            PointerRecord.of(value);
        } else {
            ModelFile.read(value);
        }
    }
}
