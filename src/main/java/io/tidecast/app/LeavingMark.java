package io.tidecast.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Marker file beside local state whose process is to leave its consumer group when it stops. It counts for that one
 * stop: whoever takes up the state removes it.
 */
final class LeavingMark {
    private final Path file;

    /** @param folder that holds the state of an application id */
    LeavingMark(Path folder, String applicationId) {
        file = folder.resolve(applicationId + ".leaving");
    }

    void set() throws IOException {
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    boolean isSet() {
        return Files.exists(file);
    }
}
