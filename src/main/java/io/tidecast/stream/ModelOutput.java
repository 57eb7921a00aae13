package io.tidecast.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The trainer's hand on the models topic: versions, pointers, and the removal of old versions. */
final class ModelOutput {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProcessorContext<Object, Object> context;
    private final int keepVersions;

    /** @param keepVersions versions kept besides those a pointer names */
    ModelOutput(ProcessorContext<Object, Object> context, int keepVersions) {
        this.context = context;
        this.keepVersions = keepVersions;
    }

    void publish(Forecaster version) {
        send(version.manifest().id(), ModelFile.write(version.manifest(), version.parameters()));
    }

    void point(String model, Pointer pointer) {
        try {
            send(model, JSON.writeValueAsBytes(pointer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("pointer of " + model + " cannot be written", e);
        }
    }

    /**
     * Removes all but the newest versions; what the pointer names stays.
     *
     * @param versions on the topic, ascending
     */
    void prune(String model, List<Integer> versions, Pointer pointer) {
        for (int version : versions.subList(0, Math.max(0, versions.size() - keepVersions))) {
            if (!pointer.names(version)) {
                send(model + "/" + version, null);
            }
        }
    }

    private void send(String key, byte[] value) {
        context.forward(
                new Record<>(key.getBytes(StandardCharsets.UTF_8), value, context.currentSystemTimeMs()), Names.MODELS);
    }
}
