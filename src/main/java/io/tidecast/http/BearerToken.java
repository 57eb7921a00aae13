package io.tidecast.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.config.Setting;
import io.tidecast.model.KeyAccess;
import io.tidecast.model.KeyFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Bearer token: a secret that a request must bring as {@code Authorization: Bearer …} (RFC 6750). Only its hash is
 * kept. Its file is read again for each request, so that a token is replaced without a restart, and revoked by removing
 * or emptying the file.
 */
public final class BearerToken {
    private static final int SHORTEST = 16;
    private static final String SCHEME = "Bearer ";

    private final KeyFile<byte[]> hash;

    private BearerToken(KeyFile<byte[]> hash) {
        this.hash = hash;
    }

    /**
     * The token a file holds, white space around it aside.
     *
     * @throws IllegalArgumentException if the file cannot be read or the token is short; neither message holds any of
     *     it
     */
    static BearerToken read(Setting<Path> setting, Path file) {
        return new BearerToken(new KeyFile<>(setting, file, any -> {}, BearerToken::hash));
    }

    /**
     * The same of a file that owner and group alone may read.
     *
     * @throws IllegalArgumentException also if others may
     */
    static BearerToken readPrivate(Setting<Path> setting, Path file) {
        return new BearerToken(new KeyFile<>(setting, file, KeyAccess::requirePrivate, BearerToken::hash));
    }

    private static byte[] hash(String text) {
        String token = new String(text.getBytes(ISO_8859_1), UTF_8).strip();
        if (token.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "hold a token of at least " + SHORTEST + " characters, holds " + token.length());
        }
        return sha256(token);
    }

    /**
     * Whether a header brings the token. Hashes are compared, in a time that depends neither on how much of the token
     * is right nor on its length.
     *
     * @param authorization the header's value; may be null
     */
    boolean isBroughtBy(String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String brought = bearer ? authorization.substring(SCHEME.length()).strip() : "";
        byte[] right = hash.current().orElse(new byte[0]);
        return MessageDigest.isEqual(right, sha256(brought)) && bearer;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "BearerToken[hidden]";
    }
}
