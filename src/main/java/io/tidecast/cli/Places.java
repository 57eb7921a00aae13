package io.tidecast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Places of files that a command reads and writes, checked before it computes anything. */
final class Places {
    private Places() {}

    /** @throws WrongUsage if one of the data files cannot be read, or holds nothing */
    static void requireData(List<Path> files) {
        for (Path file : files) {
            requireReadable(file);
            if (isEmpty(file)) {
                throw new WrongUsage(file + " is empty; its first line must name the columns");
            }
        }
    }

    /** @throws WrongUsage if it cannot be read */
    static void requireReadable(Path file) {
        if (!Files.exists(file)) {
            throw new WrongUsage(file + " does not exist");
        }
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new WrongUsage(file + " must be a file that can be read");
        }
    }

    private static boolean isEmpty(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) == 0;
        } catch (IOException e) {
            throw new WrongUsage(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws WrongUsage if no file can be written there */
    static void requireFile(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new WrongUsage(file + " must be a file in a folder that exists");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new WrongUsage(file + " must be a file that can be written");
        }
    }

    /** @throws WrongUsage if it is not a folder that can be written to, nor can be made one */
    static void requireFolder(Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new WrongUsage(folder + " must be a folder that can be written to, or made; " + there + " is not");
        }
    }
}
