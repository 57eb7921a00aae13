package io.tidecast.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * File permissions of keys (POSIX). All users of a machine are kept out of a private key, and from changing whom to
 * trust. A group may be one that the process alone is in, as that of a mounted Kubernetes Secret ({@code fsGroup}) is,
 * so that one with rights is worth a warning only. Where a file system has no such permissions there is nothing to ask.
 */
public final class KeyAccess {
    private static final Set<PosixFilePermission> OTHERS_AT_ALL =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS_WRITE = Set.of(PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> GROUP =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE);

    private KeyAccess() {}

    /**
     * Requires that a private key is read by its owner and group alone.
     *
     * @throws IllegalArgumentException with rule and value, if others may
     */
    public static void requirePrivate(Path file) throws IOException {
        Set<PosixFilePermission> has = permissions(file);
        if (!Collections.disjoint(has, OTHERS_AT_ALL)) {
            throw new IllegalArgumentException("be closed to others than owner and group, is "
                    + PosixFilePermissions.toString(has) + ": chmod 600, or defaultMode: 0440 of a Kubernetes Secret");
        }
    }

    /**
     * Requires that a file is changed by its owner and group alone.
     *
     * @throws IllegalArgumentException with rule and value, if others may
     */
    public static void requireKept(Path file) throws IOException {
        Set<PosixFilePermission> has = permissions(file);
        if (!Collections.disjoint(has, OTHERS_WRITE)) {
            throw new IllegalArgumentException(
                    "be changed by owner and group alone, is " + PosixFilePermissions.toString(has) + ": chmod o-w");
        }
    }

    /** What a group may do with a private key, in words. */
    static Optional<String> ofGroup(Path file) {
        try {
            Set<PosixFilePermission> has = permissions(file);
            return Collections.disjoint(has, GROUP)
                    ? Optional.empty()
                    : Optional.of(file + " is " + PosixFilePermissions.toString(has));
        } catch (IOException e) {
            return Optional.empty(); // It could be read a moment ago, and is read again when it is needed.
        }
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException e) {
            return Set.of();
        }
    }
}
