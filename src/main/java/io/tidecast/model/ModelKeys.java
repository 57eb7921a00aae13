package io.tidecast.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signing keys of model files: HMAC-SHA256 over the file's bytes (<a href="https://www.rfc-editor.org/rfc/rfc2104">RFC
 * 2104</a>). The first signs, every one of them is accepted, so that a new key can be known everywhere before it signs.
 * With no key nothing is signed, and everything is accepted.
 *
 * <p>What is signed is a version, not the pointer that has it serve: who may write to the models topic can still choose
 * among versions that were signed.
 */
public final class ModelKeys {
    /** Name of the record header on the models topic that holds the signature, 32 bytes. */
    public static final String HEADER = "tidecast.hmac-sha256";

    private static final int SHORTEST = 32;

    public static final Setting<Path> SIGNING_KEY_FILE = Setting.derived(
            "models.signing-key-file",
            "FILE",
            "models are not signed, and signatures not looked at",
            "a file of secret keys, one a line, of at least " + SHORTEST
                    + " characters: versions on the models topic are signed with the"
                    + " first (HMAC-SHA256), and one that is not signed with any of them is refused",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));

    private static final String ALGORITHM = "HmacSHA256";

    private final List<Key> keys;

    private ModelKeys(List<Key> keys) {
        this.keys = keys;
    }

    public static ModelKeys none() {
        return new ModelKeys(List.of());
    }

    /** Reads the file of keys, if one is set. */
    public static ModelKeys from(Values values) {
        return values.find(SIGNING_KEY_FILE).map(ModelKeys::read).orElseGet(ModelKeys::none);
    }

    /**
     * The keys a file holds, one a line; empty lines, and white space around a key, do not count.
     *
     * @throws IllegalArgumentException if the file cannot be read, holds no key or a short one; no message holds any of
     *     them
     */
    public static ModelKeys read(Path file) {
        List<String> lines;
        try {
            lines = Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    SIGNING_KEY_FILE.key() + " must be a file that can be read, was " + file, e);
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(
                    SIGNING_KEY_FILE.key() + " must hold a key a line, " + file + " holds none");
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() < SHORTEST) {
                throw new IllegalArgumentException(SIGNING_KEY_FILE.key() + " must hold keys of at least " + SHORTEST
                        + " characters, key " + (i + 1) + " of " + file + " has "
                        + lines.get(i).length());
            }
        }
        return new ModelKeys(lines.stream()
                .<Key>map(line -> new SecretKeySpec(line.getBytes(UTF_8), ALGORITHM))
                .toList());
    }

    /** A file with its signature, where there is a key to sign with. */
    public SignedFile sign(byte[] file) {
        return new SignedFile(file, keys.isEmpty() ? Optional.empty() : Optional.of(mac(keys.get(0), file)));
    }

    /**
     * The bytes of a file, once it is found to be signed with one of the keys; as they are, where there is no key.
     * Signatures are compared in a time that does not depend on how much of one is right.
     *
     * @throws IllegalArgumentException if there is a key, and the file is not signed with it
     */
    public byte[] verified(SignedFile file) {
        if (keys.isEmpty()) {
            return file.bytes();
        }
        byte[] signature = file.signature()
                .orElseThrow(() -> new IllegalArgumentException(
                        "model file must be signed, since models.signing-key-file is set, and has no header "
                                + HEADER));
        boolean known = false;
        for (Key key : keys) {
            known |= MessageDigest.isEqual(mac(key, file.bytes()), signature);
        }
        if (!known) {
            throw new IllegalArgumentException(
                    "model file must be signed with a key of models.signing-key-file, and header " + HEADER
                            + " is of another key or of other bytes");
        }
        return file.bytes();
    }

    private static byte[] mac(Key key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "ModelKeys[" + keys.size() + " hidden]";
    }
}
