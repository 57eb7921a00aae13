package io.tidecast.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PEM codec of Ed25519 keys, as OpenSSL writes and reads them: private ones as PKCS#8, public ones as
 * SubjectPublicKeyInfo (<a href="https://www.rfc-editor.org/rfc/rfc8410">RFC 8410</a>). What stands around the blocks
 * is passed over. Each reader throws {@link IllegalArgumentException} with the rule and what was found, none of it a
 * key's.
 */
final class KeyPem {
    static final String ALGORITHM = "Ed25519";

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private KeyPem() {}

    /** Block of a PEM text: a label and what it is the label of. */
    private record Block(String label, String base64) {
        byte[] der() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }

    /** The one private key that a text holds. */
    static PrivateKey privateKey(String text) {
        List<Block> blocks = blocks(text);
        if (blocks.size() != 1 || !blocks.get(0).label().equals(PRIVATE)) {
            throw new IllegalArgumentException(
                    "hold one " + PRIVATE + " of " + ALGORITHM + " as PEM, holds " + labels(blocks));
        }
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0).der()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "hold one " + PRIVATE + " of " + ALGORITHM + " as PEM, holds one of another kind, or damaged", e);
        }
    }

    /** The public keys that a text holds; a private one beside them has no place where things are only verified. */
    static List<PublicKey> publicKeys(String text) {
        List<Block> blocks = blocks(text);
        if (blocks.isEmpty() || !blocks.stream().allMatch(block -> block.label().equals(PUBLIC))) {
            throw new IllegalArgumentException(
                    "hold " + PUBLIC + "s of " + ALGORITHM + " as PEM and nothing else, holds " + labels(blocks));
        }
        List<PublicKey> keys = new ArrayList<>();
        for (Block block : blocks) {
            try {
                keys.add(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(block.der())));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "hold " + PUBLIC + "s of " + ALGORITHM + " as PEM and nothing else, block " + (keys.size() + 1)
                                + " of " + blocks.size() + " is of another kind, or damaged",
                        e);
            }
        }
        return List.copyOf(keys);
    }

    /** A key as one block. */
    static String text(Key key) {
        String label = key instanceof PrivateKey ? PRIVATE : PUBLIC;
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key.getEncoded());
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(text);
        while (found.find()) {
            blocks.add(new Block(found.group(1), found.group(2)));
        }
        return blocks;
    }

    private static String labels(List<Block> blocks) {
        return blocks.isEmpty()
                ? "none"
                : String.join(", ", blocks.stream().map(Block::label).toList());
    }
}
