package io.tidecast.model;

import io.tidecast.config.Parsers;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing keys of the models topic (Ed25519): one private key signs each record, versions, pointers and removals alike;
 * who reads needs the public keys alone, and so cannot publish. Several public keys are accepted, so that a new key is
 * known everywhere before it signs. With no keys nothing is signed, and everything is accepted.
 */
public final class ModelKeys {
    /** Name of the record header on the models topic that holds a {@link RecordSignature}. */
    public static final String HEADER = "tidecast.signature";

    public static final Setting<Path> TRUSTED_KEYS_FILE = Setting.derived(
            "models.trusted-keys-file",
            "FILE",
            "records of the models topic are not signed, and signatures not looked at",
            "a PEM file of Ed25519 public keys: versions, pointers and removals on the models topic that are not signed"
                    + " with one of them for this application are refused; it is read again when it changes",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));

    public static final Setting<Path> SIGNING_KEY_FILE = Setting.derived(
            "models.signing-key-file",
            "FILE",
            "nothing can be written to the models topic where `models.trusted-keys-file` is set",
            "a PEM file of the Ed25519 private key that trainer and `models` commands sign with, whose public key is"
                    + " one of `models.trusted-keys-file`; closed to other users; it is read again when it changes",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));

    public static final List<Setting<?>> SETTINGS = List.of(TRUSTED_KEYS_FILE, SIGNING_KEY_FILE);

    private static final Logger LOG = LoggerFactory.getLogger(ModelKeys.class);

    private final String domain;
    private final Optional<KeyFile<List<PublicKey>>> trusted;
    private final Optional<KeyFile<PrivateKey>> signing;
    private PrivateKey signer;
    private boolean complained;

    private ModelKeys(
            String domain, Optional<KeyFile<List<PublicKey>>> trusted, Optional<KeyFile<PrivateKey>> signing) {
        this.domain = domain;
        this.trusted = trusted;
        this.signing = signing;
        signer = signing.map(KeyFile::keys).orElse(null);
        if (signer != null && !isTrusted(signer)) {
            throw new IllegalArgumentException(SIGNING_KEY_FILE.key() + " ("
                    + signing.orElseThrow().file() + ") must be of one of the public keys of " + TRUSTED_KEYS_FILE.key()
                    + " (" + trusted.orElseThrow().file() + "), is of none of the "
                    + trusted.orElseThrow().keys().size());
        }
    }

    public static ModelKeys none() {
        return new ModelKeys("", Optional.empty(), Optional.empty());
    }

    /**
     * Reads the files of keys that are set.
     *
     * @param domain the application's id: what is signed for another one is refused
     * @throws IllegalArgumentException with name, rule and value, which is none of a key's
     */
    public static ModelKeys from(Values values, String domain) {
        Optional<Path> trusted = values.find(TRUSTED_KEYS_FILE);
        Optional<Path> signing = values.find(SIGNING_KEY_FILE);
        if (trusted.isEmpty() && signing.isPresent()) {
            throw new IllegalArgumentException(TRUSTED_KEYS_FILE.key() + " must be set together with "
                    + SIGNING_KEY_FILE.key() + ", was empty: who signs verifies, too");
        }
        return new ModelKeys(
                domain,
                trusted.map(file -> new KeyFile<>(TRUSTED_KEYS_FILE, file, KeyAccess::requireKept, KeyPem::publicKeys)),
                signing.map(
                        file -> new KeyFile<>(SIGNING_KEY_FILE, file, KeyAccess::requirePrivate, KeyPem::privateKey)));
    }

    /** Whether records must be signed. */
    public boolean areSet() {
        return trusted.isPresent();
    }

    /** Whether records that are written here will be accepted: there is a key to sign with, or none is asked for. */
    public boolean canWrite() {
        return signing.isPresent() || !areSet();
    }

    /** Why nothing can be written, as a line. */
    public static String cannotWrite() {
        return SIGNING_KEY_FILE.key() + " must be set for whatever writes to the models topic, since "
                + TRUSTED_KEYS_FILE.key() + " is";
    }

    /** What should be otherwise, in words. */
    public List<String> warnings() {
        return signing.flatMap(key -> KeyAccess.ofGroup(key.file()))
                .map(group -> List.of(SIGNING_KEY_FILE.key() + " should be closed to its group, unless that is this"
                        + " process's alone, as a Kubernetes fsGroup is: " + group))
                .orElse(List.of());
    }

    /** What is done with these keys, in words. */
    public String describe() {
        return trusted.map(keys -> "records are verified with " + keys.keys().size() + " public "
                        + (keys.keys().size() == 1 ? "key" : "keys") + " for application " + domain
                        + (signing.isPresent() ? ", and signed" : ", none is signed here"))
                .orElse("records are not signed, and signatures not looked at (" + TRUSTED_KEYS_FILE.key()
                        + " is not set)");
    }

    /**
     * The header that a record needs; empty where there are no keys.
     *
     * @param value null where the record removes
     * @throws IllegalStateException unless {@link #canWrite}
     */
    public Optional<byte[]> sign(String key, byte[] value, long counter) {
        return areSet()
                ? Optional.of(RecordSignature.make(signer(), domain, key, counter, value)
                        .bytes())
                : Optional.empty();
    }

    private synchronized PrivateKey signer() {
        PrivateKey now = signing.orElseThrow(() -> new IllegalStateException(cannotWrite()))
                .keys();
        if (!now.equals(signer)) {
            boolean known = isTrusted(now);
            if (known) {
                signer = now;
            } else if (!complained) {
                LOG.warn(
                        "{} has changed to a key that is none of {}; the key before goes on signing",
                        SIGNING_KEY_FILE.key(),
                        TRUSTED_KEYS_FILE.key());
            }
            complained = !known;
        }
        return signer;
    }

    private boolean isTrusted(PrivateKey key) {
        RecordSignature probe = RecordSignature.make(key, domain, "", 1, null);
        return trusted.orElseThrow().keys().stream().anyMatch(by -> probe.isBy(by, null));
    }

    /**
     * The counter of a record that is signed with one of the keys, for this application, under this key.
     *
     * @throws IllegalArgumentException with the rule, if it is not
     */
    long verified(String key, byte[] value, Optional<byte[]> header) {
        String what = (value == null ? "removal of " : "") + (ModelKey.isPointer(key) ? "pointer" : "model file");
        RecordSignature brought = header.map(RecordSignature::of)
                .orElseThrow(() -> new IllegalArgumentException(what + " must be signed, since "
                        + TRUSTED_KEYS_FILE.key() + " is set, and has no header " + HEADER));
        require(brought.domain().equals(domain), what, "for application " + domain, brought.domain());
        require(brought.key().equals(key), what, "as record " + key, brought.key());
        List<PublicKey> keys = trusted.orElseThrow().keys();
        if (keys.stream().noneMatch(by -> brought.isBy(by, value))) {
            throw new IllegalArgumentException(what + " must be signed with a key of " + TRUSTED_KEYS_FILE.key()
                    + ", and header " + HEADER + " is of none of the " + keys.size() + ", or of other bytes");
        }
        return brought.counter();
    }

    private static void require(boolean holds, String what, String rule, String was) {
        if (!holds) {
            throw new IllegalArgumentException(
                    what + " must be signed " + Printable.value(rule) + ", is for " + Printable.value(was));
        }
    }
}
