package io.tidecast.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that go. */
public final class TemporaryFiles {
    private TemporaryFiles() {}

    /** Every file and folder below, and the folder itself, the innermost first; empty if it is absent. */
    public static List<Path> below(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder, also one that somebody is writing into. */
    public static void delete(Path folder) {
        Await.until("deletion of " + folder, () -> {
            try {
                for (Path path : below(folder)) {
                    Files.deleteIfExists(path);
                }
                return true;
            } catch (IOException | UncheckedIOException e) {
                return false;
            }
        });
    }
}
