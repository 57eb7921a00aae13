package io.tidecast.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelKeysTest {
    private static final String APP = "tidecast";
    private static final String KEY = "default/3";
    private static final byte[] FILE = "tidecast".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private SigningKeys files;

    @BeforeEach
    void makeKeys() throws IOException {
        files = SigningKeys.in(folder);
    }

    private byte[] signed() {
        return files.signer(APP).sign(KEY, FILE, 7).orElseThrow();
    }

    private void assertRefused(String key, byte[] value, byte[] header, String reason) {
        assertThatThrownBy(() -> files.verifier(APP).verified(key, value, Optional.ofNullable(header)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldSignAsOpenSslDoesWithItsKey() throws IOException {
        // The key of RFC 8410, section 10.3; openssl pkeyutl -sign -rawin over what RecordSignature says.
        Files.writeString(
                folder.resolve("rfc"),
                """
                of a test
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
                -----END PRIVATE KEY-----
                """);
        Files.writeString(
                folder.resolve("rfc.pub"),
                """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
                -----END PUBLIC KEY-----
                """);
        files.trust("rfc", "first");
        files.signWith("rfc");
        byte[] header = signed();
        assertThat(HexFormat.of().formatHex(header))
                .isEqualTo("01000000000000000700087469646563617374000964656661756c742f33"
                        + "16cf4f3399035b45f61e05aeda89de1a557aebf22064a5915fb334ac8470b9c3"
                        + "4bd9ad02fd1eff177a41a94699750f3223d280bca0bcd366c94c96f998709407");
        assertThat(files.verifier(APP).verified(KEY, FILE, Optional.of(header))).isEqualTo(7);
    }

    @Test
    void shouldAcceptWhatAnyTrustedKeyHasSigned() throws IOException {
        byte[] old = signed();
        files.make("second");
        files.trust("first", "second");
        files.signWith("second");
        byte[] young = signed();
        assertThat(young).isNotEqualTo(old);
        ModelKeys both = files.verifier(APP);
        assertThat(both.verified(KEY, FILE, Optional.of(old))).isEqualTo(7);
        assertThat(both.verified(KEY, FILE, Optional.of(young))).isEqualTo(7);
        files.trust("second");
        assertRefused(
                KEY,
                FILE,
                old,
                "model file must be signed with a key of models.trusted-keys-file, and header "
                        + "tidecast.signature is of none of the 1, or of other bytes");
    }

    @Test
    void shouldNameWhatARecordIsSignedForWhenItIsAnother() {
        assertRefused(
                KEY,
                FILE,
                null,
                "model file must be signed, since models.trusted-keys-file is set, and has no "
                        + "header tidecast.signature");
        assertRefused("default", FILE, null, "pointer must be signed, since ");
        assertRefused("default", null, null, "removal of pointer must be signed, since ");
        assertRefused("default/4", FILE, signed(), "must be signed as record default/4, is for default/3");
        assertRefused("other/3", FILE, signed(), "must be signed as record other/3, is for default/3");
        assertRefused("default", FILE, signed(), "pointer must be signed as record default, is for default/3");
        byte[] elsewhere = files.signer("staging").sign(KEY, FILE, 7).orElseThrow();
        assertRefused(KEY, FILE, elsewhere, "must be signed for application tidecast, is for staging");
    }

    @Test
    void shouldRefuseARemovalWhenTheEmptyValueIsSignedAndTheOtherWayRound() {
        ModelKeys keys = files.signer(APP);
        byte[] empty = keys.sign(KEY, new byte[0], 7).orElseThrow();
        byte[] removal = keys.sign(KEY, null, 7).orElseThrow();
        assertThat(keys.verified(KEY, null, Optional.of(removal))).isEqualTo(7);
        assertRefused(KEY, null, empty, "removal of model file must be signed with a key");
        assertRefused(KEY, new byte[0], removal, "or of other bytes");
    }

    @Test
    void shouldRefuseWhateverBitOfHeaderOrValueIsFlipped() {
        byte[] header = signed();
        ModelKeys keys = files.verifier(APP);
        for (int bit = 0; bit < 8 * header.length; bit++) {
            byte[] changed = flipped(header, bit);
            assertThatThrownBy(() -> keys.verified(KEY, FILE, Optional.of(changed)))
                    .as("bit %s of the header", bit)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (int bit = 0; bit < 8 * FILE.length; bit++) {
            byte[] changed = flipped(FILE, bit);
            assertThatThrownBy(() -> keys.verified(KEY, changed, Optional.of(header)))
                    .as("bit %s of the value", bit)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldRefuseAHeaderWhenItIsCutOrLonger() {
        byte[] header = signed();
        ModelKeys keys = files.verifier(APP);
        for (int length = 0; length <= header.length + 1; length++) {
            if (length != header.length) {
                byte[] cut = Arrays.copyOf(header, length);
                assertThatThrownBy(() -> keys.verified(KEY, FILE, Optional.of(cut)))
                        .as("%s bytes", length)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return changed;
    }

    @Test
    void shouldNotSignWhenItOnlyVerifies() {
        ModelKeys keys = files.verifier(APP);
        assertThat(keys.areSet()).isTrue();
        assertThat(keys.canWrite()).isFalse();
        assertThatThrownBy(() -> keys.sign(KEY, FILE, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("models.signing-key-file must be set for whatever writes to the models topic, since "
                        + "models.trusted-keys-file is");
        assertThat(keys.describe())
                .isEqualTo("records are verified with 1 public key for application tidecast, none is signed here");
    }

    @Test
    void shouldNeitherSignNorAskWhenThereIsNoKey() {
        assertThat(ModelKeys.none().canWrite()).isTrue();
        assertThat(ModelKeys.none().sign(KEY, FILE, 1)).isEmpty();
        ReplayGuard guard = new ReplayGuard(ModelKeys.none());
        guard.admit(KEY, FILE, Optional.of(new byte[] {1}));
        guard.admit(KEY, FILE, Optional.empty());
    }

    @Test
    void shouldSayWhatIsWrongWithAFileOfKeysAndNoneOfThem() throws IOException {
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() ->
                        new KeyFile<>(ModelKeys.TRUSTED_KEYS_FILE, absent, KeyAccess::requireKept, KeyPem::publicKeys))
                .hasMessage("models.trusted-keys-file must be a file that can be read, was " + absent);
        Files.writeString(files.trusted(), "# none yet\n");
        assertThatThrownBy(() -> files.verifier(APP))
                .hasMessage("models.trusted-keys-file (" + files.trusted()
                        + ") must hold PUBLIC KEYs of Ed25519 as PEM " + "and nothing else, holds none");
        Files.writeString(files.trusted(), "x".repeat((64 << 10) + 1));
        assertThatThrownBy(() -> files.verifier(APP)).hasMessageEndingWith("must have at most 65536 bytes, has more");
        String secret = Files.readString(folder.resolve("first"));
        Files.writeString(files.trusted(), Files.readString(folder.resolve("first.pub")) + secret);
        assertThatThrownBy(() -> files.verifier(APP))
                .hasMessageEndingWith("and nothing else, holds PUBLIC KEY, PRIVATE KEY")
                .hasMessageNotContaining(secret.lines().skip(1).findFirst().orElseThrow());
        files.trust("first");
        Files.writeString(files.signing(), secret + secret);
        assertThatThrownBy(() -> files.signer(APP))
                .hasMessageEndingWith("must hold one PRIVATE KEY of Ed25519 as PEM, holds PRIVATE KEY, PRIVATE KEY");
        files.make("stranger");
        files.signWith("stranger");
        assertThatThrownBy(() -> files.signer(APP))
                .hasMessage("models.signing-key-file (" + files.signing() + ") must be of one of the public keys of "
                        + "models.trusted-keys-file (" + files.trusted() + "), is of none of the 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // X25519, and a point of P-256: OpenSSL's labels are the same.
                "MC4CAQAwBQYDK2VuBCIEICC916DpMqJnMroUCVRKSKAn2Qz89BmAaSZ11X7Iw2NP",
                "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgh28ZxiT7rQnpJK8xPT1zscLhN61/vElmeiAYWVmfMmuhRANCAATaGuSD"
                        + "TcP6PrLXXxp92qlokkf3EqWGqd5GqoPfeVGCY5t26OU9NtpBSEq2EDTIXbJJdNWaLnKBP5CavEPLhH1+",
                "AAAA",
                ""
            })
    void shouldSayThatAKeyIsOfAnotherKind(String base64) throws IOException {
        Files.writeString(files.signing(), "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> files.signer(APP))
                .hasMessageEndingWith(
                        "must hold one PRIVATE KEY of Ed25519 as PEM, holds one of another kind, or " + "damaged");
    }

    @Test
    void shouldAskForThePublicKeysWhereThereIsAPrivateOne() {
        assertThatThrownBy(() -> ModelKeys.from(Values.DEFAULTS.with(ModelKeys.SIGNING_KEY_FILE, files.signing()), APP))
                .hasMessageStartingWith("models.trusted-keys-file must be set together with models.signing-key-file");
    }
}
