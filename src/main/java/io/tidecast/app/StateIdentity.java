package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.stream.StateFolder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * Identity of the local state of one application id, kept in a file beside it: as which member of its consumer group
 * the process comes back ({@code group.instance.id}), and of which Kafka cluster the state is. A state folder that
 * moves takes both with it; a host name would be shared by hosts of one name, and a cluster's address tells nothing.
 *
 * @param instance drawn once
 */
record StateIdentity(String instance, StateOrigin origin) {
    private static final String FORMAT = "1";

    StateIdentity {
        StateOrigin.require("instance", instance);
    }

    static StateIdentity drawn(StateOrigin origin) {
        return new StateIdentity(UUID.randomUUID().toString(), origin);
    }

    StateIdentity withOrigin(StateOrigin other) {
        return new StateIdentity(instance, other);
    }

    /** The file of an application id in a state folder. */
    static Path file(Path folder, String applicationId) {
        return folder.resolve(applicationId + ".identity");
    }

    /**
     * Reads a file; empty if there is none.
     *
     * @throws IllegalStateException if it cannot be read, with what to do about it
     */
    static Optional<StateIdentity> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Properties lines = new Properties();
            lines.load(new StringReader(Files.readString(file)));
            String format = lines.getProperty("format");
            if (!FORMAT.equals(format)) {
                throw new IllegalArgumentException("format must be " + FORMAT + ", was " + format);
            }
            StateOrigin origin =
                    new StateOrigin(lines.getProperty("cluster"), Optional.ofNullable(lines.getProperty("input")));
            return Optional.of(new StateIdentity(lines.getProperty("instance"), origin));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    StateFolder.SETTING + " holds an identity that cannot be read, " + file + ": " + e.getMessage()
                            + "; remove the file and the folder beside it, whose state is restored from Kafka",
                    e);
        }
    }

    /** Puts it in the file, wholly or not at all, also where the host goes down meanwhile. */
    void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text =
                    UTF_8.encode("format=%s%ninstance=%s%ncluster=%s%n".formatted(FORMAT, instance, origin.cluster())
                            + origin.input().map("input=%s%n"::formatted).orElse(""));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
