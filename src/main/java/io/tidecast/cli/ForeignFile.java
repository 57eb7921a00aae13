package io.tidecast.cli;

import io.tidecast.config.Printable;
import io.tidecast.interchange.Imports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Model file of another library on disk. */
final class ForeignFile {
    private ForeignFile() {}

    /** Its bytes, if there are no more than may be. */
    static byte[] read(Path file) {
        try {
            if (Files.size(file) > Imports.MAX_BYTES) {
                throw new CommandFailed(
                        file + " must be at most " + Imports.MAX_BYTES + " bytes, has " + Files.size(file));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new WrongUsage(file + ": no such file", e);
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is made of it; a refusal names it, and what of it stands there is printable. */
    static <T> T parsed(Path file, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(file + ": " + Printable.line(String.valueOf(e.getMessage())), e);
        }
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Of a file, and what was read of those beside it, one after the other. */
    static String sha256(byte[] bytes, List<byte[]> beside) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            beside.forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
