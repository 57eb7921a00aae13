package io.tidecast.app;

import io.tidecast.config.Setting;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicException;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import io.tidecast.view.TopicScan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Producer and reader of one model's records on the models topic, for the commands that look at it and move its
 * pointer.
 *
 * @param name of the topic
 * @param model id of the model
 * @param keys what its records are signed with
 */
public record ModelsTopic(KafkaClients clients, String name, String model, ModelKeys keys) {
    /** What a command must know to look at a version. */
    public static final List<Setting<?>> SETTINGS = List.of(
            StreamSettings.APPLICATION_ID, TopicNames.MODELS, ModelKeys.TRUSTED_KEYS_FILE, ModelKeys.SIGNING_KEY_FILE);

    public static ModelsTopic of(Settings settings, String model) {
        return new ModelsTopic(
                new KafkaClients(settings.kafka()), settings.topics().models(), model, settings.modelKeys());
    }

    /** What is there now. */
    public PublishedModels<PublishedFile> read() {
        return PublishedModels.read(clients, name, keys, model);
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
                        + published
                                .signing()
                                .refused()
                                .map(reason -> " that may be used: " + reason)
                                .orElse("")
                        + "; `tidecast models list` shows what is there"));
    }

    /**
     * One version, readable.
     *
     * @throws TopicException if it is not there, or damaged
     */
    public Forecaster version(PublishedModels<PublishedFile> published, int version) {
        PublishedFile file = published.files().get(version);
        if (file == null) {
            throw new TopicException("version " + version + " of model " + model + " is not on topic " + name
                    + "; there "
                    + (published.files().isEmpty()
                            ? "is none"
                            : "are " + published.files().keySet()));
        }
        try {
            return ModelFile.read(file.accepted());
        } catch (IllegalArgumentException e) {
            throw new TopicException(key(version) + ": " + e.getMessage(), e);
        }
    }

    public void point(PublishedModels<?> published, Pointer pointer) throws InterruptedException {
        send(published, Collections.singletonMap(model, PointerRecord.bytes(pointer)));
    }

    public void remove(PublishedModels<?> published, List<Integer> versions) throws InterruptedException {
        Map<String, byte[]> removals = new LinkedHashMap<>();
        versions.forEach(version -> removals.put(key(version), null));
        send(published, removals);
    }

    /** A version and then its pointer: a pointer without its version makes every forecaster wait. */
    public void publish(PublishedModels<?> published, int version, byte[] file, Pointer pointer)
            throws InterruptedException {
        Map<String, byte[]> values = new LinkedHashMap<>();
        values.put(key(version), file);
        values.put(model, PointerRecord.bytes(pointer));
        send(published, values);
    }

    /** Sends a version once more, as it was read from the topic, if it has gone from there since. */
    public void keep(int version, byte[] file) throws InterruptedException {
        PublishedModels<?> now = read();
        if (!now.files().containsKey(version)) {
            send(now, Map.of(key(version), file));
        }
    }

    /**
     * Sends records, in their order, signed if there are keys.
     *
     * @param published what was known when they were made
     * @param values by key; null removes
     * @throws TopicException if they would be refused, or were, since others came between
     */
    void send(PublishedModels<?> published, Map<String, byte[]> values) throws InterruptedException {
        if (!keys.canWrite()) {
            throw new TopicException(ModelKeys.cannotWrite());
        }
        if (!keys.areSet() && published.signing().signed()) {
            throw new TopicException("records of model " + model + " on topic " + name + " are signed: "
                    + ModelKeys.TRUSTED_KEYS_FILE.key() + " and " + ModelKeys.SIGNING_KEY_FILE.key()
                    + " must be set, or who has them set refuses what is written");
        }
        RecordMetadata last = null;
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (Map.Entry<String, byte[]> value : values.entrySet()) {
                ProducerRecord<String, byte[]> entry = new ProducerRecord<>(name, value.getKey(), value.getValue());
                keys.sign(value.getKey(), value.getValue(), published.signing().next())
                        .ifPresent(signature -> entry.headers().add(ModelKeys.HEADER, signature));
                last = producer.send(entry).get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
        if (keys.areSet() && last != null) {
            refusal(last).ifPresent(reason -> {
                throw new TopicException("model " + model + " was moved by another at the same time, whose pointer"
                        + " stands (" + reason + "); look at it, and try again");
            });
        }
    }

    /** Why every reader has refused a record that was written, or empty. */
    private Optional<String> refusal(RecordMetadata written) {
        ModelsByName<Integer> known = new ModelsByName<>(file -> file.bytes().length, keys);
        AtomicReference<Optional<String>> refused = new AtomicReference<>(Optional.empty());
        TopicScan.each(clients, name, Map.of(written.partition(), written.offset()), entry -> {
            Optional<String> reason = known.accept(entry);
            if (entry.partition() == written.partition() && entry.offset() == written.offset()) {
                refused.set(reason);
            }
        });
        return refused.get();
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
