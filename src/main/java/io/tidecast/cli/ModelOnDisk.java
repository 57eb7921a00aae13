package io.tidecast.cli;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Model files of the commands. */
final class ModelOnDisk {
    private ModelOnDisk() {}

    /**
     * Reads a model.
     *
     * @throws WrongUsage if there is no such file
     * @throws CommandFailed if it is no model, or a damaged one
     */
    static Forecaster read(Path file) {
        try {
            if (Files.size(file) > ModelFile.MAX_BYTES) {
                throw new CommandFailed(
                        file + " must be at most " + ModelFile.MAX_BYTES + " bytes, has " + Files.size(file));
            }
            return ModelFile.read(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new WrongUsage(file + ": no such file", e);
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(file + ": " + e.getMessage(), e);
        }
    }
}
