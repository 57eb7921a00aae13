package io.tidecast.view;

import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.SignedFile;
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
    private final Function<SignedFile, F> kept;
    private final NavigableMap<String, PublishedModels<F>> known = new TreeMap<>();

    /** @param kept what is kept of a file: all of it, or less where the view lives long */
    public ModelsByName(Function<SignedFile, F> kept) {
        this.kept = kept;
    }

    /** Takes a record in; what is neither a version nor a pointer is passed over. */
    public synchronized void accept(ConsumerRecord<String, byte[]> entry) {
        String key = entry.key() == null ? "" : entry.key();
        if (ModelKey.isPointer(key)) {
            known.put(key, known.getOrDefault(key, PublishedModels.none()).pointedTo(entry.value()));
        } else {
            ModelKey.find(key).ifPresent(version -> {
                PublishedModels<F> before = known.getOrDefault(version.model(), PublishedModels.none());
                known.put(
                        version.model(),
                        before.with(version.version(), file(entry).map(kept)));
            });
        }
    }

    private static Optional<SignedFile> file(ConsumerRecord<String, byte[]> entry) {
        Optional<byte[]> signature = Optional.ofNullable(entry.headers().lastHeader(ModelKeys.HEADER))
                .map(Header::value);
        return Optional.ofNullable(entry.value()).map(bytes -> new SignedFile(bytes, signature));
    }

    /** What is known now, by the models' names. */
    public synchronized NavigableMap<String, PublishedModels<F>> models() {
        return new TreeMap<>(known);
    }
}
