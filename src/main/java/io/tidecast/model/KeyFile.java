package io.tidecast.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidecast.config.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Key file, read again each time its keys are asked for, so that keys are rotated without a restart: a Secret that is
 * mounted changes under a process. Signatures are made and checked a few times an hour, and the file is small. What it
 * holds must be right at the start; later what cannot be used is told once as a warning, and it is for who asks whether
 * the keys before go on ({@link #keys}) or nothing is to be trusted ({@link #current}).
 */
public final class KeyFile<K> {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int MOST_BYTES = 64 << 10;

    private final Setting<Path> setting;
    private final Path file;
    private final Access access;
    private final Function<String, K> codec;
    private byte[] seen;
    private K keys;
    private String complaint = "";

    /** Check of a file's permissions; throws {@link IllegalArgumentException} with rule and value. */
    public interface Access {
        void require(Path file) throws IOException;
    }

    /**
     * Reads a file.
     *
     * @param codec what its text holds; throws {@link IllegalArgumentException} with the rule and what it is instead
     * @throws IllegalArgumentException with the setting's name, the rule and the file
     */
    public KeyFile(Setting<Path> setting, Path file, Access access, Function<String, K> codec) {
        this.setting = setting;
        this.file = file;
        this.access = access;
        this.codec = codec;
        seen = bytes();
        require();
        keys = read(seen);
    }

    Path file() {
        return file;
    }

    /** The keys that the file holds now, or those it held when it could last be used. */
    public synchronized K keys() {
        refresh("the keys before go on");
        return keys;
    }

    /** The keys that the file holds now; empty while it is gone or cannot be used. */
    public synchronized Optional<K> current() {
        return refresh("nothing is let in by it") ? Optional.of(keys) : Optional.empty();
    }

    private boolean refresh(String otherwise) {
        try {
            byte[] now = bytes();
            require();
            if (!Arrays.equals(now, seen)) {
                keys = read(now);
                seen = now;
                LOG.info("{}: {} has changed, and its keys are taken", setting.key(), file);
            }
            complaint = "";
            return true;
        } catch (IllegalArgumentException e) {
            if (!complaint.equals(e.getMessage())) {
                complaint = e.getMessage();
                LOG.warn("{}; {}", complaint, otherwise);
            }
            return false;
        }
    }

    /** Permissions change without the bytes. */
    private void require() {
        try {
            access.require(file);
        } catch (IllegalArgumentException e) {
            throw broken(e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private K read(byte[] bytes) {
        try {
            return codec.apply(new String(bytes, ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw broken(e);
        }
    }

    private IllegalArgumentException broken(IllegalArgumentException rule) {
        return new IllegalArgumentException(setting.key() + " (" + file + ") must " + rule.getMessage(), rule);
    }

    private byte[] bytes() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    setting.key() + " (" + file + ") must have at most " + MOST_BYTES + " bytes, has more");
        }
        return bytes;
    }

    private IllegalArgumentException unreadable(IOException e) {
        return new IllegalArgumentException(setting.key() + " must be a file that can be read, was " + file, e);
    }
}
