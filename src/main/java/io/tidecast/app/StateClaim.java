package io.tidecast.app;

import io.tidecast.stream.StateFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File lock on the local state of one application id, held as long as a process works on it. Taking it settles whose
 * state that is: state of another {@link StateOrigin} is set aside, one of them, and comes back with that; what lay
 * there before is removed. Nothing is lost by that, as state is a copy of changelogs in its own cluster.
 */
final class StateClaim implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateClaim.class);

    private final FileChannel lock;
    private final StateIdentity identity;
    private final OpenState state;
    private final LeavingMark leaving;

    private StateClaim(FileChannel lock, StateIdentity identity, OpenState state, LeavingMark leaving) {
        this.lock = lock;
        this.identity = identity;
        this.state = state;
        this.leaving = leaving;
    }

    /**
     * Takes the state of an application id, and draws an identity if it has none.
     *
     * @param origin what the process works with
     * @throws IllegalStateException if another process holds it, or the folder cannot be written
     */
    static StateClaim take(Path folder, String applicationId, StateOrigin origin) {
        try {
            Files.createDirectories(folder);
            FileChannel lock =
                    FileChannel.open(lock(folder, applicationId), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (!isMine(lock)) {
                    throw new IllegalStateException(StateFolder.SETTING
                            + " must be a folder that no other process with application id " + applicationId
                            + " works on, was " + folder + ": give each process on a host a folder of its own");
                }
                LeavingMark leaving = new LeavingMark(folder, applicationId);
                leaving.remove();
                return new StateClaim(
                        lock, settled(folder, applicationId, origin), new OpenState(folder, applicationId), leaving);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    StateFolder.SETTING + " must be a folder that can be written, was " + folder + ": " + e, e);
        }
    }

    private static Path lock(Path folder, String applicationId) {
        return folder.resolve(applicationId + ".lock");
    }

    /** Whether a process works on the state of an application id. */
    static boolean isHeld(Path folder, String applicationId) throws IOException {
        Path file = lock(folder, applicationId);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel lock = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return !isMine(lock);
        }
    }

    private static boolean isMine(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** In an order in which it can be taken up again wherever it is cut off. */
    private static StateIdentity settled(Path folder, String applicationId, StateOrigin origin) throws IOException {
        Path file = StateIdentity.file(folder, applicationId);
        Path state = folder.resolve(applicationId);
        Optional<StateIdentity> before = StateIdentity.read(file);
        StateIdentity now =
                before.map(identity -> identity.withOrigin(origin)).orElseGet(() -> StateIdentity.drawn(origin));
        if (!before.equals(Optional.of(now))) {
            if (Files.exists(state)
                    && before.isPresent()
                    && !before.get().origin().isSame(origin)) {
                setAside(folder, applicationId, before.get().origin(), origin);
            }
            now.write(file);
        }
        Path aside = aside(folder, applicationId, origin);
        if (Files.exists(aside) && !Files.exists(state)) {
            Files.move(aside, state);
            LOG.info("{}: state of cluster {} that was set aside is taken up again", applicationId, origin.cluster());
        }
        return now;
    }

    private static void setAside(Path folder, String applicationId, StateOrigin before, StateOrigin now)
            throws IOException {
        Path kept = aside(folder, applicationId, now);
        try (DirectoryStream<Path> older = Files.newDirectoryStream(folder, applicationId + "@*")) {
            for (Path other : older) {
                if (!other.equals(kept)) {
                    Utils.delete(other.toFile());
                }
            }
        }
        Path aside = aside(folder, applicationId, before);
        Files.move(folder.resolve(applicationId), aside);
        LOG.warn(
                "{}: state in {} {}: it is set aside as {} and comes back with what it is of; what this cluster knows is"
                        + " restored from there. If this is the wrong cluster, stop and set kafka.bootstrap.servers; for"
                        + " two clusters in turn, give each its own {}",
                applicationId,
                folder,
                before.unlike(now),
                aside.getFileName(),
                StateFolder.SETTING);
    }

    /** No application id holds the sign that follows it. */
    private static Path aside(Path folder, String applicationId, StateOrigin origin) {
        return folder.resolve(applicationId + origin.suffix());
    }

    /** The name of the process in the role's consumer group. */
    String instanceId() {
        return identity.instance();
    }

    /** The stores of the state, which somebody is about to open. */
    OpenState state() {
        return state;
    }

    /** Whether the process is to leave its group when it stops. */
    boolean isLeaving() {
        return leaving.isSet();
    }

    /** Lets go of the lock; the file stays. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("the lock goes with the process", e);
        }
    }
}
