package io.tidecast.model;

import io.tidecast.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Key files of a signed application, in a folder of a test: {@code signing.pem}, and {@code trusted.pem} with one
 * public key or several.
 */
public record SigningKeys(Path folder) {
    /** Files with one pair of keys, called {@code first}. */
    public static SigningKeys in(Path folder) throws IOException {
        SigningKeys keys = new SigningKeys(folder);
        keys.make("first");
        keys.trust("first");
        keys.signWith("first");
        return keys;
    }

    public Path trusted() {
        return folder.resolve("trusted.pem");
    }

    public Path signing() {
        return folder.resolve("signing.pem");
    }

    /** Makes a pair that is not used yet. */
    public void make(String name) throws IOException {
        ModelKeyPair.make(folder.resolve(name));
    }

    /** Has these pairs trusted, by renaming a whole file over the one before. */
    public void trust(String... names) throws IOException {
        StringBuilder pem = new StringBuilder();
        for (String name : names) {
            pem.append(Files.readString(folder.resolve(name + ".pub")));
        }
        replace(trusted(), pem.toString());
    }

    /** Signs with another pair from now on. */
    public void signWith(String name) throws IOException {
        replace(signing(), Files.readString(folder.resolve(name)));
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.createTempFile(file.getParent(), "next", ".pem"); // Its owner's alone.
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    public ModelKeys signer(String domain) {
        return ModelKeys.from(
                Values.DEFAULTS
                        .with(ModelKeys.TRUSTED_KEYS_FILE, trusted())
                        .with(ModelKeys.SIGNING_KEY_FILE, signing()),
                domain);
    }

    /** Keys of who reads alone. */
    public ModelKeys verifier(String domain) {
        return ModelKeys.from(Values.DEFAULTS.with(ModelKeys.TRUSTED_KEYS_FILE, trusted()), domain);
    }
}
