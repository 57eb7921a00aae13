package io.tidecast.view;

import io.tidecast.model.Manifest;
import io.tidecast.model.ModelFile;
import java.time.Instant;
import java.util.Optional;

/**
 * Published version, without its weights: what a view keeps of its file for as long as the process lives.
 *
 * @param bytes size of the file
 * @param written time of writing
 * @param manifest empty where the file must not be used
 */
public record PublishedVersion(int bytes, Instant written, Optional<Manifest> manifest) {
    /** What is kept of a file. */
    public static PublishedVersion of(PublishedFile file) {
        Optional<Manifest> manifest;
        try {
            manifest = Optional.of(ModelFile.read(file.accepted()).manifest());
        } catch (IllegalArgumentException e) {
            manifest = Optional.empty();
        }
        return new PublishedVersion(file.bytes().length, file.written(), manifest);
    }
}
