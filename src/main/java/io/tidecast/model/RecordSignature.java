package io.tidecast.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * Detached signature of one record of the models topic (Ed25519, <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC
 * 8032</a>), as its header holds it. It covers what the record is beside its value: the application it was written for,
 * its key and its counter, so that none passes for another; and whether it has a value at all, so that nothing is
 * removed without a signature. The header has these in clear, for a reader to say what is wrong:
 *
 * <pre>
 * format 1 | counter 8 | length 2 | domain | length 2 | key | signature 64
 * </pre>
 *
 * @param domain the application's id
 * @param key of the record
 * @param counter see {@link ReplayGuard}
 * @param signature 64 bytes, over a constant, all before it, whether there is a value, and the value
 */
record RecordSignature(String domain, String key, long counter, byte[] signature) {
    private static final byte FORMAT = 1;
    private static final int SIGNATURE_BYTES = 64;

    /** No other use of the same key has this before what it signs. */
    private static final byte[] CONTEXT = "tidecast models topic record\n".getBytes(UTF_8);

    RecordSignature {
        if (counter < 1 || signature.length != SIGNATURE_BYTES) {
            throw new IllegalArgumentException(ModelKeys.HEADER + " must have a counter of at least 1 and "
                    + SIGNATURE_BYTES + " bytes of signature, has " + counter + " and " + signature.length);
        }
    }

    static RecordSignature make(PrivateKey by, String domain, String key, long counter, byte[] value) {
        try {
            Signature signer = Signature.getInstance(KeyPem.ALGORITHM);
            signer.initSign(by);
            update(signer, head(domain, key, counter), value);
            return new RecordSignature(domain, key, counter, signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM from 15 on has " + KeyPem.ALGORITHM, e);
        }
    }

    /** Whether it is of a value, and by a key. */
    boolean isBy(PublicKey other, byte[] value) {
        try {
            Signature verifier = Signature.getInstance(KeyPem.ALGORITHM);
            verifier.initVerify(other);
            update(verifier, head(domain, key, counter), value);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // Not the form of a signature.
        }
    }

    private static void update(Signature signature, byte[] head, byte[] value) throws GeneralSecurityException {
        signature.update(CONTEXT);
        signature.update(head);
        signature.update((byte) (value == null ? 0 : 1));
        if (value != null) {
            signature.update(value);
        }
    }

    private static byte[] head(String domain, String key, long counter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeLong(counter);
            write(out, domain);
            write(out, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > 0xffff) {
            throw new IllegalArgumentException("key must have at most 65535 bytes to be signed, has " + bytes.length);
        }
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /** The header's bytes. */
    byte[] bytes() {
        byte[] head = head(domain, key, counter);
        return ByteBuffer.allocate(head.length + signature.length)
                .put(head)
                .put(signature)
                .array();
    }

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException with the rule
     */
    static RecordSignature of(byte[] header) {
        ByteBuffer in = ByteBuffer.wrap(header);
        try {
            byte format = in.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        ModelKeys.HEADER + " must be of format " + FORMAT + ", was of " + (format & 0xff));
            }
            long counter = in.getLong();
            String domain = text(in);
            String key = text(in);
            byte[] signature = new byte[in.remaining()];
            in.get(signature);
            return new RecordSignature(domain, key, counter, signature);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    ModelKeys.HEADER + " must be whole, ends after " + header.length + " bytes", e);
        }
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }
}
