package io.tidecast.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.SettingException;
import io.tidecast.config.Values;
import io.tidecast.model.KeyAccess;
import io.tidecast.model.KeyFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TLS identity of the server: a chain of certificates and the private key of the first, each in a PEM file. What the
 * files hold may change while it is served with.
 */
public final class Tls {
    static final Setting<Path> CERT_FILE = Setting.derived(
            "http.tls.cert-file",
            "FILE",
            "HTTP in the clear",
            "a PEM file with the server's certificate, and those between it and its authority: everything is served by"
                    + " HTTPS then. It is read again when it changes; needs http.tls.key-file",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    static final Setting<Path> KEY_FILE = Setting.derived(
            "http.tls.key-file",
            "FILE",
            "HTTP in the clear",
            "a PEM file with the private key of http.tls.cert-file (PKCS #8, not encrypted), closed to others than"
                    + " owner and group",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    /** What a key can be tried by, by its algorithm. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private final KeyFile<List<X509Certificate>> chain;
    private final KeyFile<PrivateKey> key;

    private Tls(Path chain, Path key) {
        this.chain = new KeyFile<>(CERT_FILE, chain, KeyAccess::requireKept, Tls::chain);
        this.key = new KeyFile<>(KEY_FILE, key, KeyAccess::requirePrivate, Tls::key);
    }

    /**
     * What the settings name; empty where they name nothing.
     *
     * @throws IllegalArgumentException with name, rule and file, if a file cannot be used or is not the other's
     */
    static Optional<Tls> from(Values values) {
        Optional<Path> chain = values.find(CERT_FILE);
        Optional<Path> key = values.find(KEY_FILE);
        if (chain.isPresent() != key.isPresent()) {
            throw new SettingException(CERT_FILE.key() + " and " + KEY_FILE.key() + " must be set together, was "
                    + chain.or(() -> key).orElseThrow() + " alone");
        }
        return chain.map(file -> of(file, key.orElseThrow()));
    }

    /** @throws IllegalArgumentException if a file cannot be used, or is not the other's */
    static Tls of(Path chain, Path key) {
        Tls tls = new Tls(chain, key);
        if (!tls.identity().isWhole()) {
            throw new IllegalArgumentException(
                    KEY_FILE.key() + " must hold the private key of " + CERT_FILE.key() + ", was " + key);
        }
        return tls;
    }

    /** What the files hold now, or what they held when they could last be used. */
    Identity identity() {
        return new Identity(chain.keys(), key.keys());
    }

    private static List<X509Certificate> chain(String pem) {
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("hold certificates as PEM, and cannot be read: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("hold certificates as PEM, holds none");
    }

    private static PrivateKey key(String pem) {
        Matcher block = KEY.matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException("hold one BEGIN PRIVATE KEY block, not encrypted (`openssl pkcs8 -topk8"
                    + " -nodes` makes one), holds none");
        }
        byte[] bytes = Base64.getMimeDecoder().decode(block.group(1));
        for (String algorithm : SIGNATURES.keySet()) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (GeneralSecurityException e) {
                // Another algorithm's key.
            }
        }
        throw new IllegalArgumentException("hold an RSA, EC or Ed25519 key, holds another");
    }

    /**
     * Chain and key as they were at one time.
     *
     * @param chain the server's own certificate first
     */
    record Identity(List<X509Certificate> chain, PrivateKey key) {
        /** Whether the key is the first certificate's: while both files are replaced, one is already another. */
        boolean isWhole() {
            try {
                Signature signature = Signature.getInstance(SIGNATURES.get(key.getAlgorithm()));
                signature.initSign(key);
                signature.update(chain.get(0).getEncoded());
                byte[] signed = signature.sign();
                signature.initVerify(chain.get(0).getPublicKey());
                signature.update(chain.get(0).getEncoded());
                return signature.verify(signed);
            } catch (GeneralSecurityException e) {
                return false;
            }
        }

        /** In memory, under a password that keeps it from nobody. */
        KeyStore store(String password) {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("server", key, password.toCharArray(), chain.toArray(Certificate[]::new));
                return store;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("certificate and key cannot be served with: " + e.getMessage(), e);
            }
        }
    }
}
