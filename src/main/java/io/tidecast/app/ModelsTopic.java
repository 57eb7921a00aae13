package io.tidecast.app;

import io.tidecast.config.Setting;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.SignedFile;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.PublishedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Producer and reader of one model's records on the models topic, for the commands that look at it and move its
 * pointer.
 *
 * @param name of the topic
 * @param model id of the model
 * @param keys what its versions are signed with
 */
public record ModelsTopic(KafkaClients clients, String name, String model, ModelKeys keys) {
    /** What a command must know to look at a version. */
    public static final List<Setting<?>> SETTINGS = List.of(TopicNames.MODELS, ModelKeys.SIGNING_KEY_FILE);

    public static ModelsTopic of(Settings settings, String model) {
        return new ModelsTopic(
                new KafkaClients(settings.kafka()), settings.topics().models(), model, settings.modelKeys());
    }

    /** What is there now. */
    public PublishedModels<SignedFile> read() {
        return PublishedModels.read(clients, name, model);
    }

    /**
     * The pointer there is now.
     *
     * @throws TopicException if there is none
     */
    public Pointer pointer(PublishedModels<?> published) {
        return published
                .pointer()
                .orElseThrow(() -> new TopicException("model " + model + " has no pointer on topic " + name
                        + "; `tidecast models list` shows what is there"));
    }

    /**
     * One version, readable.
     *
     * @throws TopicException if it is not there, or damaged
     */
    public Forecaster version(PublishedModels<SignedFile> published, int version) {
        SignedFile file = published.files().get(version);
        if (file == null) {
            throw new TopicException("version " + version + " of model " + model + " is not on topic " + name
                    + "; there "
                    + (published.files().isEmpty()
                            ? "is none"
                            : "are " + published.files().keySet()));
        }
        try {
            return ModelFile.read(keys.verified(file));
        } catch (IllegalArgumentException e) {
            throw new TopicException(key(version) + ": " + e.getMessage(), e);
        }
    }

    public void point(Pointer pointer) throws InterruptedException {
        send(List.of(new ProducerRecord<>(name, model, PointerRecord.bytes(pointer))));
    }

    public void remove(List<Integer> versions) throws InterruptedException {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        versions.forEach(version -> records.add(new ProducerRecord<>(name, key(version), null)));
        send(records);
    }

    /** A version and then its pointer: a pointer without its version makes every forecaster wait. */
    public void publish(int version, byte[] file, Pointer pointer) throws InterruptedException {
        SignedFile signed = keys.sign(file);
        ProducerRecord<String, byte[]> entry = new ProducerRecord<>(name, key(version), signed.bytes());
        signed.signature().ifPresent(signature -> entry.headers().add(ModelKeys.HEADER, signature));
        send(List.of(entry, new ProducerRecord<>(name, model, PointerRecord.bytes(pointer))));
    }

    private void send(List<ProducerRecord<String, byte[]>> records) throws InterruptedException {
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (ProducerRecord<String, byte[]> entry : records) {
                producer.send(entry).get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    private String key(int version) {
        return new ModelKey(model, version).toString();
    }

    /** {@code version 6 against default/5, of 1,000 steps at least 250 have come since 2026-11-21T05:00:00Z}. */
    public static String line(Pointer.Shadow shadow) {
        return String.format(
                Locale.ROOT,
                "version %d against %s, of %,d steps at least %,d have come since %s",
                shadow.version(),
                shadow.champion(),
                shadow.of(),
                shadow.steps(),
                shadow.since());
    }

    /** {@code version 5 serves, pinned, before it version 4}. */
    public static String line(String model, Pointer pointer) {
        String serving = pointer.serving() == 0 ? "the default model" : "version " + pointer.serving();
        String before = pointer.previous() == null
                ? ""
                : ", before it " + (pointer.previous() == 0 ? "the default model" : "version " + pointer.previous());
        return "model " + model + ": " + serving + " serves" + (pointer.pinned() ? ", pinned" : "") + before + " ("
                + pointer.reason() + ")";
    }
}
