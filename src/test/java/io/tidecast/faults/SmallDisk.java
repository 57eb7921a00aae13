package io.tidecast.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a few megabytes in memory; mounting it takes root. */
record SmallDisk(Path path) implements AutoCloseable {
    private static final String FILLER = "filler";

    static SmallDisk mount(Path path, int megabytes) throws IOException {
        Files.createDirectories(path);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString()) == 0,
                "a tmpfs can be mounted");
        return new SmallDisk(path);
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes until there is no byte left. */
    void fill() {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(path.resolve(FILLER))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // As it should be.
        }
    }

    /** Takes away what {@link #fill()} wrote. */
    void free() throws IOException {
        Files.delete(path.resolve(FILLER));
    }

    @Override
    public void close() {
        if (run("umount", "-l", path.toString()) != 0) {
            throw new IllegalStateException(path + " must be unmounted");
        }
    }
}
