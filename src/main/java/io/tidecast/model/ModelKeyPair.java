package io.tidecast.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Set;

/** Key pair of Ed25519 for {@link ModelKeys}, as two PEM files: FILE, which its owner alone may read, and FILE.pub. */
public record ModelKeyPair(Path privateKey, Path publicKey) {
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /**
     * Makes a pair.
     *
     * @throws FileAlreadyExistsException if either file is there; neither is changed then
     */
    public static ModelKeyPair make(Path file) throws IOException {
        Path published = file.resolveSibling(file.getFileName() + ".pub");
        if (Files.exists(published)) {
            throw new FileAlreadyExistsException(published.toString());
        }
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance(KeyPem.ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM from 15 on has " + KeyPem.ALGORITHM, e);
        }
        write(pair.getPrivate(), file, "rw-------");
        write(pair.getPublic(), published, "rw-r--r--");
        return new ModelKeyPair(file, published);
    }

    /** The file has its permissions from the beginning, not only once the key is in it. */
    private static void write(Key key, Path file, String permissions) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
        try (SeekableByteChannel out = Files.newByteChannel(file, NEW, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(KeyPem.text(key).getBytes(US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }
}
