package io.tidecast.view;

import java.time.Instant;
import java.util.Optional;

/**
 * Version's file on the models topic: its bytes as they came.
 *
 * @param bytes of a {@link io.tidecast.model.ModelFile}, unless it is refused; not copied
 * @param written time of writing
 * @param refused why it must not be used, such as for its signature; empty where it may be
 */
public record PublishedFile(byte[] bytes, Instant written, Optional<String> refused) {
    /**
     * The bytes, where they may be used.
     *
     * @throws IllegalArgumentException with the reason otherwise
     */
    public byte[] accepted() {
        refused.ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        return bytes;
    }
}
