package io.tidecast.model;

import java.util.Optional;

/**
 * Signed model file: its bytes as they came, and the signature that came with them.
 *
 * @param bytes of a {@link ModelFile}; not copied
 * @param signature made by {@link ModelKeys#sign}; empty where there was none
 */
public record SignedFile(byte[] bytes, Optional<byte[]> signature) {
    /** A file that came without a signature. */
    public static SignedFile unsigned(byte[] bytes) {
        return new SignedFile(bytes, Optional.empty());
    }
}
