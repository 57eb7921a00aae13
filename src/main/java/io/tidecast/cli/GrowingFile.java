package io.tidecast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * File that is written as its content comes to be: its name ends in {@code .partial} until it is whole, so that what a
 * stopped run has left is not taken for more. A pipe or a device is written as it is.
 *
 * @param file its name in the end
 */
record GrowingFile(Path file) {
    /** Where it is written to. */
    Path place() {
        boolean isNoFile = Files.exists(file) && !Files.isRegularFile(file);
        return isNoFile ? file : file.resolveSibling(file.getFileName() + ".partial");
    }

    /** Gives it its name: it is whole. */
    void complete() throws IOException {
        Path place = place();
        if (!place.equals(file)) {
            Files.move(place, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
