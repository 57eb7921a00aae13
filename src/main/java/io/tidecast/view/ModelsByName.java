package io.tidecast.view;

import io.tidecast.config.Printable;
import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ReplayGuard;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Materialised view of the models topic, fed record by record: once, by {@link PublishedModels#read}, or for as long as
 * the process lives. Fed by one thread and asked by others.
 *
 * @param <F> what is kept of a version's file
 */
public final class ModelsByName<F> {
    private final Function<PublishedFile, F> kept;
    private final ReplayGuard guard;
    private final NavigableMap<String, PublishedModels<F>> known = new TreeMap<>();

    /**
     * A view of nothing yet.
     *
     * @param kept what is kept of a file: all of it, or less where the view lives long
     * @param keys what records must be signed with
     */
    public ModelsByName(Function<PublishedFile, F> kept, ModelKeys keys) {
        this.kept = kept;
        guard = new ReplayGuard(keys);
    }

    /**
     * Takes a record in; what is neither a version nor a pointer is passed over.
     *
     * @return why a version or a pointer must not be used; empty where it may be
     */
    public synchronized Optional<String> accept(ConsumerRecord<String, byte[]> entry) {
        String key = entry.key() == null ? "" : entry.key();
        Optional<ModelKey> version = ModelKey.find(key);
        if (version.isEmpty() && !ModelKey.isPointer(key)) {
            return Optional.empty();
        }
        Optional<byte[]> signature = signature(entry);
        Optional<String> refused = refusal(key, entry.value(), signature);
        String model = version.map(ModelKey::model).orElse(key);
        PublishedModels<F> before = known.getOrDefault(model, PublishedModels.none());
        PublishedModels<F> after;
        if (version.isPresent()) {
            Instant written = Instant.ofEpochMilli(entry.timestamp());
            Optional<F> file = Optional.ofNullable(entry.value())
                    .map(bytes -> kept.apply(new PublishedFile(bytes, written, refused)));
            after = before.with(version.get().version(), file, refused.isPresent());
        } else {
            after = refused.isPresent() ? before : before.pointedTo(entry.value());
        }
        known.put(
                model,
                after.with(new PublishedModels.Signing(
                        guard.next(model),
                        before.signing().signed() || signature.isPresent(),
                        version.isPresent() ? before.signing().refused() : refused)));
        return refused;
    }

    private Optional<String> refusal(String key, byte[] value, Optional<byte[]> signature) {
        try {
            guard.admit(key, value, signature);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Printable.message(e.getMessage()));
        }
    }

    /** The signature that a record of the models topic brings. */
    public static Optional<byte[]> signature(ConsumerRecord<?, ?> entry) {
        return Optional.ofNullable(entry.headers().lastHeader(ModelKeys.HEADER)).map(Header::value);
    }

    /** What is known now, by the models' names. */
    public synchronized NavigableMap<String, PublishedModels<F>> models() {
        return new TreeMap<>(known);
    }
}
