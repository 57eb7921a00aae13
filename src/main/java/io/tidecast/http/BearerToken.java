package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Bearer token: a secret that a request must bring as {@code Authorization: Bearer …} (RFC 6750). Only its hash is
 * kept.
 */
public final class BearerToken {
    private static final int SHORTEST = 16;
    private static final String SCHEME = "Bearer ";

    private final byte[] hash;

    private BearerToken(String token) {
        hash = sha256(token);
    }

    /**
     * The token a file holds, white space around it aside.
     *
     * @throws IllegalArgumentException if the file cannot be read or the token is short; neither message holds any of
     *     it
     */
    public static BearerToken read(Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    HttpSettings.TOKEN_FILE.key() + " must be a file that can be read, was " + file, e);
        }
        if (token.length() < SHORTEST) {
            throw new IllegalArgumentException(HttpSettings.TOKEN_FILE.key() + " must hold a token of at least "
                    + SHORTEST + " characters, " + file + " holds " + token.length());
        }
        return new BearerToken(token);
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
        return MessageDigest.isEqual(hash, sha256(brought)) && bearer;
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
