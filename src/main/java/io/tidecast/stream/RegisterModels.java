package io.tidecast.stream;

import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.Names;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;

/** Feed of the registry from the models topic, which is a {@link GlobalTable}. */
public final class RegisterModels {
    private RegisterModels() {}

    /** The table whose records the registry takes. */
    public static GlobalTable into(ModelRegistry registry) {
        return new GlobalTable(
                Names.GLOBAL_MODELS, Names.MODELS_SOURCE, "model record is not used", (told, objections) -> accept(
                                registry, told.record())
                        .ifPresent(objections));
    }

    private static Optional<String> accept(ModelRegistry registry, Record<byte[], byte[]> record) {
        if (record.key() == null) {
            return Optional.empty();
        }
        Optional<byte[]> signature = Optional.ofNullable(record.headers().lastHeader(ModelKeys.HEADER))
                .map(Header::value);
        return registry.accept(GlobalTable.text(record.key()), record.value(), signature);
    }
}
