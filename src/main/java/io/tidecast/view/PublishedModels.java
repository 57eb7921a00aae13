package io.tidecast.view;

import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.stream.KafkaClients;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Published versions: what the models topic holds of one model.
 *
 * @param <F> what is kept of a version's file
 * @param newest the highest number a version has or had, as far as the topic knows; 0 if there was none
 * @param pointer what serves; empty if nothing does
 * @param files the versions that are there
 * @param signing what is known of signatures
 */
public record PublishedModels<F>(
        int newest, Optional<Pointer> pointer, NavigableMap<Integer, F> files, Signing signing) {
    /**
     * Signatures of a model's records.
     *
     * @param next the counter of what is written next
     * @param signed whether any record has a signature, looked at or not
     * @param refused why the last pointer on the topic is not the one that serves; empty if it is
     */
    public record Signing(long next, boolean signed, Optional<String> refused) {
        private static final Signing NONE = new Signing(1, false, Optional.empty());
    }

    static <F> PublishedModels<F> none() {
        return new PublishedModels<>(0, Optional.empty(), new TreeMap<>(), Signing.NONE);
    }

    /** What is there of one model; see {@link #read(KafkaClients, String, ModelKeys)}. */
    public static PublishedModels<PublishedFile> read(
            KafkaClients clients, String topic, ModelKeys keys, String model) {
        return read(clients, topic, keys).getOrDefault(model, none());
    }

    /**
     * Reads the topic from its beginning to its present end.
     *
     * @param keys what its records must be signed with
     * @return by model, with the files as they came
     * @throws io.tidecast.stream.TopicException if it does not exist, or does not answer
     */
    public static NavigableMap<String, PublishedModels<PublishedFile>> read(
            KafkaClients clients, String topic, ModelKeys keys) {
        ModelsByName<PublishedFile> known = new ModelsByName<>(file -> file, keys);
        TopicScan.each(clients, topic, Map.of(), known::accept);
        return known.models();
    }

    /** With a version, or without it where there is no file; one that is refused takes the place of none. */
    PublishedModels<F> with(int version, Optional<F> file, boolean refused) {
        NavigableMap<Integer, F> there = new TreeMap<>(files);
        if (!refused) {
            file.ifPresentOrElse(is -> there.put(version, is), () -> there.remove(version));
        } else {
            file.ifPresent(is -> there.putIfAbsent(version, is));
        }
        return new PublishedModels<>(Math.max(newest, version), pointer, there, signing);
    }

    PublishedModels<F> pointedTo(byte[] value) {
        if (value == null) {
            return new PublishedModels<>(newest, Optional.empty(), files, signing);
        }
        try {
            Pointer read = PointerRecord.of(value);
            if (pointer.isPresent() && !read.follows(pointer.get())) {
                return this; // So does every forecaster.
            }
            int named = read.shadow() == null
                    ? read.serving()
                    : Math.max(read.serving(), read.shadow().version());
            return new PublishedModels<>(Math.max(newest, named), Optional.of(read), files, signing);
        } catch (IllegalArgumentException e) {
            return this; // What the forecasters pass over too.
        }
    }

    PublishedModels<F> with(Signing now) {
        return new PublishedModels<>(newest, pointer, files, now);
    }
}
